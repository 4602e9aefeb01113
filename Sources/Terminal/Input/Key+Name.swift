extension Key {
  /// The key that a name means, as ``name`` writes it; arrows also as `Up`, `Down`, `Left` and `Right`.
  ///
  /// Nil for what is no key, and for what a terminal cannot tell from another key or from the beginning of a sequence:
  /// `^I` is `Tab`, `M-[` begins one.
  public init?(named name: String) {
    var rest = name[...]
    func strip(_ prefix: String) -> Bool {
      guard rest.hasPrefix(prefix), rest.count > prefix.count else { return false }
      rest = rest.dropFirst(prefix.count)
      return true
    }
    let control = strip("^")
    let alt = strip("M-")
    if let key = Key.named[String(rest)] {
      guard !control, !alt else { return nil }
      self = key
      return
    }
    guard rest.count == 1, let character = rest.first, !character.isWhitespace,
      character.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else { return nil }
    if control {
      let letter = Character(character.lowercased())
      guard !alt, "abcdefgklnopqrstuvwxyz\\]^_".contains(letter) else { return nil }
      self = .control(letter)
    } else {
      if alt && (!character.isASCII || "[]OPX^_".contains(character)) { return nil }
      self = Key(.character(character), alt: alt)
    }
  }

  /// True for a key that writes a character where text is written.
  public var isTyped: Bool {
    if case .character = base { return !control && !alt }
    return false
  }

  private static let named: [String: Key] = {
    let plain: [Key] = [
      .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .enter, .tab, .backTab, .backspace, .delete, .escape,
      Key(.insert), .character(" "),
    ]
    var out = ["Up": Key.up, "Down": .down, "Left": .left, "Right": .right]
    for key in plain + (1...12).map({ Key(.function($0)) }) { out[key.name] = key }
    return out
  }()
}
