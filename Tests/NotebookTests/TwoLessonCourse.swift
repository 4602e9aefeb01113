import Curriculum
import Foundation
import Testing

/// A course with two lessons, a question, a lab and three terms.
enum TwoLessonCourse {
  static func read(in folder: TemporaryFolder) throws -> Course {
    for (path, text) in files { try folder.write(text, to: "course/" + path) }
    let place = try #require(CourseFolder(at: folder.path("course")))
    let (course, problems) = Course.read(place)
    #expect(problems == [])
    return course
  }

  private static func page(_ id: String, _ title: String, _ kind: String, _ order: Int, _ rest: String) -> String {
    """
    ---
    id: \(id)
    title: "\(title)"
    kind: \(kind)
    layer: application
    order: \(order)
    minutes: 5
    summary: The summary of \(id).
    \(rest)
    """
  }

  private static let files: [String: String] = [
    "Content/map/rag.md": page(
      "rag", "Retrieval", "lesson", 1, "---\n\nFetch evidence before the answer. Rerankers order it.\n"),
    "Content/map/agents.md": page(
      "agents", "Agents", "lesson", 2, "---\n\nA loop with tools; retrieval is one of them.\n"),
    "Content/questions/q1.md": page(
      "q1", "What is \\\"new\\\"?", "question", 1,
      """
      rubric:
        - {id: a, line: "Takes a position", full: "a rubricword", part: "b"}
        - {id: b, line: "Quotes numbers | units", full: "c", part: "d"}
      ---

      ## The question

      Is the wheel new?

      ## What a strong answer says

      Nothing is newfangledword.
      """),
    "Content/glossary.yaml": """
    terms:
    - {id: kv-cache, term: "KV cache", layer: model, definition: "Keys and values kept.", see: [], core: true}
    - {id: rag, term: "Retrieval-augmented generation (RAG)", layer: app, definition: "Fetch, then write.", core: true}
    - {id: slo, term: "Service-level objective (SLO)", layer: infra, definition: "A promise.", see: [], core: false}
    """,
    "Content/products.yaml": """
    as_of: "2026-06"
    scale: {0: "none", 3: "all"}
    products:
      - id: cursor
        name: Cursor
        category: coding-assistant
        label: an editor
        verdict: holds
        dispute: none
        layers:
          application: {own: a, consume: b, score: 3, confidence: high, answer: "They own a; they consume b."}
          model: {own: a, consume: b, score: 1, confidence: high, answer: "They own a; they consume b."}
          infrastructure: {own: a, consume: b, score: 0, confidence: low, answer: "They own a; they consume b."}
        evidence:
          - {what: "a post", source: "blog", date: "2026-01"}
    """,
    "Labs/map/lab.md": """
    ---
    id: lab-0
    title: Map a product
    summary: Place a product.
    layer: all
    order: 0
    minutes: 10
    needs: nothing
    subjects:
      - {id: first, title: "First product"}
    layers:
      - {id: application, title: "Application"}
      - {id: model, title: "Model"}
    steps:
      - id: choose
        title: Choose
        kind: choose
        text: Choose by [the summary](page:rag), **well**.
        fields:
          - {id: product, prompt: "Which product?", kind: choice, each: subject, from: products, own: true}
      - id: predict
        title: Predict
        kind: predict
        text: Predict.
        fields:
          - {id: sentence, prompt: "What do they own?", kind: text, each: subject-layer}
          - id: score
            prompt: "How deep?"
            kind: score
            each: subject-layer
            from: 0
            to: 3
            words: {0: "none", 3: "all"}
      - id: evidence
        title: Read
        kind: run
        opens: evidence
        text: Read.
      - id: compare
        title: Compare
        kind: compare
        opens: reference
        compares:
          - {field: score, with: reference, apart: 2}
        text: Compare.
        fields:
          - {id: surprise, prompt: "What surprised you?", kind: text}
          - {id: extra, prompt: "Anything else?", kind: text, optional: true}
    ---

    An introduction.
    """,
  ]
}
