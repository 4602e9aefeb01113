public import Inference

/// Why an engine does not take a request; then nothing has changed.
public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// As many wait as may: come back later. This is the back-pressure.
  case full(waiting: Int, limit: Int)
  /// A prompt without tokens, or an output without any.
  case empty
  /// The vocabulary has no such token.
  case unknownToken(TokenID, vocabularySize: Int)
  /// Even alone, the request would not come to its end: it needs more positions than there are.
  case tooLong(promptTokens: Int, outputTokens: Int, limit: Int)
  /// The engine is closed.
  case closed

  public var description: String {
    switch self {
    case .full(let waiting, let limit):
      "\(waiting) requests wait already, and \(limit) may; try again when some are done, or raise the limit"
    case .empty: "a request has at least one token of prompt and asks for at least one of output"
    case .unknownToken(let token, let size): "token \(token) is not of this vocabulary of \(size)"
    case .tooLong(let prompt, let output, let limit):
      "\(prompt) tokens of prompt and \(output) of output do not fit into \(limit) positions; ask for fewer"
    case .closed: "the engine is closed and takes no more requests"
    }
  }
}
