import Curriculum

/// A term of the glossary in short words of our own, in forms that fit into sentences.
struct LexiconEntry {
  let id: TermID
  /// `a`, `an`, `the` or nothing.
  let article: String
  let name: String
  /// Fits behind "is".
  let definition: String
  /// Fit behind "it".
  let traits: [String]
  let layer: Layer
  let related: [TermID]
  /// The title of the page that explains it best.
  let page: String?

  /// The name with its article.
  var subject: String { article.isEmpty ? name : article + " " + name }
}

/// The terms that the corpus speaks of: those of the table that the course has too.
struct Lexicon {
  let entries: [LexiconEntry]
  private let index: [TermID: Int]

  init(course: Course) {
    let texts = [
      Lexicon.crossText, Lexicon.applicationText, Lexicon.modelText, Lexicon.servingText, Lexicon.operationsText,
      Lexicon.agentsText,
    ]
    entries = texts.flatMap(FactTable.blocks).compactMap { Lexicon.entry($0, course) }
    index = Dictionary(zip(entries.map(\.id), entries.indices), uniquingKeysWith: { first, _ in first })
  }

  func entry(_ id: TermID) -> LexiconEntry? { index[id].map { entries[$0] } }

  private static func entry(_ lines: [String], _ course: Course) -> LexiconEntry? {
    guard lines.count > 2, let colon = lines[0].firstRange(of: ": ") else { return nil }
    guard let term = course.term(TermID(String(lines[0][..<colon.lowerBound]))) else { return nil }
    let subject = String(lines[0][colon.upperBound...])
    let article = ["a", "an", "the"].first { subject.hasPrefix($0 + " ") } ?? ""
    return LexiconEntry(
      id: term.id, article: article, name: article.isEmpty ? subject : String(subject.dropFirst(article.count + 1)),
      definition: lines[1], traits: Array(lines[2...]), layer: term.layer, related: term.see,
      page: term.page.flatMap { course.page($0)?.title })
  }
}

/// What somebody works on in one box of the map, and what goes wrong there.
struct LayerTasks {
  let page: PageID
  let title: String
  /// The layer of the course's page.
  let layer: Layer
  /// Fit behind "improving".
  let objects: [String]
  /// Sentences without capital and full stop.
  let symptoms: [String]

  /// The boxes whose page the course has.
  static func all(of course: Course) -> [LayerTasks] {
    FactTable.blocks(text).compactMap { lines in
      guard let page = course.page(PageID(lines[0])) else { return nil }
      return LayerTasks(
        page: page.id, title: page.title, layer: page.layer, objects: FactTable.lines("- ", of: lines),
        symptoms: FactTable.lines("! ", of: lines))
    }
  }
}

/// A fact of a page as statement, question in several wordings, and answer.
struct StackFact {
  let id: String
  let page: PageID
  let answer: String
  let statement: String
  let questions: [String]

  /// The facts whose page the course has.
  static func all(of course: Course) -> [StackFact] {
    FactTable.blocks(text).compactMap { lines in
      guard let at = lines[0].firstRange(of: " @"), let equals = lines[0].firstRange(of: " = ") else { return nil }
      let page = PageID(String(lines[0][at.upperBound..<equals.lowerBound]))
      guard course.page(page) != nil, let statement = FactTable.lines(". ", of: lines).first else { return nil }
      return StackFact(
        id: String(lines[0][..<at.lowerBound]), page: page, answer: String(lines[0][equals.upperBound...]),
        statement: statement, questions: FactTable.lines("? ", of: lines))
    }
  }
}

/// Reads the tables: blocks of lines, parted by empty ones.
enum FactTable {
  static func blocks(_ text: String) -> [[String]] {
    text.split(separator: "\n", omittingEmptySubsequences: false).split(separator: "")
      .map { $0.map { String($0) } }
  }

  /// The lines that begin with a sign, without it.
  static func lines(_ sign: String, of block: [String]) -> [String] {
    block.filter { $0.hasPrefix(sign) }.map { String($0.dropFirst(sign.count)) }
  }
}
