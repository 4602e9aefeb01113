import StrataTesting
import Terminal
import TextSafety
import Testing

@Suite struct InputParserTests {
  /// Everything a text of bytes means, the silence after it included.
  private func inputs(_ bytes: some Sequence<UInt8>) -> [Input] {
    var parser = InputParser()
    return parser.feed(bytes) + parser.flush()
  }

  private func inputs(_ text: String) -> [Input] { inputs(Array(text.utf8)) }

  private func check(_ text: String, _ key: Key, _ location: SourceLocation = #_sourceLocation) {
    #expect(inputs(text) == [.key(key)], sourceLocation: location)
  }

  @Test func `printable characters are keys`() {
    check("a", .character("a"))
    check(" ", .character(" "))
    check("é", .character("é"))
    check("漢", .character("漢"))
    check("👍", .character("👍"))
    #expect(inputs("ab") == [.key(.character("a")), .key(.character("b"))])
  }

  @Test func `control characters are keys`() {
    check("\r", .enter)
    check("\n", .enter)
    check("\t", .tab)
    check("\u{7F}", .backspace)
    check("\u{8}", .backspace)
    check("\u{1}", .control("a"))
    check("\u{1A}", .control("z"))
    check("\u{1F}", .control("_"))
  }

  @Test func `cursor and function keys are keys`() {
    check("\u{1B}[A", .up)
    check("\u{1B}OB", .down)
    check("\u{1B}[C", .right)
    check("\u{1B}OD", .left)
    check("\u{1B}[H", .home)
    check("\u{1B}[4~", .end)
    check("\u{1B}[5~", .pageUp)
    check("\u{1B}[6~", .pageDown)
    check("\u{1B}[3~", .delete)
    check("\u{1B}[2~", Key(.insert))
    check("\u{1B}[Z", .backTab)
    check("\u{1B}OM", .enter)
    check("\u{1B}OP", Key(.function(1)))
    check("\u{1B}[15~", Key(.function(5)))
    check("\u{1B}[24~", Key(.function(12)))
    check("\u{1B}[[A", Key(.function(1)))
    check("\u{1B}[[E", Key(.function(5)))
  }

  @Test func `modifiers come with the key`() {
    check("\u{1B}[1;2A", Key(.up, shift: true))
    check("\u{1B}[1;3B", Key(.down, alt: true))
    check("\u{1B}[1;5C", Key(.right, control: true))
    check("\u{1B}[3;8~", Key(.delete, control: true, alt: true, shift: true))
    check("\u{1B}x", Key(.character("x"), alt: true))
    check("\u{1B}\u{1}", Key(.character("a"), control: true, alt: true))
    check("\u{1B}\u{7F}", Key(.backspace, alt: true))
  }

  @Test func `a lone escape is a key once it stays alone`() {
    var parser = InputParser()
    let taken1 = parser.feed([0x1B])
    #expect(taken1.isEmpty)
    #expect(parser.isWaiting)
    let taken2 = parser.flush()
    #expect(taken2 == [.key(.escape)])
    #expect(!parser.isWaiting)
    let taken3 = parser.flush()
    #expect(taken3.isEmpty)
    #expect(inputs("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
    #expect(inputs("\u{1B}\u{1B}[A") == [.key(.escape), .key(.up)])
    #expect(inputs("\u{1B}[") == [.key(Key(.character("["), alt: true))])
  }

  @Test func `an unknown sequence is dropped whole`() {
    #expect(inputs("\u{1B}[99~a") == [.key(.character("a"))])
    #expect(inputs("\u{1B}[?1;2ca") == [.key(.character("a"))])
    #expect(inputs("\u{1B}]0;title\u{7}a") == [.key(.character("a"))])
    #expect(inputs("\u{1B}P1$r0m\u{1B}\\a") == [.key(.character("a"))])
    #expect(inputs("\u{1B}_x\u{1B}\\a") == [.key(.character("a"))])
    #expect(inputs("\u{1B}[12;34") == [])
  }

  @Test func `a sequence broken off by an escape does not swallow the next`() {
    #expect(inputs("\u{1B}[12\u{1B}[A") == [.key(.up)])
    #expect(inputs("\u{1B}]11;rgb\u{1B}[A") == [.key(.up)])
  }

