/// The words of OpenAI's later vocabularies (tiktoken's cl100k and o200k) and of all that took after them: Llama 3,
/// Qwen, Mistral's Tekken.
///
/// With ``Words/plain``, digits by three and contractions it is Llama 3's pattern:
///
///     (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*
///     |\s*[\r\n]+|\s+(?!\S)|\s+
struct TiktokenPattern: SplitPattern {
  /// What a word of letters is; one other sign may stand before it: `[^\r\n\p{L}\p{N}]?`.
  enum Words {
    /// `\p{L}+`.
    case plain
    /// `[\p{L}\p{M}]+`, and marks are no other signs.
    case withMarks
    /// Capitals, then small letters: `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+` or
    /// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*`.
    case cased
  }

  /// Where `(?i:'s|'t|'re|'ve|'m|'ll|'d)` is looked for.
  enum Contractions { case nowhere, asWords, atWords }

  var words = Words.plain
  var contractions = Contractions.asWords
  /// How many digits there are in a word at most.
  var digits = 3
  /// What follows other signs without a gap: `[\r\n]*`, with a slash in vocabularies of cased words; or nothing.
  var signsTakeLineBreaks = true

  func end(of text: borrowing ScalarText, at start: Int, in range: Range<Int>) -> Int? {
    if contractions == .asWords, let end = text.contractionEnd(at: start, in: range, anyCase: true) { return end }
    if let end = wordEnd(text, at: start, in: range) {
      guard contractions == .atWords, end < range.upperBound else { return end }
      return text.contractionEnd(at: end, in: range, anyCase: true) ?? end
    }
    if text.classes[start].isAny(of: .number) {
      let last = digits < range.upperBound - start ? start + digits : range.upperBound
      return text.runEnd(of: .number, from: start, in: range.lowerBound..<last)
    }
    return signsEnd(text, at: start, in: range)
      ?? text.lineBreakEnd(at: start, in: range) ?? text.spaceEnd(at: start, in: range)
  }

  /// A word with one other sign before it, or else one without.
  private func wordEnd(_ text: borrowing ScalarText, at start: Int, in range: Range<Int>) -> Int? {
    let mayLead = !text.classes[start].isAny(of: [.newline, .letter, .number])
    guard words == .cased else {
      let letters: CharacterClass = words == .withMarks ? [.letter, .mark] : .letter
      if mayLead, start + 1 < range.upperBound {
        let end = text.runEnd(of: letters, from: start + 1, in: range)
        if end > start + 1 { return end }
      }
      let end = text.runEnd(of: letters, from: start, in: range)
      return end > start ? end : nil
    }
    // The first form with a sign, the first form without, then the second form likewise: as the expression tries them.
    for form in [lowerEnd, upperEnd] {
      if mayLead, let end = form(text, start + 1, range) { return end }
      if let end = form(text, start, range) { return end }
    }
    return nil
  }

  private static let upperSide: CharacterClass = [.upper, .caseless, .mark]
  private static let lowerSide: CharacterClass = [.lower, .caseless, .mark]

  /// Any capitals, then small letters, one at least.
  ///
  /// Letters without case and marks are both, so the capitals give back what the small ones need.
  private func lowerEnd(_ text: borrowing ScalarText, _ start: Int, _ range: Range<Int>) -> Int? {
    let capitals = text.runEnd(of: TiktokenPattern.upperSide, from: start, in: range)
    let end = text.runEnd(of: .lower, from: capitals, in: range)
    if end > capitals { return text.runEnd(of: TiktokenPattern.lowerSide, from: capitals, in: range) }
    var place = capitals
    while place > start, !text.classes[place - 1].isAny(of: TiktokenPattern.lowerSide) { place -= 1 }
    return place > start ? place : nil
  }

  /// Capitals, one at least, then any small letters.
  private func upperEnd(_ text: borrowing ScalarText, _ start: Int, _ range: Range<Int>) -> Int? {
    let capitals = text.runEnd(of: TiktokenPattern.upperSide, from: start, in: range)
    return capitals > start ? text.runEnd(of: TiktokenPattern.lowerSide, from: capitals, in: range) : nil
  }

  /// ` ?[^\s\p{L}\p{N}]+[\r\n]*`.
  private func signsEnd(_ text: borrowing ScalarText, at start: Int, in range: Range<Int>) -> Int? {
    let others: CharacterClass = words == .withMarks ? [.space, .letter, .number, .mark] : [.space, .letter, .number]
    let first = text.scalars[start] == " " ? start + 1 : start
    var end = text.runEnd(ofNone: others, from: first, in: range)
    if end == first { return nil }
    guard signsTakeLineBreaks else { return end }
    while end < range.upperBound,
      text.classes[end].contains(.newline) || words == .cased && text.scalars[end] == "/"
    {
      end += 1
    }
    return end
  }
}

/// The last pattern of DeepSeek's third vocabulary; it leaves out control characters, which become words of their own.
///
///     [!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*
///     |\s*[\r\n]+|\s+(?!\S)|\s+
struct DeepSeekPattern: SplitPattern {
  func end(of text: borrowing ScalarText, at start: Int, in range: Range<Int>) -> Int? {
    signAndWordEnd(text, at: start, in: range) ?? wordEnd(text, at: start, in: range)
      ?? signsEnd(text, at: start, in: range) ?? text.lineBreakEnd(at: start, in: range)
      ?? text.spaceEnd(at: start, in: range)
  }

  private func signAndWordEnd(_ text: borrowing ScalarText, at start: Int, in range: Range<Int>) -> Int? {
    guard text.scalars[start].isASCII, text.classes[start].isAny(of: [.punctuation, .symbol]) else { return nil }
    var end = start + 1
    while end < range.upperBound, text.scalars[end].isASCII, text.classes[end].isAny(of: .letter) { end += 1 }
    return end > start + 1 ? end : nil
  }

  private func wordEnd(_ text: borrowing ScalarText, at start: Int, in range: Range<Int>) -> Int? {
    if !text.classes[start].isAny(of: [.newline, .letter, .punctuation, .symbol]), start + 1 < range.upperBound {
      let end = text.runEnd(of: [.letter, .mark], from: start + 1, in: range)
      if end > start + 1 { return end }
    }
    let end = text.runEnd(of: [.letter, .mark], from: start, in: range)
    return end > start ? end : nil
  }

  private func signsEnd(_ text: borrowing ScalarText, at start: Int, in range: Range<Int>) -> Int? {
    let first = text.scalars[start] == " " ? start + 1 : start
    let end = text.runEnd(of: [.punctuation, .symbol], from: first, in: range)
    return end > first ? text.runEnd(of: .newline, from: end, in: range) : nil
  }
}
