import ArgumentParser
import Curriculum
import Notebook

/// `strata progress`: how far the reader has come.
struct ProgressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "progress", abstract: "Show how far you have come.")

  @OptionGroup var options: GlobalOptions
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let desk = Desk(options)
    let course = try desk.course()
    let progress = Progress(course, try desk.contents())
    if json { try value(progress).write() } else { try printout(progress, course).write() }
  }

  private func value(_ progress: Progress) -> JSON {
    func share(_ share: Progress.Share) -> JSON { .share(share.done, of: share.total) }
    return [
      "pages": share(progress.pages),
      "layers": .object(
        Dictionary(progress.layers.map { ($0.key.rawValue, share($0.value)) }, uniquingKeysWith: { a, _ in a })),
      "labs": .object(
        Dictionary(progress.labs.map { ($0.key.rawValue, share($0.value)) }, uniquingKeysWith: { a, _ in a })),
      "questions": ["noted": share(progress.noted), "graded": share(progress.graded)],
      "notes": .int(progress.notes), "seconds": .int(progress.seconds),
    ]
  }

  private func printout(_ progress: Progress, _ course: Course) -> Printout {
    func row(_ name: String, _ share: Progress.Share, _ what: String) -> [String] {
      [name, "\(share.done) of \(share.total) \(what)"]
    }
    var rows = [row("Pages", progress.pages, "read")]
    for layer in Layer.allCases {
      if let share = progress.layers[layer] { rows.append(row("  " + layer.title, share, "read")) }
    }
    for lab in course.labs {
      if let share = progress.labs[lab.id] { rows.append(row("Lab: " + lab.title, share, "fields filled")) }
    }
    rows.append(row("Questions", progress.noted, "answered"))
    rows.append(row("", progress.graded, "graded"))
    rows.append(["Notes", "\(progress.notes)"])
    rows.append(["Time in use", TimeSpan.text(seconds: progress.seconds)])
    var out = Printout()
    out.table(rows)
    return out
  }
}
