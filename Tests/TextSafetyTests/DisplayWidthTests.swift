import StrataTesting
import TextSafety
import Testing

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("a", 1), ("hello", 5), ("é", 1), ("e\u{301}", 1), ("ß", 1), ("漢字", 4), ("한", 2), ("，", 2), ("Ａ", 2),
    ("ｱ", 1), ("\u{1112}\u{1161}\u{11AB}", 2), ("👍", 2), ("👍🏽", 2), ("👩‍👧", 2), ("👩‍💻", 2), ("☕", 2), ("⚠", 1),
    ("❤️", 1), ("🇩🇪", 2), ("1️⃣", 1), ("─┐", 2), ("…", 1), ("\u{301}", 1), ("א", 1), ("\u{2630}", 2), ("\u{20000}", 2),
    ("a\u{200C}b", 2),
  ])
  func `a text has the width that terminals give it`(text: String, width: Int) {
    #expect(DisplayWidth.of(SafeText(text)) == width)
  }

  @Test func `the width of a text is the sum of its pieces`() throws {
    try withEverySeed(0..<300) { _, rng in
      let safe = SafeText(rng.text(upTo: 30, hostile: true))
      let pieces = safe.string.flatMap { DisplayWidth.pieces(of: $0) }
      try #require(DisplayWidth.of(safe) == pieces.reduce(0) { $0 + $1.width })
      try #require(safe.string.reduce(0) { $0 + DisplayWidth.of($1) } == DisplayWidth.of(safe))
    }
  }

  @Test func `a piece is one spacing scalar with at most four marks`() throws {
    try withEverySeed(0..<300) { _, rng in
      for piece in SafeText(rng.text(upTo: 30)).string.flatMap({ DisplayWidth.pieces(of: $0) }) {
        let scalars = Array(piece.text.unicodeScalars)
        let base = try #require(scalars.first)
        try #require(DisplayWidth.of(base) == piece.width)
        try #require((1...2).contains(piece.width))
        try #require(scalars.count <= 5)
        try #require(scalars.dropFirst().allSatisfy { DisplayWidth.of($0) == 0 })
      }
    }
  }

  @Test func `a joined emoji shows its first picture`() {
    #expect(DisplayWidth.pieces(of: "👩‍👧").map(\.text) == ["👩"])
    #expect(DisplayWidth.pieces(of: "👍🏽").map(\.text) == ["👍"])
    #expect(DisplayWidth.pieces(of: "🇩🇪").map(\.text) == ["🇩", "🇪"])
  }

  @Test func `a mark without a letter stands on a dotted circle`() {
    #expect(DisplayWidth.pieces(of: "\u{301}").map(\.text) == ["\u{25CC}\u{301}"])
  }

  @Test func `a pile of marks is cut`() {
    let pile = Character("a" + String(repeating: "\u{301}", count: 50))
    let pieces = DisplayWidth.pieces(of: pile)
    #expect(pieces.map(\.text.unicodeScalars.count) == [5])
  }
}
