import StrataTesting
import Terminal
import TextSafety
import Testing

@Suite struct WrappingTests {
  private func lines(_ text: SafeText, _ width: Int) -> [String] {
    Wrapping.wrap(text, width: width).map(\.text)
  }

  @Test func `a number keeps its short unit`() {
    #expect(Wrapping.wrap("twenty at 95 % of all", width: 13).map(\.text) == ["twenty at", "95 % of all"])
    #expect(Wrapping.wrap("95 %", width: 4).map(\.text) == ["95 %"])
    #expect(Wrapping.wrap("up to 500 MiB, or 2 s.", width: 10).map(\.text) == ["up to", "500 MiB,", "or 2 s."])
    #expect(Wrapping.wrap("in 7 solid blocks", width: 6).map(\.text) == ["in 7", "solid", "blocks"])
    #expect(Wrapping.wrap("2,512 MB/s", width: 8).map(\.text) == ["2,512", "MB/s"])
    #expect(Wrapping.wrap("is it 0 %?", width: 7).map(\.text) == ["is it", "0 %?"])
    #expect(Wrapping.wrap("of all %", width: 6).map(\.text) == ["of all", "%"])
  }

  @Test func `an address that is too long is cut behind a slash, where that leaves most of the line`() {
    #expect(
      Wrapping.wrap("https://a.example/some/long/name", width: 24).map(\.text) == [
        "https://a.example/some/", "long/name",
      ])
    #expect(Wrapping.wrap("a/bcdefghijklmnop", width: 10).map(\.text) == ["a/bcdefghi", "jklmnop"])
  }

  @Test func `lines break between words`() {
    #expect(lines("the quick brown fox", 9) == ["the quick", "brown fox"])
    #expect(lines("the quick brown fox", 10) == ["the quick", "brown fox"])
    #expect(lines("the quick brown fox", 19) == ["the quick brown fox"])
    #expect(lines("a  b   c", 4) == ["a  b", "c"])
  }

  @Test func `a long word is cut`() {
    #expect(lines("abcdefghij", 4) == ["abcd", "efgh", "ij"])
    #expect(lines("to abcdefghij", 4) == ["to", "abcd", "efgh", "ij"])
    #expect(lines("abc", 0) == ["a", "b", "c"])
  }

  @Test func `wide scripts break between any two characters`() {
    #expect(lines("漢字仮名", 5) == ["漢字", "仮名"])
    #expect(lines("ab漢字", 4) == ["ab漢", "字"])
    #expect(lines("漢字", 1) == ["漢", "字"])
  }

  @Test func `nothing gives one empty line`() {
    #expect(lines("", 10) == [""])
    #expect(lines("   ", 2) == [""])
  }

  @Test func `styles and links go with their words`() {
    let spans = [Span("see ", .plain), Span("the long page", Style(.link), link: 3), Span(" now", .plain)]
    let wrapped = Wrapping.wrap(spans, width: 8)
    #expect(wrapped.map(\.text) == ["see the", "long", "page now"])
    #expect(wrapped[0].spans == [Span("see ", .plain), Span("the", Style(.link), link: 3)])
    #expect(wrapped[1].spans == [Span("long", Style(.link), link: 3)])
    #expect(wrapped[2].spans == [Span("page", Style(.link), link: 3), Span(" now", .plain)])
  }

  @Test func `every line fits`() throws {
    try withEverySeed(0..<300) { _, rng in
      let width = rng.int(1...20)
      let spans = (0..<rng.int(1...4)).map { _ in Span(SafeText(rng.text(upTo: 15)), rng.style()) }
      for line in Wrapping.wrap(spans, width: width) {
        // One grapheme may be wider than a very narrow line.
        try #require(line.width <= width || line.text.count == 1)
      }
    }
  }

  @Test func `nothing but blanks is lost`() throws {
    try withEverySeed(0..<300) { _, rng in
      let text = SafeText(rng.text(upTo: 40))
      let joined = Wrapping.wrap(text, width: rng.int(1...20)).map(\.text).joined()
      let inked = { (text: String) in text.unicodeScalars.filter { $0 != " " } }
      try #require(Array(inked(joined)) == Array(inked(text.string)))
    }
  }

  @Test(arguments: [
    ("hello", 5, "hello"), ("hello", 4, "hel…"), ("hello", 1, "…"), ("hello", 0, ""), ("hello", -3, ""), ("", 3, ""),
    ("漢字", 4, "漢字"), ("漢字", 3, "漢…"), ("漢字", 2, "…"),
  ])
  func `a text is fitted into columns`(text: String, columns: Int, fitted: String) {
    #expect(SafeText(text).fitted(columns).string == fitted)
  }

  @Test func `a padded text has exactly its columns`() throws {
    try withEverySeed(0..<300) { _, rng in
      let text = SafeText(rng.text(upTo: 20))
      let columns = rng.int(0...25)
      try #require(DisplayWidth.of(text.fitted(columns)) <= columns)
      try #require(DisplayWidth.of(text.padded(columns)) == columns)
      if DisplayWidth.of(text) <= columns { try #require(text.fitted(columns) == text) }
    }
  }

  @Test func `a styled line is written span after span`() {
    var grid = CellGrid(Size(8, 1))
    let line = StyledLine([Span("漢", Style(.link), link: 0), Span("ab", .plain)])
    let end = grid.write(line, at: Point(1, 0))
    #expect(end == 5)
    #expect(PictureMismatch(grid, expected: " 漢ab") == nil)
    #expect(grid[1, 0].style == Style(.link))
    #expect(grid[3, 0].style == .plain)
    #expect(line.width == 4)
  }
}
