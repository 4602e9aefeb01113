/// Finds special tokens in a text, each by its name: at every place the longest that begins there.
public struct SpecialTokens: Sendable {
  private struct Entry {
    let name: [UInt8]
    let token: TokenID
  }

  /// In the order of their names, each name once.
  private let entries: [Entry]
  /// The entries for each first byte, since most places of a text begin no name.
  private let firsts: [Range<Int>]

  /// A longer name is not looked for: none is that long, and each place of a text would be compared with all of it.
  public static let mostNameBytes = 256

  /// Tokens and the names by which they are found; of two with one name the first one is, and an empty one is not.
  public init(_ tokens: [(token: TokenID, name: [UInt8])]) {
    let usable = tokens.filter { (1...SpecialTokens.mostNameBytes).contains($0.name.count) }
    let order = usable.indices.sorted {
      usable[$0].name == usable[$1].name ? $0 < $1 : usable[$0].name.lexicographicallyPrecedes(usable[$1].name)
    }
    var entries: [Entry] = []
    for place in order where entries.last?.name != usable[place].name {
      entries.append(Entry(name: usable[place].name, token: usable[place].token))
    }
    var firsts = [Range<Int>](repeating: 0..<0, count: 256)
    for (place, entry) in entries.enumerated() {
      let first = Int(entry.name[0])
      firsts[first] = (firsts[first].isEmpty ? place : firsts[first].lowerBound)..<place + 1
    }
    self.entries = entries
    self.firsts = firsts
  }

  /// A stretch of text, or a special token.
  public enum Part: Sendable {
    /// A stretch of text, as a range of its bytes.
    case text(Range<Int>)
    /// A special token that stands there by its name.
    case token(TokenID)
  }

  /// The parts of a text, in their order; no stretch of text is empty.
  ///
  /// - Parameter accepts: whether a name that is found may be the token there.
  public func parts(
    of text: UnsafeBufferPointer<UInt8>, accepting accepts: (TokenID, Range<Int>) -> Bool = { _, _ in true }
  ) -> [Part] {
    var parts: [Part] = []
    var start = 0
    var place = 0
    while place < text.count {
      guard let (token, end) = token(in: text, at: place, accepts) else {
        place += 1
        continue
      }
      if start < place { parts.append(.text(start..<place)) }
      parts.append(.token(token))
      place = end
      start = end
    }
    if start < text.count { parts.append(.text(start..<text.count)) }
    return parts
  }

  private func token(
    in text: UnsafeBufferPointer<UInt8>, at start: Int, _ accepts: (TokenID, Range<Int>) -> Bool
  ) -> (TokenID, Int)? {
    var range = firsts[Int(text[start])]
    var length = 1
    var found: (TokenID, Int)?
    while let first = range.first {
      let end = start + length
      // Of names with one beginning the shortest comes first.
      if entries[first].name.count == length, accepts(entries[first].token, start..<end) {
        found = (entries[first].token, end)
      }
      guard end < text.count else { break }
      let next = Int(text[end])
      range = place(of: next, in: range, at: length)..<place(of: next + 1, in: range, at: length)
      length += 1
    }
    return found
  }

  /// The first entry of a range whose name has a byte at an offset that is not less; a name that ends there has none.
  private func place(of byte: Int, in range: Range<Int>, at offset: Int) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      let name = entries[middle].name
      if (offset < name.count ? Int(name[offset]) : -1) < byte { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
