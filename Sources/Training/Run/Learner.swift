/// What a training changes: a whole model, or an adapter beside it.
public protocol Learner: AnyObject {
  /// The model that runs.
  var model: TrainableModel { get }
  /// The numbers that move.
  var learned: Parameters { get }
  /// What the optimizer remembers of them.
  var moments: Moments { get }
  /// The gradients of what is learned, once a pass has those of the whole model.
  func gradients(after pass: TrainingPass) -> Parameters
  /// The numbers have moved: the model is to follow them.
  func didMove(_ pass: TrainingPass)
}

/// All of a model is learned.
public final class WholeModel: Learner {
  public let model: TrainableModel
  public let moments: Moments

  public init(_ model: TrainableModel) throws(TrainingError) {
    self.model = model
    moments = try Moments(model.parameters.layout)
  }

  public var learned: Parameters { model.parameters }
  public func gradients(after pass: TrainingPass) -> Parameters { pass.gradients }
  public func didMove(_ pass: TrainingPass) {}
}
