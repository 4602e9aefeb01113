/// Turns tokens into text while they come, and never shows half a character.
///
/// A character's bytes may be spread over several tokens; they are held back until the last one is there. Together,
/// what it gives is what ``Tokenizer/bytes(of:special:)`` gives for all of the tokens, with U+FFFD in place of what is
/// not UTF-8.
public struct Detokenizer: Sendable {
  private let tokenizer: Tokenizer
  private var isAtStart: Bool
  private var pending: [UInt8] = []

  /// A detokenizer at the start of a text.
  ///
  /// - Parameter continuing: whether the tokens go on with a text, so that a space at their beginning belongs to it.
  public init(_ tokenizer: Tokenizer, continuing: Bool = false) {
    self.tokenizer = tokenizer
    isAtStart = !continuing
  }

  /// The text that is complete with one more token; often empty.
  public mutating func append(_ token: TokenID) -> String {
    tokenizer.append(token, to: &pending, special: false, isAtStart: &isAtStart)
    let ready = pending.count - UTF8Scalars.unfinished(pending)
    defer { pending.removeFirst(ready) }
    return String(decoding: pending[..<ready], as: UTF8.self)
  }

  /// What is left at the end: U+FFFD if half a character was held back, nothing otherwise.
  public mutating func finish() -> String {
    defer { pending = [] }
    return String(decoding: pending, as: UTF8.self)
  }
}
