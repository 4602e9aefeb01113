public import Curriculum
import Foundation
import GRDB

/// Something that a search found.
public struct SearchHit: Equatable, Sendable {
  /// Where it was found.
  public enum Place: Equatable, Sendable {
    case course(Reference)
    case own(EntryKey)
  }

  /// A stretch of the excerpt; the words that matched are marked.
  public struct Part: Equatable, Sendable {
    public var text: String
    public var isMatch: Bool
  }

  public var place: Place
  public var title: String
  /// Some words around the first match.
  public var excerpt: [Part]
}

/// Searches course and own texts together, the best hit first.
///
/// The course is indexed in memory when the search is made; own texts are searched in the notebook's own index, so
/// that what was just written is found. Ranked by BM25 (SQLite's FTS5), a hit in a title counting ten times one in
/// the text. Calls wait: not for a drawing thread.
public final class Search: Sendable {
  private let course: Course
  private let index: DatabaseQueue
  private let notebook: Notebook?

  /// Indexes a course.
  ///
  /// `notebook` may be missing: then only the course is searched.
  public init(_ course: Course, _ notebook: Notebook?) throws(NotebookError) {
    self.course = course
    self.notebook = notebook
    do {
      index = try DatabaseQueue()
      try index.write { db in
        try db.execute(
          sql: """
            CREATE VIRTUAL TABLE item USING
            fts5(reference UNINDEXED, title, text, tokenize = 'porter unicode61 remove_diacritics 2')
            """)
        let insert = try db.makeStatement(sql: "INSERT INTO item VALUES (?, ?, ?)")
        for (reference, title, text) in Search.items(course) {
          try insert.execute(arguments: [reference.description, title, text])
        }
      }
    } catch {
      throw .failed(path: "search index", detail: "\(error)")
    }
  }

  /// What fits all words of the query; the last word may be unfinished.
  ///
  /// Nothing for a query without words.
  public func find(_ query: String, limit: Int) throws(NotebookError) -> [SearchHit] {
    guard let pattern = Search.pattern(query) else { return [] }
    var hits: [(rank: Double, hit: SearchHit)] = try inCourse(query, pattern, limit)
    if let notebook { hits += try inNotebook(notebook, pattern, limit) }
    return hits.sorted { $0.rank < $1.rank }.prefix(max(0, limit)).map(\.hit)
  }

  /// More words do not narrow a search down; each makes SQLite's excerpts slower by the square.
  private static let wordLimit = 16

  /// Every word in quotes, so that nothing in it is taken for the query language; each once, and not too many.
  static func pattern(_ query: String) -> String? {
    var words: [Substring] = []
    for word in query.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
    where words.count < wordLimit && word.unicodeScalars.contains(where: { $0 != "\0" }) && !words.contains(word) {
      words.append(word)
    }
    guard !words.isEmpty else { return nil }
    return words.map { "\"\($0)\"*" }.joined(separator: " ")
  }

  private func inCourse(_ query: String, _ pattern: String, _ limit: Int) throws(NotebookError) -> [(Double, SearchHit)]
  {
    do {
      return try index.read { db in
        let rows = try Row.fetchAll(
          db,
          sql: """
            SELECT reference, title, snippet(item, 2, char(1), char(2), '…', 24) AS excerpt,
              substr(text, 1, 200) AS beginning, bm25(item, 0, 10, 1) AS rank FROM item WHERE item MATCH ? ORDER BY rank LIMIT ?
            """, arguments: [pattern, limit])
        return try rows.compactMap { row in
          guard let reference = Reference(try row.value("reference")) else { return nil }
          var excerpt = Search.parts(try row.value("excerpt"))
          // Found by its title alone: then what it begins with says more than words from its middle.
          if !excerpt.contains(where: \.isMatch) { excerpt = Search.parts(Search.opening(try row.value("beginning"))) }
          let hit = SearchHit(place: .course(reference), title: try row.value("title"), excerpt: excerpt)
          return (try row.value("rank") - Search.titleBonus(query, hit.title), hit)
        }
      }
    } catch {
      throw .failed(path: "search index", detail: "\(error)")
    }
  }

  /// A title that holds the very words, not only their stems, comes before its like; one that is nothing else first.
  private static func titleBonus(_ query: String, _ title: String) -> Double {
    let words = query.lowercased().split { !$0.isLetter && !$0.isNumber }
    let titleWords = title.lowercased().split { !$0.isLetter && !$0.isNumber }
    if words == titleWords { return 8 }
    return words.allSatisfy(titleWords.contains) ? 3 : 0
  }