  @Test func `bytes that are no UTF-8 are dropped`() {
    #expect(inputs([0xFF, 0xC3, 0x61]) == [.key(.character("a"))])
    #expect(inputs([0xE2, 0x82, 0x61]) == [.key(.character("a"))])
    #expect(inputs([0xED, 0xA0, 0x80, 0x61]) == [.key(.character("a"))])
    #expect(inputs([0xF5, 0x80, 0x61]) == [.key(.character("a"))])
  }

  @Test func `a paste is one input, whatever is in it`() {
    #expect(inputs("\u{1B}[200~hi\u{1B}[201~x") == [.paste("hi"), .key(.character("x"))])
    #expect(inputs("\u{1B}[200~\u{1B}[201~") == [.paste("")])
    let hostile = "q\r\u{3}\u{1B}[A\u{1B}[200~\u{1B}]52;c;x\u{7}\u{1B}[20\u{1B}"
    #expect(inputs("\u{1B}[200~" + hostile + "\u{1B}[201~") == [.paste(hostile)])
    #expect(!SafeText(hostile).string.unicodeScalars.contains("\u{1B}"))
  }

  @Test func `an unfinished paste is never taken for keys`() {
    var parser = InputParser()
    let taken1 = parser.feed(Array("\u{1B}[200~rm -rf\r\u{1B}".utf8))
    #expect(taken1.isEmpty)
    #expect(!parser.isWaiting)
    let taken2 = parser.flush()
    #expect(taken2.isEmpty)
    let taken3 = parser.feed(Array("[201~".utf8))
    #expect(taken3 == [.paste("rm -rf\r")])
  }

  @Test func `a paste that is no UTF-8 is mended`() {
    let bytes = Array("\u{1B}[200~".utf8) + [0x61, 0xFF] + Array("\u{1B}[201~".utf8)
    #expect(inputs(bytes) == [.paste("a\u{FFFD}")])
  }

  @Test func `a paste beyond the limit is cut and the keys after it count`() {
    let long = [UInt8](repeating: 0x61, count: InputParser.pasteLimit + 5)
    let got = inputs(Array("\u{1B}[200~".utf8) + long + Array("\u{1B}[201~b".utf8))
    #expect(got == [.paste(String(repeating: "a", count: InputParser.pasteLimit)), .key(.character("b"))])
  }

  @Test func `the mouse is read in both encodings`() {
    #expect(inputs("\u{1B}[<0;3;5M") == [.mouse(Mouse(.press, Point(2, 4)))])
    #expect(inputs("\u{1B}[<0;3;5m") == [.mouse(Mouse(.release, Point(2, 4)))])
    #expect(inputs("\u{1B}[<32;300;5M") == [.mouse(Mouse(.drag, Point(299, 4)))])
    #expect(inputs("\u{1B}[<64;1;1M") == [.mouse(Mouse(.wheelUp, Point(0, 0)))])
    #expect(inputs("\u{1B}[<65;1;1M") == [.mouse(Mouse(.wheelDown, Point(0, 0)))])
    #expect(inputs("\u{1B}[<2;1;1M") == [])
    #expect(inputs("\u{1B}[<0;0;0M") == [])
    #expect(inputs("\u{1B}[<0;99999999;1M") == [])
    #expect(inputs("\u{1B}[M !!") == [.mouse(Mouse(.press, Point(0, 0)))])
    #expect(inputs("\u{1B}[M#\"#x") == [.mouse(Mouse(.release, Point(1, 2))), .key(.character("x"))])
  }

  @Test func `the answer about the background is read`() {
    #expect(inputs("\u{1B}]11;rgb:ffff/8000/0000\u{7}") == [.background(RGB(0xFF7F00))])
    #expect(inputs("\u{1B}]11;rgb:12/34/56\u{1B}\\") == [.background(RGB(0x123456))])
    #expect(inputs("\u{1B}]11;rgb:f/0/f\u{7}") == [.background(RGB(0xFF00FF))])
    for wrong in ["rgb:12/34", "rgb:zz/34/56", "rgb:12345/0/0", "rgb:-ff/0/0", "rgb:1/2/3/4", "?", ""] {
      #expect(inputs("\u{1B}]11;\(wrong)\u{7}a") == [.key(.character("a"))], "\(wrong)")
    }
  }

  @Test func `focus is reported`() {
    #expect(inputs("\u{1B}[I\u{1B}[O") == [.focus(true), .focus(false)])
  }

