import ArgumentParser
import Curriculum
import Notebook
import TextSafety

/// `strata search`: course and own texts.
struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Search the course and your own texts, the best hit first.",
    discussion: "All words must be there; the last letters of a word may be missing.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "What to look for.") var query: [String]
  @Option(help: ArgumentHelp("The most hits to show.", valueName: "n")) var limit = 20
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if !(1...1000).contains(limit) { throw ValidationError("--limit must be from 1 to 1000, not \(limit)") }
    let letters = query.joined().contains { $0.isLetter || $0.isNumber }
    if !letters { throw ValidationError("the query holds no letter or digit") }
  }

  func run() throws {
    let desk = Desk(options)
    let course = try desk.course()
    let words = query.joined(separator: " ")
    let withNotebook = desk.withoutFail { () -> [SearchHit]? in
      guard let notebook = try desk.notebookIfMade() else { return nil }
      return try Search(course, notebook).find(words, limit: limit)
    }
    let hits = try (withNotebook ?? nil) ?? Search(course, nil).find(words, limit: limit)
    if json {
      try JSON.list(hits.map(SearchCommand.value)).write()
      return
    }
    if hits.isEmpty { Console.warn("nothing found for \(NearNames.quoted(words)); try fewer or other words") }
    var out = Printout()
    for hit in hits {
      out.line("\(SearchCommand.id(hit))  \(hit.title)")
      out.wrapped(SearchCommand.excerpt(hit), width: Console.columns, indent: 4)
    }
    try out.write()
  }

  private static func id(_ hit: SearchHit) -> String {
    switch hit.place {
    case .course(let reference): reference.description
    case .own(let key): key.description
    }
  }

  private static func excerpt(_ hit: SearchHit) -> String {
    hit.excerpt.map(\.text).joined()
  }

  private static func value(_ hit: SearchHit) -> JSON {
    ["id": .text(id(hit)), "title": .text(hit.title), "excerpt": .text(excerpt(hit))]
  }
}
