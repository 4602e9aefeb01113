import Terminal
import Testing

@Suite struct KeyNameTests {
  @Test(arguments: [
    ("x", Key.character("x")), ("X", .character("X")), ("é", .character("é")), ("^S", .control("s")),
    ("^s", .control("s")), ("^_", .control("_")), ("M-u", Key(.character("u"), alt: true)), ("^", .character("^")),
    ("Space", .character(" ")), ("S-Tab", .backTab), ("PgDn", .pageDown), ("Down", .down), ("↓", .down),
    ("F12", Key(.function(12))), ("Esc", .escape), ("Ins", Key(.insert)),
  ])
  func `a key is known by the name that the help shows`(name: String, key: Key) {
    #expect(Key(named: name) == key)
  }

  @Test(arguments: ["", " ", "xy", "F13", "F0", "M-", "^I", "^M", "^H", "^[", "M-[", "M-O", "^1", "M-é", "Strg-S"])
  func `what is no key, or cannot be told from another, has none`(name: String) {
    #expect(Key(named: name) == nil)
  }

  @Test func `a key with control or Alt that has a name comes from a terminal as just that key`() {
    var count = 0
    for byte in 0x21...0x7E as ClosedRange<UInt8> {
      let letter = Character(Unicode.Scalar(byte))
      for (name, bytes) in [("^\(letter)", [byte & 0x1F]), ("M-\(letter)", [0x1B, byte])] {
        guard let key = Key(named: name) else { continue }
        count += 1
        var parser = InputParser()
        #expect(parser.feed(bytes) + parser.flush() == [.key(key)], "\(name)")
      }
    }
    #expect(count > 100)
  }

  @Test func `a name and its key belong together`() {
    for name in ["^S", "M-u", "Space", "S-Tab", "PgUp", "F5", "↑", "/", "Del", "Backspace"] {
      #expect(Key(named: name)?.name == name)
    }
  }
}
