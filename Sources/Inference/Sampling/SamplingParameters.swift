/// How the next token is drawn from the logits.
///
/// The steps come in this order: repetition penalty, top-k, top-p, min-p, temperature, draw. (The order of llama.cpp: the cuts look at
/// the model's own probabilities, the temperature reshapes what is left.)
public struct SamplingParameters: Equatable, Sendable {
  /// Logits are divided by it; 0 takes the most likely token (greedy).
  public var temperature: Double
  /// Only the k most likely tokens; 0: all.
  public var topK: Int
  /// Only the most likely tokens that together reach this probability; 1: all.
  ///
  /// Source: Holtzman et al., The curious case of neural text degeneration, 2020.
  public var topP: Double
  /// Only tokens at least this share as likely as the most likely one; 0: all.
  ///
  /// Source: Nguyen et al., Min-p sampling, 2024.
  public var minP: Double
  /// Positive logits of recent tokens are divided by it, negative ones multiplied; 1: no penalty.
  ///
  /// Source: Keskar et al., CTRL, 2019.
  public var repetitionPenalty: Double
  /// How many recent tokens the penalty looks at.
  public var repetitionWindow: Int

  /// Greedy unless told otherwise.
  public init(
    temperature: Double = 0, topK: Int = 0, topP: Double = 1, minP: Double = 0, repetitionPenalty: Double = 1,
    repetitionWindow: Int = 64
  ) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.minP = minP
    self.repetitionPenalty = repetitionPenalty
    self.repetitionWindow = repetitionWindow
  }
}
