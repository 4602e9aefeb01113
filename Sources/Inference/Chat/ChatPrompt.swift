/// A conversation as a model reads it: what its template writes, and what people have said, kept apart.
///
/// Both look alike as text. Only what the template writes may become special tokens; who says `<|im_end|>` has said these
/// ten characters, and ends no turn. A literal is the template's, and so is what is put into it with `own`.
public struct ChatPrompt: Equatable, Sendable {
  /// A stretch of the text.
  struct Piece: Equatable, Sendable {
    let text: String
    /// Whether somebody said it; otherwise it is the template's.
    let isSaid: Bool
  }

  private(set) var pieces: [Piece] = []

  /// All of it, as text.
  public var text: String { pieces.map(\.text).joined() }

  private mutating func add(_ text: String, isSaid: Bool) {
    if !text.isEmpty { pieces.append(Piece(text: text, isSaid: isSaid)) }
  }

  static func + (one: ChatPrompt, other: ChatPrompt) -> ChatPrompt {
    var sum = one
    sum += other
    return sum
  }

  static func += (one: inout ChatPrompt, other: ChatPrompt) { one.pieces += other.pieces }
}

extension ChatPrompt: ExpressibleByStringInterpolation {
  /// Gathers the pieces of a literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var prompt = ChatPrompt()

    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Words of the template.
    public mutating func appendLiteral(_ literal: String) { prompt.add(literal, isSaid: false) }

    /// Words that the template has from the file, or that tell who speaks.
    public mutating func appendInterpolation(own text: String) { prompt.add(text, isSaid: false) }

    /// Words that somebody has said.
    public mutating func appendInterpolation(said text: String) { prompt.add(text, isSaid: true) }
  }

  public init(stringLiteral text: String) { add(text, isSaid: false) }

  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.prompt }
}
