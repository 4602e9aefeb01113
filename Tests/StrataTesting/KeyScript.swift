public import Terminal

/// Keys written as words, so that a test reads as what a reader presses.
///
/// Words stand apart by blanks: `Enter`, `Esc`, `Up`, `PgDn` … are keys, `^s` is control, `M-u` is alt, `"two words"`
/// is typed letter by letter, and so is every other word. `@name` is no key: it asks the player to go to a place.
public struct KeyScript: Sendable {
  /// One thing to do.
  public enum Step: Equatable, Sendable {
    case key(Key)
    /// Go to the place of that name.
    case go(String)
  }

  /// In their order.
  public let steps: [Step]

  /// Reads a script.
  public init(_ text: String) {
    var steps: [Step] = []
    var rest = text[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest = rest.dropFirst()
      } else if first == "\"" {
        let quoted = rest.dropFirst().prefix { $0 != "\"" }
        steps += quoted.map { .key(.character($0)) }
        rest = rest[quoted.endIndex...].dropFirst()
      } else {
        let word = rest.prefix { !$0.isWhitespace }
        steps += KeyScript.steps(of: String(word))
        rest = rest[word.endIndex...]
      }
    }
    self.steps = steps
  }

  private static func steps(of word: String) -> [Step] {
    if word.count > 1 {
      if let key = named[word] { return [.key(key)] }
      if word.hasPrefix("@") { return [.go(String(word.dropFirst()))] }
      if word.hasPrefix("^"), word.count == 2 { return [.key(.control(word[word.index(after: word.startIndex)]))] }
      if word.hasPrefix("M-"), word.count == 3, let letter = word.last {
        return [.key(Key(.character(letter), alt: true))]
      }
    }
    return word.map { .key(.character($0)) }
  }

  private static let named: [String: Key] = [
    "Enter": .enter, "Esc": .escape, "Tab": .tab, "S-Tab": .backTab, "Up": .up, "Down": .down, "Left": .left,
    "Right": .right, "PgUp": .pageUp, "PgDn": .pageDown, "Home": .home, "End": .end, "BS": .backspace, "Del": .delete,
    "Space": .character(" "), "F1": Key(.function(1)),
  ]
}
