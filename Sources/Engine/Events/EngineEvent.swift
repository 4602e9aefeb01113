public import Inference
public import Serving

/// Something that happened in an engine.
///
/// Times are seconds on its clock.
public enum EngineEvent: Hashable, Sendable {
  /// A request was taken and waits.
  case queued(RequestID, at: Double)
  /// It joined the running ones, for the first time or again; so many of its tokens need no computing.
  case scheduled(RequestID, reusedTokens: Int, at: Double)
  /// It has another output token.
  case token(RequestID, TokenID, at: Double)
  /// It lost its KV blocks to those who came before it, and waits again; its tokens stay.
  case preempted(RequestID, at: Double)
  /// Nothing more will be heard of it.
  case ended(RequestTrace, output: [TokenID])
  /// A step is over.
  case stepped(StepReport)
}
