import ArgumentParser
import Curriculum
import Notebook

/// `strata import`: brings edited Markdown back.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring an exported Markdown file or folder back, with what was edited in it.",
    discussion: """
      Nothing is lost: a text that changed on both sides keeps both. A name that ends in .json is an export in JSON: \
      what this notebook lacks is added from it, pinned results too.
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The file or folder.") var path: String

  func run() throws {
    let desk = Desk(options)
    let course = try desk.course()
    if path.isEmpty { throw Failure.usage("import needs the name of a file or folder, not an empty text") }
    let isJSON = path.lowercased().hasSuffix(".json")
    let notebook = try desk.notebook()
    let report =
      try isJSON ? notebook.importJSON(at: path, course: course) : notebook.importMarkdown(at: path, course: course)
    var out = Printout()
    out.line(
      "\(report.changed.count) changed, \(report.added.count) added, "
        + "\(report.bothChanged.count) changed on both sides, "
        + "\(report.unchanged) unchanged")
    for key in report.bothChanged { out.line("\(key): changed here and there; both texts are kept as versions") }
    try out.write()
    guard !report.problems.isEmpty else { return }
    for problem in report.problems { Console.warn(problem.description) }
    throw Failure(
      "\(report.problems.count) places in \(path) were left out for the reasons above; mend them and import again")
  }
}