  private func inNotebook(
    _ notebook: Notebook, _ pattern: String, _ limit: Int
  ) throws(NotebookError) -> [(Double, SearchHit)] {
    let course = course
    return try notebook.read { db in
      let texts = try Row.fetchAll(
        db,
        sql: """
          SELECT key, anchor, measurement.title AS pinned, bm25(entry_text) AS rank,
            snippet(entry_text, 0, char(1), char(2), '…', 24) AS excerpt
          FROM entry_text JOIN entry ON entry.id = entry_text.rowid LEFT JOIN measurement ON entry_id = entry.id
          WHERE entry_text MATCH ? ORDER BY rank LIMIT ?
          """, arguments: [pattern, limit])
      let results = try Row.fetchAll(
        db,
        sql: """
          SELECT key, anchor, measurement.title AS pinned, bm25(measurement_text, 10, 1) AS rank,
            snippet(measurement_text, 1, char(1), char(2), '…', 24) AS excerpt
          FROM measurement_text JOIN entry ON entry.id = measurement_text.rowid
            JOIN measurement ON entry_id = entry.id
          WHERE measurement_text MATCH ? AND removed_at IS NULL ORDER BY rank LIMIT ?
          """, arguments: [pattern, limit])
      var found: Set<EntryKey> = []
      return try (texts + results).compactMap { row in
        guard let key = EntryKey(try row.value("key")), found.insert(key).inserted else { return nil }
        let anchor: String? = try row.value("anchor")
        let reference = key.subject ?? anchor.flatMap { Reference($0) }
        let title = Search.title(key, reference.map { course.title(of: $0) }, pinned: try row.value("pinned"))
        // Own words come before the course's where both fit alike.
        let rank: Double = try row.value("rank")
        let hit = SearchHit(place: .own(key), title: title, excerpt: Search.parts(try row.value("excerpt")))
        return (rank * 2 - 2, hit)
      }
    }
  }

  private static func title(_ key: EntryKey, _ subject: String?, pinned: String?) -> String {
    switch key {
    case .answer, .question: subject ?? ""
    case .note(let number): "Note \(number)" + (subject.map { " on " + $0 } ?? "")
    case .scenario(let name): "Scenario: \(name)"
    case .measurement: "Pinned: " + (pinned ?? "")
    }
  }

  /// As many words as an excerpt has.
  private static func opening(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.prefix(14).joined(separator: " ") + (words.count > 14 ? "…" : "")
  }

  private static func parts(_ marked: String) -> [SearchHit.Part] {
    var out: [SearchHit.Part] = []
    var text = ""
    func take(isMatch: Bool) {
      if !text.isEmpty { out.append(SearchHit.Part(text: text, isMatch: isMatch)) }
      text = ""
    }
    for character in marked {
      switch character {
      case "\u{1}": take(isMatch: false)
      case "\u{2}":
        // Where a match is cut, the sign of the cut is no part of it.
        let isCut = text.last == "…"
        if isCut { text.removeLast() }
        take(isMatch: true)
        if isCut { text = "…" }
      default: text.append(character.isNewline ? " " : character)
      }
    }
    take(isMatch: false)
    return out
  }

  private static func items(_ course: Course) -> [(Reference, String, String)] {
    var out: [(Reference, String, String)] = []
    for page in course.pages {
      // What a question shows only after an own answer is not found by searching either.
      let document = page.kind == .question ? page.questionParts().open : page.document()
      out.append((.page(page.id), page.title, page.summary + "\n" + plain(document)))
    }
    for term in course.terms { out.append((.term(term.id), term.term, term.definition)) }
    for lab in course.labs {
      // Nor is what stays closed until the predictions are made.
      let sheet = Worksheet(lab)
      let text = lab.steps.indices.map { index in
        lab.steps[index].title + ". " + (sheet.isClosed(index) ? "" : plain(lab.steps[index].text))
      }.joined(separator: "\n")
      out.append((.lab(lab.id), lab.title, [lab.summary, plain(lab.body), text].joined(separator: "\n")))
    }
    for product in course.products {
      // Scores and reference answers stay out: a search must not give a worksheet away.
      let names = [product.category, product.aka ?? "", product.label].joined(separator: "\n")
      out.append((.product(product.id), product.name, names))
    }
    return out
  }

  private static func plain(_ markdown: String) -> String { plain(Document(parsing: markdown)) }

  /// The lines of diagrams say nothing in an excerpt.
  private static func plain(_ document: Document) -> String {
    document.plainText.filter { !("\u{2500}"..."\u{257F}").contains($0) }
  }
}
