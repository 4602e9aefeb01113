public import Foundation

/// A course small enough to know by heart: a page, a question, two terms, a product, a lab for one subject.
public enum SmallCourse {
  /// Writes its files below a folder.
  public static func write(to folder: URL) throws {
    for (path, text) in files {
      let url = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
  }

  private static let files = [
    "Content/start.md": page, "Content/why.md": question, "Content/glossary.yaml": glossary,
    "Content/products.yaml": products, "Labs/duel/lab.md": lab,
  ]

  /// Its one page.
  public static let page = """
    ---
    id: start
    title: Where to start
    kind: map
    layer: all
    order: 1
    minutes: 3
    summary: The way in.
    covers: []
    sources:
      - {title: "A book", by: "Somebody", date: "2026"}
    ---
    ## First things

    A [token](term:token) is a **piece** of text. Ask [why](page:why).

    | thing | size |
    |---|---|
    | token | four letters |

    """

  private static let question = """
    ---
    id: why
    title: Why tokens?
    kind: question
    layer: model
    order: 1
    minutes: 2
    summary: What are tokens for?
    covers: []
    sources: []
    rubric:
      - {id: a, line: "Says what", full: "whole a", part: "half a"}
      - {id: b, line: "Says how", full: "whole b", part: "half b"}
      - {id: c, line: "Says when", full: "whole c", part: "half c"}
      - {id: d, line: "Says where", full: "whole d", part: "half d"}
      - {id: e, line: "Says who", full: "whole e", part: "half e"}
    ---
    ## The question

    Why are there tokens?

    ## Where to look

    At the [start](page:start).

    ## What a strong answer says

    The sealed sentence.

    ## Numbers worth quoting

    Four letters.

    ## Weak answers

    "Because."
    """

  private static let glossary = """
    terms:
    - {id: token, term: "Token", layer: model, core: true, page: start, see: [decode], definition: "A piece of text."}
    - {id: decode, term: "Decode", layer: infra, core: false, see: [token], definition: "One token after another."}
    """

  private static let products = """
    as_of: "2026-11-25"
    scale: {0: "nothing", 1: "some", 2: "much", 3: "all"}
    products:
    - id: acme
      name: "Acme"
      category: coding-assistant
      label: "Said to be a wrapper."
      verdict: "The sealed verdict."
      layers:
        application: {own: "the editor", consume: "nothing", score: 3, confidence: high, answer: "Reference one."}
        model: {own: "a tuned model", consume: "a base", score: 1, confidence: low, answer: "Reference two."}
        infrastructure: {own: "nothing", consume: "GPUs", score: 0, confidence: medium, answer: "Reference three."}
      evidence:
      - {what: "The sealed finding", source: "a paper", date: "2026-04"}
      dispute: "Nothing."
    """

  private static let lab = """
    ---
    id: duel
    title: A duel
    summary: One product, two layers.
    layer: all
    order: 0
    minutes: 90
    needs: nothing
    covers: []
    sources: []
    subjects:
      - {id: one, title: "The product"}
    layers:
      - {id: application, title: "Application"}
      - {id: model, title: "Model"}
    steps:
      - id: choose
        title: Choose
        kind: choose
        text: Choose one.
        fields:
          - {id: product, prompt: "Which?", kind: choice, each: subject, from: products, own: true}
      - id: predict
        title: Predict
        kind: predict
        text: Write it down.
        fields:
          - {id: sentence, prompt: "Own and consume?", kind: text, each: subject-layer, checks: [own-and-consume]}
          - {id: score, prompt: "How deep?", kind: score, each: subject-layer, from: 0, to: 3, words: {0: "none", 3: "full"}}
      - id: evidence
        title: Read
        kind: run
        opens: evidence
        text: Read it.
      - id: compare
        title: Compare
        kind: compare
        opens: reference
        compares:
          - {field: score, with: reference, apart: 2}
        text: Compare it.
        fields:
          - {id: hours, prompt: "How long?", kind: number, unit: h}
          - {id: motto, prompt: "In a word?", kind: line, optional: true}
    ---

    Choose and compare.
    """
}
