/// A text as a code block of Markdown, and back without a change.
enum Fence {
  /// The lines of a block whose fence is longer than any row of backticks in the text.
  static func lines(_ text: String, _ language: String) -> [String] {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == tick ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return [fence + language] + EntryMark.lines(of: text).map { String(Substring($0)) } + [fence]
  }

  /// The text of a block; nil when its fence does not close at the end.
  ///
  /// A block without a fence is itself the text.
  static func text(of block: String) -> String? {
    var lines = EntryMark.lines(of: block)
    let length = lines.first?.prefix { $0 == tick }.count ?? 0
    guard length >= 3 else { return block }
    while let last = lines.last, last.allSatisfy(isBlank) { lines.removeLast() }
    guard lines.count > 1, let last = lines.last else { return nil }
    let end = last.prefix { $0 == tick }
    guard end.count >= length, last.dropFirst(end.count).allSatisfy(isBlank) else { return nil }
    return lines.dropFirst().dropLast().map { String(Substring($0)) }.joined(separator: "\n")
  }

  private static let tick = UInt8(ascii: "`")

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
