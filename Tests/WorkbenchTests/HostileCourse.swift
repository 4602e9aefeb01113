import Curriculum
import Foundation

/// Text that means harm to a terminal, a file or a layout, and a course full of it.
enum HostileCourse {
  /// Each is harmful or awkward in a way of its own.
  static let corpus: [String] = [
    "\u{1B}[2J\u{1B}[1;31mred\u{1B}[0m", "\u{1B}]0;title\u{07}\u{1B}]52;c;YQ==\u{1B}\\",
    "\u{1B}P+q\u{1B}\\ \u{1B}_x\u{1B}\\",
    "\u{9B}2J \u{9D}0;t\u{9C} \u{90}q\u{9C}",
    "bell\u{07} back\u{08}\u{08}\u{08} null\u{00} del\u{7F} ff\u{0C} vt\u{0B}",
    "over\u{202E}txet\u{202C} iso\u{2066}late\u{2069} mark\u{200E}\u{200F}\u{061C}",
    "zero\u{200B}width\u{FEFF}joined\u{2060}soft\u{AD}hyphen",
    "👩‍👩‍👧‍👦‍👩‍👩‍👧‍👦‍👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪🇫🇷🇯 1️⃣", String(repeating: "👩‍", count: 60) + "x",
    "Z" + String(repeating: "\u{0335}\u{0308}\u{20DD}", count: 80) + "algo", "\u{0301}\u{0301} begins with a mark",
    String(repeating: "無", count: 300), String(repeating: "x", count: 3000), String(repeating: "ab ", count: 900),
    "\u{2028}line\u{2029}paragraph\u{85}next", "tags\u{E0041}\u{E007F} private\u{E000} \u{10FFFD} \u{FFFE}",
    "carriage\rreturn\r\nand\n\n\nlines", "\t\ttabs\tin\tbetween", "한글 ᄒ\u{1161}\u{11AB} नमस्ते שלום مرحبا",
    "\u{3164}\u{1160}\u{115F}",
    "'; DROP TABLE entry; --\" OR 1=1 NEAR(a b) AND NOT *",
    "<script>alert(1)</script> <!-- strata --> --> ]]> ``` ~~~ | # - ***",
    "](javascript:x) [a](b \u{1B}[31m) ![x](y)", "%s %n %1$*2$x \\e[31m $(reboot) `reboot`",
  ]

  /// The same for one line.
  static var lines: [String] { corpus.map { $0.filter { !$0.isNewline } } }

  /// Writes a course in which the corpus stands in every text, and reads it.
  static func read(in folder: Folder) throws -> Course {
    for (index, text) in corpus.enumerated() {
      let body =
        "## \(oneLine(text))\n\n\(text)\n\n- \(oneLine(text))\n\n| \(oneLine(text)) | b |\n|---|---|\n| [\(oneLine(text))](page:p0) | `\(oneLine(text))` |\n\n> \(text)\n\n```\n\(text)\n```\n"
      try folder.write(page("p\(index)", text, "lesson", body), to: "course/Content/p\(index).md")
    }
    let body = "## The question\n\n\(corpus[0])\n\n## What a strong answer says\n\n\(corpus[5])\n"
    try folder.write(page("q1", corpus[5], "question", body, rubric), to: "course/Content/q1.md")
    let terms = corpus.enumerated().map { index, text in
      "- {id: t\(index), term: \(quoted(text)), layer: app, core: true, definition: \(quoted(text))}"
    }
    try folder.write("terms:\n" + terms.joined(separator: "\n"), to: "course/Content/glossary.yaml")
    try folder.write(products, to: "course/Content/products.yaml")
    try folder.write(lab, to: "course/Labs/lab/lab.md")
    return Courses.read(folder.path("course"))
  }

  private static func oneLine(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }

  /// A YAML string in which every scalar outside of letters is written as an escape: so it comes in whole.
  static func quoted(_ text: String) -> String {
    "\""
      + text.unicodeScalars.map { scalar in
        if scalar.isASCII, scalar.properties.isAlphabetic || scalar == " " { return String(scalar) }
        let hex = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: 8 - hex.count) + hex
      }.joined() + "\""
  }

  private static func page(_ id: String, _ text: String, _ kind: String, _ body: String, _ extra: String = "") -> String
  {
    """
    ---
    id: \(id)
    title: \(quoted(text))
    kind: \(kind)
    layer: application
    order: 1
    minutes: 1
    summary: \(quoted(text))
    terms: [t0, t1]
    see: [p1, p2]
    try: [lab]
    covers: []
    sources:
      - {title: \(quoted(text)), by: \(quoted(text)), date: "2026", url: \(quoted("https://x/" + text))}
    \(extra)
    ---
    \(body)
    """
  }

  private static var rubric: String {
    "rubric:\n"
      + zip("abcde", corpus).map { line, text in
        "  - {id: \(line), line: \(quoted(text)), full: \(quoted(text)), part: \(quoted(text))}"
      }.joined(separator: "\n")
  }

  private static var products: String {
    let text = quoted(corpus[0])
    let stake = "{own: \(text), consume: \(text), score: 3, confidence: high, answer: \(text)}"
    return """
      as_of: "2026"
      scale: {0: \(text), 3: \(text)}
      products:
      - id: p
        name: \(quoted(corpus[5]))
        category: consumer-app
        aka: \(text)
        label: \(text)
        verdict: \(text)
        dispute: \(text)
        layers: {application: \(stake), model: \(stake), infrastructure: \(stake)}
        evidence:
        - {what: \(text), source: \(text), date: "2026"}
      """
  }

  private static var lab: String {
    let text = quoted(corpus[3])
    return """
      ---
      id: lab
      title: \(text)
      summary: \(text)
      layer: all
      order: 0
      minutes: 1
      needs: \(text)
      covers: []
      sources: []
      subjects: [{id: one, title: \(text)}]
      layers: [{id: application, title: \(text)}]
      steps:
      - {id: choose, title: \(text), kind: choose, text: \(text), fields: [{id: product, prompt: \(text), kind: choice, each: subject, from: products, own: true, hint: \(text)}]}
      - {id: predict, title: \(text), kind: predict, text: \(text), fields: [{id: sentence, prompt: \(text), kind: text, each: subject-layer, hint: \(text)}, {id: score, prompt: \(text), kind: score, each: subject-layer, from: 0, to: 3, words: {0: \(text), 3: \(text)}}]}
      - {id: evidence, title: \(text), kind: run, opens: evidence, text: \(text)}
      - {id: compare, title: \(text), kind: compare, opens: reference, compares: [{field: score, with: reference, apart: 2}], text: \(text), fields: [{id: line, prompt: \(text), kind: line}]}
      ---
      \(corpus[1])
      """
  }
}
