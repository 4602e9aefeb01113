/// A regular expression by which a pre-tokenizer finds words, written out as a scanner.
protocol SplitPattern: Sendable {
  /// Where the match ends that begins just at a place; nil if none begins there. A match is never empty, and neither it
  /// nor a look ahead sees anything outside the range.
  func end(of text: borrowing ScalarText, at start: Int, in range: Range<Int>) -> Int?

  /// Cuts a range: each match is a word, and so is what lies between two.
  func split(_ text: borrowing ScalarText, _ range: Range<Int>, into words: inout [Range<Int>])
}

extension SplitPattern {
  func split(_ text: borrowing ScalarText, _ range: Range<Int>, into words: inout [Range<Int>]) {
    var unmatched = range.lowerBound
    var place = range.lowerBound
    while place < range.upperBound {
      guard let end = end(of: text, at: place, in: range) else {
        place += 1
        continue
      }
      if unmatched < place { words.append(unmatched..<place) }
      words.append(place..<end)
      place = end
      unmatched = end
    }
    if unmatched < range.upperBound { words.append(unmatched..<range.upperBound) }
  }
}

extension ScalarText {
  /// `\s+(?!\S)|\s+`: a run of white space, but for its last one if something follows that the space may belong to.
  func spaceEnd(at start: Int, in range: Range<Int>) -> Int? {
    let end = runEnd(of: .space, from: start, in: range)
    if end == start { return nil }
    return end < range.upperBound && end - start > 1 ? end - 1 : end
  }

  /// `\s*[\r\n]+`: white space up to the last line break in it.
  func lineBreakEnd(at start: Int, in range: Range<Int>) -> Int? {
    var place = runEnd(of: .space, from: start, in: range)
    while place > start, !classes[place - 1].contains(.newline) { place -= 1 }
    return place > start ? place : nil
  }

  /// `'s|'t|'re|'ve|'m|'ll|'d`, and the same in capitals if case doesn't matter.
  ///
  /// Without case, Unicode takes the long s, U+017F, for an s.
  func contractionEnd(at start: Int, in range: Range<Int>, anyCase: Bool) -> Int? {
    func letter(_ offset: Int) -> Unicode.Scalar? {
      guard start + offset < range.upperBound else { return nil }
      let scalar = scalars[start + offset]
      guard anyCase else { return scalar }
      if scalar == "\u{17F}" { return "s" }
      return ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
    }
    guard scalars[start] == "'" else { return nil }
    switch (letter(1), letter(2)) {
    case ("s", _), ("t", _), ("m", _), ("d", _): return start + 2
    case ("r", "e"), ("v", "e"), ("l", "l"): return start + 3
    default: return nil
    }
  }
}

/// Certain scalars: of some classes, or in some ranges; or all but these.
struct ScalarSet: Sendable {
  var classes: CharacterClass = []
  /// In ascending order.
  var ranges: [ClosedRange<Unicode.Scalar>] = []
  var isInverted = false

  func contains(_ scalar: Unicode.Scalar, _ characterClass: CharacterClass) -> Bool {
    (characterClass.isAny(of: classes) || isInRanges(scalar)) != isInverted
  }

  private func isInRanges(_ scalar: Unicode.Scalar) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(scalar)
  }
}

/// `[…]+`, `[…]{1,3}`, ` ?[…]+` or `\s?[…]+`: a run of certain scalars, perhaps with white space before it.
struct RunPattern: SplitPattern {
  enum Leading { case nothing, blank, anySpace }

  var leading = Leading.nothing
  var set: ScalarSet
  var count = 1...Int.max

  func end(of text: borrowing ScalarText, at start: Int, in range: Range<Int>) -> Int? {
    let hasLeading =
      switch leading {
      case .nothing: false
      case .blank: text.scalars[start] == " "
      case .anySpace: text.classes[start].contains(.space)
      }
    if hasLeading, let end = run(text, from: start + 1, in: range) { return end }
    return run(text, from: start, in: range)
  }

  private func run(_ text: borrowing ScalarText, from start: Int, in range: Range<Int>) -> Int? {
    var place = start
    while place < range.upperBound, place - start < count.upperBound,
      set.contains(text.scalars[place], text.classes[place])
    {
      place += 1
    }
    return place - start >= count.lowerBound ? place : nil
  }
}

/// `\s+$`: the white space at the end.
struct TrailingSpacePattern: SplitPattern {
  func end(of text: borrowing ScalarText, at start: Int, in range: Range<Int>) -> Int? {
    let end = text.runEnd(of: .space, from: start, in: range)
    return end > start && end == range.upperBound ? end : nil
  }

  /// From the end, since from the start every blank of a long run would look through the rest of it.
  func split(_ text: borrowing ScalarText, _ range: Range<Int>, into words: inout [Range<Int>]) {
    var place = range.upperBound
    while place > range.lowerBound, text.classes[place - 1].contains(.space) { place -= 1 }
    if place > range.lowerBound { words.append(range.lowerBound..<place) }
    if place < range.upperBound { words.append(place..<range.upperBound) }
  }
}

/// GPT-2's words, with a blank before them: each is letters, digits or other signs.
///
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
struct GPT2Pattern: SplitPattern {
  func end(of text: borrowing ScalarText, at start: Int, in range: Range<Int>) -> Int? {
    if let end = text.contractionEnd(at: start, in: range, anyCase: false) { return end }
    let first = text.scalars[start] == " " && start + 1 < range.upperBound ? start + 1 : start
    let kind = text.classes[first]
    if kind.isAny(of: .letter) { return text.runEnd(of: .letter, from: first, in: range) }
    if kind.isAny(of: .number) { return text.runEnd(of: .number, from: first, in: range) }
    if !kind.isAny(of: .space) { return text.runEnd(ofNone: [.space, .letter, .number], from: first, in: range) }
    return text.spaceEnd(at: start, in: range)
  }
}
