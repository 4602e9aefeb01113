/// Finds special tokens in a text, each by its name: at every place the longest that begins there.
struct SpecialTokens: Sendable {
  private struct Node {
    var token: TokenID?
    var children: [UInt8: Int] = [:]
  }

  /// A tree over the names' bytes; the first is its root.
  private var nodes = [Node()]
  /// The child of the root for each first byte, since most places of a text begin no name.
  private var firsts = [Int?](repeating: nil, count: 256)

  /// Whether there is none to be found.
  var isEmpty: Bool { nodes.count == 1 }

  /// Lets a token be found by its name; an empty one is not.
  mutating func insert(_ token: TokenID, name: some Sequence<UInt8>) {
    var place = 0
    for byte in name {
      if let next = nodes[place].children[byte] {
        place = next
      } else {
        nodes.append(Node())
        nodes[place].children[byte] = nodes.count - 1
        if place == 0 { firsts[Int(byte)] = nodes.count - 1 }
        place = nodes.count - 1
      }
    }
    if place > 0, nodes[place].token == nil { nodes[place].token = token }
  }

  /// A stretch of text, or a special token.
  enum Part {
    case text(Range<Int>)
    case token(TokenID)
  }

  /// The parts of a text, in their order; no stretch of text is empty.
  func parts(of text: UnsafeBufferPointer<UInt8>) -> [Part] {
    var parts: [Part] = []
    var start = 0
    var place = 0
    while place < text.count {
      guard let (token, end) = token(in: text, at: place) else {
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

  private func token(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> (TokenID, Int)? {
    guard var node = firsts[Int(text[start])] else { return nil }
    var place = start + 1
    var found = nodes[node].token.map { ($0, place) }
    while place < text.count, let next = nodes[node].children[text[place]] {
      node = next
      place += 1
      if let token = nodes[node].token { found = (token, place) }
    }
    return found
  }
}
