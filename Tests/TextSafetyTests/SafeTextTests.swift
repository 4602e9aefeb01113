import StrataTesting
import TextSafety
import Testing

/// What a terminal may act on, by the Unicode character database instead of our own list.
func actsOnTerminal(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator, .privateUse: true
  default: scalar.properties.isBidiControl
  }
}

@Suite struct SafeTextTests {
  @Test func `no harmful scalar survives`() throws {
    try withEverySeed(0..<300) { _, rng in
      let safe = SafeText(rng.text(upTo: 40, hostile: true))
      try #require(safe.string.unicodeScalars.first(where: actsOnTerminal) == nil)
    }
  }

  @Test func `every scalar that a terminal may act on has a picture`() {
    let missed = (0...0x10FFFF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init).first {
      actsOnTerminal($0) && HarmfulScalar.picture(of: $0) == nil
    }
    #expect(missed == nil)
  }

  @Test func `a picture is itself harmless`() {
    let wrong = (0...0x10FFFF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init)
      .compactMap { HarmfulScalar.picture(of: $0) }.first { HarmfulScalar.picture(of: $0) != nil }
    #expect(wrong == nil)
  }

  @Test func `cleaning twice changes nothing more`() throws {
    try withEverySeed(0..<300) { _, rng in
      let raw = rng.text(upTo: 40, hostile: true)
      let once = SafeText(raw).string
      try #require(Array(SafeText(once).string.unicodeScalars) == Array(once.unicodeScalars))
      let block = SafeText.cleanedBlock(raw)
      try #require(Array(SafeText.cleanedBlock(block).unicodeScalars) == Array(block.unicodeScalars))
    }
  }

  @Test func `harmless text stays as it is`() {
    for text in ["", "plain", "naïve café", "漢字かな", "👩‍👧 👍🏽 🇩🇪", "א ע", "┌─┐", "x\u{200C}y"] {
      #expect(Array(SafeText(text).string.unicodeScalars) == Array(text.unicodeScalars))
    }
  }

  @Test(arguments: [
    ("\u{1B}[2J", "␛[2J"),
    ("\u{1B}]0;title\u{07}", "␛]0;title␇"),
    ("\u{1B}]8;;https://x\u{1B}\\y", "␛]8;;https://x␛\\y"),
    ("\u{1B}]52;c;QQ==\u{07}", "␛]52;c;QQ==␇"),
    ("\u{1B}P+q\u{1B}\\", "␛P+q␛\\"),
    ("\u{1B}c", "␛c"),
    ("\u{9B}31m", "\u{FFFD}31m"),
    ("\u{9D}0;x\u{9C}", "\u{FFFD}0;x\u{FFFD}"),
    ("abc\u{8}\u{8}x", "abc␈␈x"),
    ("a\u{0}b", "a␀b"),
    ("a\u{7F}b", "a␡b"),
    ("a\rb", "a␍b"),
    ("a\nb", "a b"),
    ("a\tb", "a    b"),
    ("\u{202E}gpj.exe", "\u{FFFD}gpj.exe"),
    ("\u{2066}x\u{2069}", "\u{FFFD}x\u{FFFD}"),
    ("\u{FEFF}x", "\u{FFFD}x"),
    ("a\u{2028}b", "a\u{FFFD}b"),
    ("co\u{AD}op", "co-op"),
    ("x\u{E0041}", "x\u{FFFD}"),
  ])
  func `an escape sequence is shown, not sent`(raw: String, shown: String) {
    #expect(Array(SafeText(raw).string.unicodeScalars) == Array(shown.unicodeScalars))
  }

  @Test(arguments: [
    ("", [""]), ("a", ["a"]), ("a\nb", ["a", "b"]), ("a\r\nb", ["a", "b"]), ("a\n", ["a", ""]), ("\n\n", ["", "", ""]),
    ("a\r\n\r\nb", ["a", "", "b"]), ("a\u{1B}[1m\nb", ["a␛[1m", "b"]),
  ])
  func `a text falls into lines`(raw: String, lines: [String]) {
    #expect(SafeText.lines(raw).map(\.string) == lines)
  }

  @Test(arguments: [
    ("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\nb", "a\nb"), ("a\r\r\nb", "a\n\nb"), ("a\n\rb", "a\n\nb"), ("\r", "\n"),
    ("a\tb", "a\tb"), ("é\r\n\tx\u{1B}", "é\n\tx␛"),
  ])
  func `a block keeps tabs and has one kind of line break`(raw: String, cleaned: String) {
    #expect(Array(SafeText.cleanedBlock(raw).unicodeScalars) == Array(cleaned.unicodeScalars))
  }

  @Test func `two harmless texts make a harmless text`() throws {
    try withEverySeed(0..<100) { _, rng in
      let sum = SafeText(rng.text(upTo: 10, hostile: true)) + SafeText(rng.text(upTo: 10, hostile: true))
      try #require(Array(SafeText(sum.string).string.unicodeScalars) == Array(sum.string.unicodeScalars))
    }
  }

  @Test func `the first harmful scalar is found with line and column`() throws {
    let found = try #require(HarmfulScalar.first(in: "ab\r\n\tc\u{1B}d\u{7}"))
    #expect(found.scalar == "\u{1B}")
    #expect(found.line == 2)
    #expect(found.column == 3)
    #expect(HarmfulScalar.first(in: "ab\r\n\tc é 漢 👩‍👧") == nil)
  }
}
