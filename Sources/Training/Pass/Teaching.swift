/// A model whose predictions another one learns, beside the tokens of the text.
///
/// Hinton, Vinyals and Dean 2015, "Distilling the knowledge in a neural network": the loss is hardShare · (−ln p(target)) +
/// (1 − hardShare) · T² · KL(teacher at T ‖ student at T), T being the temperature that divides the logits of both.
public struct Teaching: Sendable {
  /// Has the student's vocabulary; it does not change.
  public let teacher: TrainableModel
  /// Above 1, what the teacher thinks less likely counts for more.
  public let temperature: Float
  /// From 0, where only the teacher counts, to 1, where only the text does.
  public let hardShare: Float

  public init(_ teacher: TrainableModel, temperature: Float, hardShare: Float) {
    self.teacher = teacher
    self.temperature = temperature
    self.hardShare = hardShare
  }
}
