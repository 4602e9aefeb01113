import Curriculum
import Terminal
import Testing
@testable import Workbench

@Suite struct DocumentLayoutTests {
  @Test func `a column of figures ends at one place, and nothing stands behind the last cell`() {
    let document = Document(
      parsing: "| card | GB | note |\n|---|---:|---|\n| small | 8 | a |\n| large | 1,024 | |\n")
    #expect(
      DocumentLayout(document, width: 60).rows.map(\.line.text) == [
        "card       GB   note", "────────────────────", "small       8   a", "large   1,024",
      ])
  }

  @Test func `headings and heads of tables are told from what they are about`() {
    let rows = DocumentLayout(Document(parsing: "## a\n\n| b |\n|---|\n| 1 |\n\nc\n"), width: 60).rows
    #expect(rows.map(\.isHead) == [true, false, true, true, false, false, false])
  }

  @Test func `code in a sentence is marked where there are no colours, and blocks of code are not`() {
    let document = Document(parsing: "Type `q` to leave.\n\n```\nq\n```\n")
    func text(hasColors: Bool) -> [String] {
      DocumentLayout(document, width: 60, hasColors: hasColors).rows.map(\.line.text)
    }
    #expect(text(hasColors: true) == ["Type q to leave.", "", "  q"])
    #expect(text(hasColors: false) == ["Type `q` to leave.", "", "  q"])
  }
}
