import ArgumentParser
import Curriculum
import Notebook

/// `strata read`: a page, lab, term or product as text.
struct ReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "Print a page, lab, term, product or scenario.",
    discussion: """
      A question shows what a strong answer says only after an own note is saved, and a product its scores and evidence \
      only after a lab opened them.
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The id, such as rag, lab-0, kv-cache or page:rag.") var id: String
  @Flag(help: "Print the text as it is written, without setting it.") var raw = false
  @Option(help: ArgumentHelp("Columns (default: the terminal's up to 80; 76 in a pipe).", valueName: "n"))
  var width: Int?

  func validate() throws {
    if let width, !(20...500).contains(width) { throw ValidationError("--width must be from 20 to 500, not \(width)") }
  }

  func run() throws {
    let desk = Desk(options)
    let course = try desk.course()
    let reference = try course.thing(named: id)
    let contents = desk.withoutFail { try desk.contents() } ?? NotebookContents()
    let reader = ReadingPrintout(course: course, contents: contents, width: width ?? Console.columns, isRaw: raw)
    try reader.printout(of: reference).write(styled: !raw)
  }
}
