import Curriculum
import Foundation

/// A small course in a temporary folder, right in every respect until a test changes a file.
///
/// The folder is removed with the value.
final class LittleCourse {
  private let root: URL

  /// A course whose files are replaced or added by path: `Content/map.md`.
  init(_ changes: [String: String] = [:], bytes: [String: Data] = [:]) throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)")
    for (path, text) in LittleCourse.files.merging(changes, uniquingKeysWith: { $1 }) {
      try write(Data(text.utf8), to: path)
    }
    for (path, data) in bytes { try write(data, to: path) }
  }

  deinit {
    try? FileManager.default.removeItem(at: root)
  }

  private func write(_ data: Data, to path: String) throws {
    let file = root.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  var path: String { root.path }

  func read() throws -> (course: Course, problems: [ContentProblem]) {
    Course.read(try folder())
  }

  func folder() throws -> CourseFolder {
    guard let folder = CourseFolder(at: path) else { throw CourseError.notFound([path]) }
    return folder
  }

  /// What the check says, line by line.
  func problems() throws -> [String] {
    CourseCheck(try folder()).problems.map(\.description)
  }

  // MARK: Files

  static let files: [String: String] = [
    "Content/map.md": page("map", kind: "map", body: "The [lesson](page:rag) and [its word](term:chunk)."),
    "Content/model/rag.md": lesson(),
    "Content/glossary.yaml": """
    terms:
    - {id: chunk, term: "Chunk", layer: app, core: true, page: rag, definition: "A piece of a text."}
    - {id: embedding, term: "embedding", layer: model, see: [chunk], definition: "A text as numbers."}
    """,
    "Content/products.yaml": products(),
    "Labs/map-one/lab.md": lab(),
  ]

  /// A page; its body begins on line 10, or as much lower as there are extra lines.
  static func page(_ id: String, kind: String = "reading", extra: [String] = [], body: String = "Text.") -> String {
    let head = [
      "---", "id: \(id)", "title: Page \(id)", "kind: \(kind)", "layer: all", "order: 1", "minutes: 3",
      "summary: A page.",
    ]
    return (head + extra + ["---", body]).joined(separator: "\n")
  }

  static let lessonHeadings = [
    "What it is", "Why it matters", "The knobs", "Numbers that matter", "Where it fails", "How to decide", "Tools",
    "Try it",
  ]

  /// A lesson with so many words under each of its headings; its body begins on line 12.
  static func lesson(words: Int = 80, headings: [String] = lessonHeadings) -> String {
    let filler = Array(repeating: "word", count: words).joined(separator: " ")
    let body = headings.map { "## \($0)\n\n\(filler)\n" }.joined(separator: "\n")
    return page("rag", kind: "lesson", extra: ["sources:", "  - {title: A, by: B, date: 2026-04}"], body: body)
  }

  static func products(score: String = "3", category: String = "developer-tool") -> String {
    """
    as_of: "2026-04"
    scale: {0: "consumes", 3: "builds"}
    products:
    - id: cursor
      name: Cursor
      category: \(category)
      label: "A wrapper."
      verdict: "No."
      layers:
        application: {own: a, consume: b, score: \(score), confidence: high, answer: "They own a; they consume b."}
        model: {own: a, consume: b, score: 2, confidence: low, answer: "They own a; they consume b."}
        infrastructure: {own: a, consume: b, score: 0, confidence: medium, answer: "They own a; they consume b."}
      evidence:
      - {what: "x", source: "Y", date: "2026-01-31"}
      dispute: "None."
    """
  }

  /// A lab with two subjects and one layer twice over: a choice, a locked score, a comparison, a note.
  static func lab(
    fields: [String] = [], compares: String = "{field: score, with: reference, apart: 2}",
    subjects: String = "[{id: first, title: First}, {id: second, title: Second}]",
    text: String = "Guess."
  ) -> String {
    let head = """
      ---
      id: lab-0
      title: Map one
      summary: A lab.
      layer: all
      order: 0
      minutes: 10
      needs: nothing
      subjects: \(subjects)
      layers: [{id: application, title: App}, {id: model, title: Model}]
      steps:
        - id: choose
          title: Choose
          kind: choose
          text: Choose.
          fields:
            - {id: product, prompt: Which?, kind: choice, each: subject, from: products, own: true}
        - id: predict
          title: Predict
          kind: predict
          text: |
            \(text)
          fields:
            - {id: score, prompt: How deep?, kind: score, each: subject-layer, from: 0, to: 3, words: {0: none}}
            - {id: why, prompt: Why?, kind: text, each: subject, optional: true}
        - id: compare
          title: Compare
          kind: compare
          opens: reference
          text: Compare.
          compares: [\(compares)]
        - id: note
          title: Note
          kind: note
          text: Note.
          fields:
            - {id: final, prompt: Say it., kind: text, checks: [one-sentence, source-and-date]}
      """
    let more = fields.map { "      - \($0)" }
    return ([head] + more + ["---", "An introduction: [the map](page:map)."]).joined(separator: "\n")
  }
}
