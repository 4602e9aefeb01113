import StrataTesting
import Testing

@testable import Notebook

struct `Texts in tables and between marks` {
  @Test(arguments: [
    ("", ""), ("plain", "plain"), ("a|b", #"a\|b"#), ("a\nb", "a<br>b"), ("a<br>b", #"a\<br>b"#),
    ("a\\b", #"a\b"#), ("a\\|b", #"a\\\|b"#), ("a\\\nb", #"a\\<br>b"#), ("end\\", #"end\\"#), (" x ", "&#32;x&#32;"),
    ("\t", "&#9;"), ("&#32;", #"\&#32;"#), ("<BR />", #"\<BR />"#), ("\n", "<br>"), ("|\u{301}", "\\|\u{301}"),
  ])
  func `a cell shows a text in one line`(text: String, cell: String) {
    #expect(Array(TableCell.encode(text).utf8) == Array(cell.utf8))
    #expect(TableCell.decode(cell.utf8) == text)
  }

  @Test(arguments: [("a<BR/>b", "a\nb"), (#"C:\"#, #"C:\"#), ("  padded\t", "padded"), ("a <br  > b", "a \n b")])
  func `a cell that an editor wrote is read kindly`(cell: String, text: String) {
    #expect(TableCell.decode(cell.utf8) == text)
  }

  @Test func `any text survives a row, also one that an editor has realigned`() throws {
    for seed in UInt64(0)..<2000 {
      var numbers = SplitMix64(seed: seed)
      let texts = [numbers.hostileText(), numbers.hostileText(), numbers.hostileText()].map {
        $0.replacing("\r\n", with: "\n")
      }
      let row = TableCell.row(texts)
      #expect(!row.utf8.contains(UInt8(ascii: "\n")), "seed \(seed)")
      let tight = "|" + texts.map { TableCell.encode($0) + "|" }.joined()
      let wide = "  |" + texts.map { "    " + TableCell.encode($0) + "\t  |" }.joined() + "  "
      for line in [row, tight, wide] {
        let cells = try #require(TableCell.cells(ofRow: line.utf8), "seed \(seed)")
        #expect(cells.map { Array(TableCell.decode($0).utf8) } == texts.map { Array($0.utf8) }, "seed \(seed): \(line)")
      }
    }
  }

  @Test func `any text survives between its marks, and no line of it looks like a mark`() {
    for seed in UInt64(0)..<2000 {
      var numbers = SplitMix64(seed: seed)
      let text = numbers.hostileText()
      let block = EntryMark.block("<!-- a -->", text, "<!-- b -->")
      let lines = block.joined(separator: "\n").utf8.split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
      ).map { Substring($0) }
      let inner = lines.dropFirst().dropLast()
      #expect(inner.allSatisfy { EntryMark($0) == nil }, "seed \(seed)")
      #expect(Array(EntryMark.unescaped(inner).utf8) == Array(text.utf8), "seed \(seed)")
    }
  }

  @Test(arguments: ["plain", "with blank", "--> x", "%41", "ü/🙂", "a\nb", "%"])
  func `a name in a mark reads back and holds nothing that ends the mark`(name: String) {
    let encoded = EntryMark.encode(name)
    #expect(EntryMark.decode(encoded) == name)
    #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ">") })
  }

  @Test(arguments: [
    "<!-- note to self -->", "<!-- todo -->", "<!---->", "<!--", "note 3", "<!-- worksheet of mine -->",
    "\\<!-- /note -->", "<!-- /note later -->",
  ])
  func `a reader's own comment is no mark`(line: String) {
    #expect(EntryMark(Substring(line)) == nil)
  }
}
