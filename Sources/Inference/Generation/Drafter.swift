/// Guesses how a text goes on, so that a slower model need only check it.
public protocol Drafter: ~Copyable {
  /// Looks at a prompt before the first guess is wanted.
  ///
  /// - Parameter shouldStop: Asked before every pass; what was not looked at by then is looked at later.
  mutating func read(_ prompt: [TokenID], shouldStop: () -> Bool) throws(InferenceContext.ContextError)

  /// Guesses at most `count` tokens after a text.
  ///
  /// - Parameters:
  ///   - text: Everything so far. It need not go on as the last draft did.
  ///   - sampler: The target's: who draws at all draws with it, so that both sides have the same parameters, and no number of chance is
  ///     used twice.
  mutating func draft(
    _ count: Int, after text: [TokenID], with sampler: inout Sampler
  ) throws(InferenceContext.ContextError) -> [DraftedToken]
}

/// Guesses that a text goes on as it did the last time when it had the same few tokens.
///
/// It costs nothing and is good where texts repeat themselves: code that is edited, facts that are quoted. Sources: Saxena, Prompt lookup
/// decoding, 2023; Yang et al., Inference with reference: lossless acceleration of large language models, 2023.
public struct NGramDrafter: Drafter {
  /// How many tokens must be the same, the most that are tried first.
  public let lengths: ClosedRange<Int>

  /// A drafter that looks for so many of the last tokens.
  public init(lengths: ClosedRange<Int> = 1...3) {
    precondition(lengths.lowerBound > 0, "what follows nothing is anything")
    self.lengths = lengths
  }

  public mutating func read(_ prompt: [TokenID], shouldStop: () -> Bool) {}

  public mutating func draft(_ count: Int, after text: [TokenID], with sampler: inout Sampler) -> [DraftedToken] {
    guard let next = place(after: text) else { return [] }
    // A copy that reaches the end of the text goes on with itself.
    var copied = text
    for place in next..<next + max(0, count) { copied.append(copied[place]) }
    return copied[text.count...].map { DraftedToken(certain: $0) }
  }

  /// Where the text goes on behind the last place that has the same tokens as its end.
  private func place(after text: [TokenID]) -> Int? {
    for length in lengths.reversed() where length < text.count {
      let end = text.suffix(length)
      for start in stride(from: text.count - length - 1, through: 0, by: -1)
      where text[start + length - 1] == text[text.count - 1] && text[start..<start + length] == end {
        return start + length
      }
    }
    return nil
  }
}

/// A smaller model that writes ahead, by the same parameters of sampling as the target.
public struct ModelDrafter: Drafter, ~Copyable {
  private var context: InferenceContext
  /// The tokens that the context has stored.
  private var stored: [TokenID] = []

  /// A drafter for a target with the same tokens.
  ///
  /// - Parameter context: A sequence of its own; what it has stored is forgotten. Where it is shorter than the target's, the end is
  ///   written without drafts.
  public init(_ context: consuming InferenceContext, for target: Blueprint) throws(VocabularyMismatch) {
    let size = context.transformer.model.blueprint.vocabularySize
    guard size == target.vocabularySize else { throw .sizes(draft: size, target: target.vocabularySize) }
    self.context = context
    self.context.truncate(to: 0)
  }

  public mutating func read(
    _ prompt: [TokenID], shouldStop: () -> Bool
  ) throws(InferenceContext.ContextError) {
    guard prompt.count <= context.contextLength else { return }
    keepCommon(with: prompt)
    while stored.count < prompt.count, !shouldStop() {
      let chunk = Array(prompt[stored.count...].prefix(context.transformer.capacity))
      try context.skip(chunk)
      stored += chunk
    }
  }

  public mutating func draft(
    _ count: Int, after text: [TokenID], with sampler: inout Sampler
  ) throws(InferenceContext.ContextError) -> [DraftedToken] {
    // The last guess is not stored.
    let room = context.contextLength - text.count + 1
    guard room > 0, !text.isEmpty else { return [] }
    // The last token is looked at again if need be: its logits are wanted.
    keepCommon(with: text.dropLast())
    var text = text
    var drafted: [DraftedToken] = []
    while drafted.count < min(count, room) {
      let unseen = text[stored.count...]
      let logits = try ofSecond { () throws(InferenceContext.ContextError) in try context.advance(Array(unseen)) }
      stored += unseen
      let candidates = sampler.candidates(logits, text)
      let token = sampler.draw(from: candidates)
      drafted.append(DraftedToken(token, drawnFrom: candidates))
      text.append(token)
    }
    return drafted
  }

  /// Forgets what was guessed wrongly.
  private mutating func keepCommon(with text: some Collection<TokenID>) {
    let common = zip(stored, text).lazy.prefix { $0 == $1 }.count
    context.truncate(to: common)
    stored.removeSubrange(common...)
  }
}

/// Why a model cannot draft for another.
public enum VocabularyMismatch: Error, Equatable, Sendable, CustomStringConvertible {
  /// One has more tokens than the other.
  case sizes(draft: Int, target: Int)
  /// A number stands for one thing here, for another there.
  case token(TokenID)

  public var description: String {
    switch self {
    case .sizes(let draft, let target):
      "the draft has a vocabulary of \(Figures.counted(draft, "token")), the model one of \(target); take two models with the same tokens"
    case .token(let token):
      "token \(token) of the draft is not that of the model; take two models with the same tokens"
    }
  }
}

extension Tokenizer {
  /// Says if another tokenizer's numbers stand for other tokens.
  public func checkSameTokens(asTarget target: Tokenizer) throws(VocabularyMismatch) {
    guard count == target.count else { throw .sizes(draft: count, target: target.count) }
    for token in 0..<TokenID(count) where !hasSameBytes(token, as: target) { throw .token(token) }
  }
}
