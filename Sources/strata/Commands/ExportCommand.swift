import ArgumentParser
import Curriculum
import Foundation
import Notebook

/// `strata export`: the notebook as files that last.
struct ExportCommand: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case markdown
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the notebook as Markdown or JSON.",
    discussion: """
      Without --out it goes to standard output. A name that ends in .md or .json, or a file that is there already, is a \
      file; any other is a folder with a file for each lab, the questions and the notes.
      """)

  @OptionGroup var options: GlobalOptions
  @Option(help: ArgumentHelp("markdown or json (default: by the name of --out, else markdown).", valueName: "format"))
  var format: Format?
  @Option(help: ArgumentHelp("Where to write it.", valueName: "file|dir")) var out: String?
  @Flag(help: "Write over files that are there.") var force = false

  func validate() throws {
    if out?.isEmpty == true { throw ValidationError("--out needs a name, not an empty text") }
  }

  func run() throws {
    let desk = Desk(options)
    let course = try desk.course()
    let notebook = try desk.notebookIfMade()
    let contents = try notebook?.contents() ?? NotebookContents()
    let kind = format ?? (out?.hasSuffix(".json") == true ? .json : .markdown)
    let destination = out.map(Destination.init)
    switch (kind, destination) {
    case (.markdown, .folder(let path)):
      let files = MarkdownExport.files(course, contents)
      try ExportWriter.write(files, toFolder: path, force: force)
      try Console.output("\(files.count) files in \(Destination.safe(path))\n")
    case (.markdown, let place):
      try write(MarkdownExport.single(course, contents), to: place)
    case (.json, let place):
      var versions: [EntryKey: [Version]] = [:]
      for key in contents.entries.keys { versions[key] = try notebook?.versions(of: key) ?? [] }
      try write(JSONExport.text(course, contents, versions: versions), to: place)
    }
  }

  private func write(_ text: String, to destination: Destination?) throws {
    guard let destination else {
      try Console.output(text.hasSuffix("\n") ? text : text + "\n")
      return
    }
    let path = try destination.file()
    try ExportWriter.write(text, toFile: path, force: force)
    try Console.output(Destination.safe(path) + "\n")
  }
}