  @Test func `a number too large for anything does no harm`() {
    #expect(inputs("\u{1B}[1;-9223372036854775808A") == [.key(.up)])
    #expect(inputs("\u{1B}[1;99999999999999999999A") == [.key(.up)])
    #expect(inputs("\u{1B}[99999999999999999999~") == [])
    #expect(inputs("\u{1B}[<-9223372036854775808;1;1M") == [])
  }

  private static let fragments = [
    "a", "é", "👍", "\r", "\u{1}", "\u{1B}", "\u{1B}[A", "\u{1B}OP", "\u{1B}[1;5C", "\u{1B}[3~", "\u{1B}[[B", "\u{1B}[Z",
    "\u{1B}[<0;3;5M", "\u{1B}[<64;3;5m", "\u{1B}[M !!", "\u{1B}]11;rgb:12/34/56\u{7}", "\u{1B}]11;rgb:1/2/3\u{1B}\\",
    "\u{1B}[200~pa\u{1B}[ste\u{1B}[201~", "\u{1B}[I", "\u{1B}[99~", "\u{1B}P+q\u{1B}\\", "\u{1B}x",
    "\u{1B}[200~", "\u{1B}[20",
  ]

  @Test func `it does not matter in which pieces bytes come`() throws {
    try withEverySeed(0..<400) { _, rng in
      var bytes: [UInt8] = []
      for _ in 0..<rng.int(1...8) {
        if rng.oneIn(4) {
          bytes += (0..<rng.int(1...6)).map { _ in UInt8(rng.int(0...255)) }
        } else {
          bytes += Array(InputParserTests.fragments[rng.int(0...(InputParserTests.fragments.count - 1))].utf8)
        }
      }
      let atOnce = inputs(bytes)
      var single = InputParser()
      var pieces = InputParser()
      let byByte = bytes.flatMap { single.feed([$0]) } + single.flush()
      var byPiece: [Input] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(rng.int(0...5))
        byPiece += pieces.feed(piece)
        rest = rest.dropFirst(piece.count)
      }
      byPiece += pieces.flush()
      try #require(byByte == atOnce, "\(bytes)")
      try #require(byPiece == atOnce, "\(bytes)")
    }
  }

  @Test func `garbage never stops the parser for good`() throws {
    let favourites = Array("\u{1B}[]<>;:?0123456789-+MmAHZ~O PX^_\\\u{7}".utf8)
    try withEverySeed(0..<300) { _, rng in
      var parser = InputParser()
      for _ in 0..<rng.int(1...6) {
        let noise = (0..<rng.int(0...60)).map { _ in
          rng.oneIn(5) ? UInt8(rng.int(0...255)) : favourites[rng.int(0...(favourites.count - 1))]
        }
        _ = parser.feed(noise)
        _ = parser.flush()
      }
      // End whatever stands open: a paste, a string, a mouse report.
      _ = parser.feed(Array("\u{1B}[201~\u{7}   ".utf8))
      _ = parser.flush()
      let key = parser.feed(Array("a".utf8))
      try #require(key == [.key(.character("a"))])
    }
  }

  @Test func `an endless sequence is given up`() {
    for start in ["\u{1B}[", "\u{1B}]11;"] {
      var parser = InputParser()
      _ = parser.feed(Array(start.utf8))
      for _ in 0..<5_000 { _ = parser.feed([0x31]) }
      #expect(!parser.isWaiting)
    }
  }
}

@Suite struct KeyTests {
  @Test(arguments: [
    (Key.character("a"), "a"), (.character("A"), "A"), (.character(" "), "Space"), (.control("s"), "^S"),
    (Key(.character("x"), alt: true), "M-x"), (Key(.character("x"), control: true, alt: true), "^M-X"),
    (.up, "↑"), (.down, "↓"), (.left, "←"), (.right, "→"), (.enter, "Enter"), (.tab, "Tab"), (.backTab, "S-Tab"),
    (.escape, "Esc"), (.backspace, "Backspace"), (.delete, "Del"), (.pageUp, "PgUp"), (.pageDown, "PgDn"),
    (.home, "Home"), (.end, "End"), (Key(.insert), "Ins"), (Key(.function(5)), "F5"),
    (Key(.left, control: true), "^←"),
  ])
  func `a key has the name that the help shows`(key: Key, name: String) {
    #expect(key.name == name)
  }
}
