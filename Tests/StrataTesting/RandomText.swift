extension SplitMix64 {
  /// Text of up to so many pieces, drawn from everything that makes text hard to measure: wide scripts, emoji with
  /// modifiers and joiners, flags, combining marks.
  ///
  /// - Parameter hostile: adds control characters, direction overrides, line breaks and tabs.
  public mutating func text(upTo length: Int, hostile: Bool = false) -> String {
    var out = ""
    for _ in 0..<int(0...length) { out += piece(hostile: hostile) }
    return out
  }

  private mutating func piece(hostile: Bool) -> String {
    switch int(0...(hostile ? 11 : 8)) {
    case 0...3: pick(RandomText.ascii)
    case 4: " "
    case 5: pick(RandomText.wide)
    case 6: pick(RandomText.emoji)
    case 7: pick(RandomText.joining)
    case 8: pick(RandomText.narrow)
    case 9: pick(RandomText.controls)
    case 10: pick(RandomText.overrides)
    default: pick(["\n", "\r\n", "\r", "\t"])
    }
  }

  private mutating func pick(_ choices: [String]) -> String {
    choices[int(0...(choices.count - 1))]
  }
}

/// The alphabets of random text.
enum RandomText {
  static let ascii = (0x21...0x7E).map { String(Character(Unicode.Scalar(UInt8($0)))) }
  static let narrow = ["é", "ß", "я", "ω", "א", "ع", "…", "─", "½", "e\u{301}", "\u{2460}"]
  static let wide = ["漢", "字", "か", "ガ", "한", "글", "，", "Ａ", "\u{1112}\u{1161}\u{11AB}"]
  static let emoji = ["👍", "👍🏽", "👩‍👧", "👩‍💻", "❤️", "🇩🇪", "1️⃣", "🏴", "☕", "⚠"]
  /// Scalars that join what stands before them, or what follows.
  static let joining = ["\u{301}", "\u{308}", "\u{20DD}", "\u{200D}", "\u{FE0F}", "\u{1F3FD}", "🇫", "\u{11A8}"]
  static let controls =
    ((0x00...0x1F).map { UInt32($0) } + (0x7F...0x9F).map { UInt32($0) })
    .filter { ![0x09, 0x0A, 0x0D].contains($0) }.compactMap { Unicode.Scalar($0).map { String(Character($0)) } }
  static let overrides = [
    "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{200E}", "\u{200F}", "\u{61C}", "\u{FEFF}", "\u{2028}",
    "\u{200B}", "\u{AD}", "\u{E0041}", "\u{E000}",
  ]
}
