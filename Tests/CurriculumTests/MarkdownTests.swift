import Curriculum
import Dispatch
import StrataTesting
import Synchronization
import Testing

@Suite struct MarkdownTests {
  private func blocks(_ text: String) -> [Document.Content] { Document(parsing: text).blocks.map(\.content) }

  /// A document in lines: where each block stands, what it is, what it holds.
  private func outline(_ document: Document) -> [String] {
    document.blocks.flatMap { block -> [String] in
      let inner: [String]
      let own: String
      switch block.content {
      case .heading(let level, let inlines): (own, inner) = ("heading \(level): \(Inline.plainText(inlines))", [])
      case .paragraph(let inlines): (own, inner) = ("paragraph: \(Inline.plainText(inlines))", [])
      case .list(let start, let items):
        own = "list" + (start.map { " from \($0)" } ?? "")
        inner = Array(items.map { outline(Document(blocks: $0)) }.joined(separator: ["-"]))
      case .quote(let blocks): (own, inner) = ("quote", outline(Document(blocks: blocks)))
      case .code(let language, _): (own, inner) = ("code \(language)", [])
      case .table(let header, let rows, _): (own, inner) = ("table \(header.count) by \(rows.count)", [])
      case .rule: (own, inner) = ("rule", [])
      case .raw: (own, inner) = ("raw", [])
      }
      return ["\(block.line) \(own)"] + inner.map { "  " + $0 }
    }
  }

  private func inlines(_ text: String) -> [Inline] {
    guard case .paragraph(let inlines)? = blocks(text).first else { return [] }
    return inlines
  }

  @Test func `headings, paragraphs and rules are blocks with their lines`() {
    let document = Document(parsing: "## Two\n\nText.\n\n---\n\n### Three\n", firstLine: 10)
    #expect(outline(document) == ["10 heading 2: Two", "12 paragraph: Text.", "14 rule", "16 heading 3: Three"])
  }

  @Test func `marks inside a paragraph nest`() {
    #expect(
      inlines("a *b **c*** ~~d~~ `e*` [f `g`](page:h)") == [
        .text("a "), .emphasis([.text("b "), .strong([.text("c")])]), .text(" "), .strikethrough([.text("d")]),
        .text(" "), .code("e*"), .text(" "), .link(destination: "page:h", [.text("f "), .code("g")]),
      ])
  }

  @Test func `texts that are parsed at the same time do not take each other's marks away`() {
    let marked = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 4_000) { _ in
      if case .strikethrough? = inlines("~~d~~").first { marked.withLock { $0 += 1 } }
    }
    #expect(marked.withLock { $0 } == 4_000)
  }

  @Test func `a line end is a blank and a forced one a break`() {
    #expect(inlines("a\nb") == [.text("a b")])
    #expect(inlines("a  \nb") == [.text("a"), .lineBreak, .text("b")])
  }

  @Test func `lists keep their first number and nest`() {
    #expect(
      outline(Document(parsing: "3. a\n4. b\n   - c\n")) == [
        "1 list from 3", "  1 paragraph: a", "  -", "  2 paragraph: b", "  3 list", "    3 paragraph: c",
      ])
  }

  @Test func `a table has a header and rows`() {
    #expect(
      blocks("| A | *B* |\n|---|---|\n| 1 | `2` |\n") == [
        .table(header: [[.text("A")], [.emphasis([.text("B")])]], rows: [[[.text("1")], [.code("2")]]], right: [])
      ])
  }

  @Test func `a table tells which of its columns stand at the right`() {
    guard case .table(_, _, let right)? = blocks("| a | b | c |\n|---|---:|:---|\n| 1 | 2 | 3 |\n").first else {
      Issue.record("no table")
      return
    }
    #expect(right == [1])
  }

  @Test func `a paragraph at once before a table stands on its own line`() {
    let document = Document(parsing: "## a\n\nb\n| A |\n|---|\n| 1 |\n")
    #expect(outline(document).prefix(2) == ["1 heading 2: a", "3 paragraph: b"])
  }

  @Test func `code keeps its text and language`() {
    #expect(blocks("```text\n a *b*\n\n```\n") == [.code(language: "text", text: " a *b*\n\n")])
    let quote = Document(parsing: "> quoted\n> ## head\n")
    #expect(outline(quote) == ["1 quote", "  1 paragraph: quoted", "  2 heading 2: head"])
  }

  @Test func `HTML is kept as text`() {
    #expect(blocks("<div onclick=x>\n</div>\n") == [.raw("<div onclick=x>\n</div>\n")])
    #expect(inlines("a <b>c</b>") == [.text("a <b>c</b>")])
  }

  @Test func `links are found wherever they stand`() {
    let text = """
      ## [a](page:a)

      - x [b](term:b)

      > *[c](https://c)*

      | [d](lab:d) |
      |---|
      | [e](product:e) |

      `[no](page:no)`
      """
    let links = Document(parsing: text, firstLine: 5).links
    #expect(links.map(\.destination) == ["page:a", "term:b", "https://c", "lab:d", "product:e"])
    #expect(links.map(\.line) == [5, 7, 9, 11, 11])
  }

  @Test func `plain text leaves the marks out`() {
    #expect(Inline.plainText(inlines("a *b* `c` [d](page:e)  \nf")) == "a b c d f")
  }

  @Test func `any text is a document, however deep or broken`() throws {
    let deep = [
      String(repeating: "> ", count: 3000) + "x", String(repeating: "- ", count: 3000) + "x",
      String(repeating: "*a _b ", count: 2000), String(repeating: "[", count: 5000), "a\u{0}b", "",
    ]
    for text in deep { _ = Document(parsing: text).links }
    try withEverySeed(0..<200) { _, rng in
      var text = ""
      for _ in 0..<rng.int(0...30) {
        let marks = [
          "*", "_", "`", "[a](", ")", "|", "\n", "\n\n", "> ", "- ", "1. ", "#", "```", "|---|", "<b>", "~~",
        ]
        text += rng.oneIn(2) ? marks[rng.int(0...(marks.count - 1))] : rng.text(upTo: 3, hostile: true)
      }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
      let document = Document(parsing: text)
      try #require(document.blocks.allSatisfy { (1...(lines + text.count)).contains($0.line) })
    }
  }

  @Test(arguments: [
    "page:rag", "term:kv-cache", "lab:lab-0", "product:cursor", "scenario:rag-support-desk",
    "field:lab-0/first.model.sentence",
  ])
  func `a reference is written as it was read`(text: String) throws {
    #expect(try #require(Reference(text)).description == text)
    #expect(LinkTarget(text) == .inside(try #require(Reference(text))))
  }

  @Test(arguments: ["", "page", "page:", "file:///etc/passwd", "javascript:x", "field:lab-0", "rag", "ftp://x"])
  func `what is no reference is none`(text: String) {
    #expect(Reference(text) == nil)
    #expect(LinkTarget(text) == nil)
  }

  @Test func `an address outside is a link to the web`() {
    #expect(LinkTarget("https://example.org/a") == .web("https://example.org/a"))
  }
}
