import ArgumentParser
import Curriculum
import Notebook
import TextSafety

/// `strata glossary`: the vocabulary.
struct GlossaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "glossary", abstract: "Show the vocabulary, or one term of it.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "A term or its id; all when left out.") var term: String?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let course = try Desk(options).course()
    if let name = term {
      let term = try GlossaryCommand.find(name, in: course)
      if json {
        try GlossaryCommand.value(term).write()
      } else {
        let reader = ReadingPrintout(course: course, contents: NotebookContents(), width: Console.columns)
        try reader.printout(of: .term(term.id)).write()
      }
      return
    }
    if json {
      try JSON.list(course.terms.map(GlossaryCommand.value)).write()
      return
    }
    var out = Printout()
    for term in course.terms {
      out.line("\(term.term)  (\(term.id))")
      out.wrapped(term.definition, width: Console.columns, indent: 4)
    }
    try out.write()
  }

  private static func find(_ name: String, in course: Course) throws -> Term {
    let id = name.hasPrefix("term:") ? String(name.dropFirst(5)) : name
    let folded = id.lowercased()
    if let found = course.term(TermID(id)) ?? course.terms.first(where: { $0.term.lowercased() == folded }) {
      return found
    }
    if let found = course.term(TermID(folded)) { return found }
    let names = course.terms.map(\.id.rawValue)
    throw Failure(
      "the glossary has no term \(NearNames.quoted(name))" + NearNames.hint(id, among: names)
        + ". strata glossary shows all \(names.count)")
  }

  private static func value(_ term: Term) -> JSON {
    [
      "id": .text(term.id.rawValue), "term": .text(term.term), "layer": .text(term.layer.rawValue),
      "definition": .text(term.definition), "core": .bool(term.isCore), "page": .text(term.page?.rawValue),
      "see": .texts(term.see.map(\.rawValue)),
    ]
  }
}
