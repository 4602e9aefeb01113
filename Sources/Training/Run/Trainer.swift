import Inference

/// How a model is trained.
public struct TrainingPlan: Equatable, Sendable {
  /// Steps of the optimizer.
  public var steps: Int
  /// Sequences of a step.
  public var sequences: Int
  /// Sequences that go through the model at once; a step takes as many passes as it needs.
  public var sequencesPerPass: Int
  public var rate: LearningRate
  public var optimizer: AdamW
  /// The share of what layers add that is left out by chance, from 0 to below 1.
  public var dropout: Float
  /// Steps from one look at the validation loss to the next; 0: none.
  public var validationInterval: Int
  /// Looks without a better validation loss after which training stops; 0: it does not.
  public var patience: Int

  public init(
    steps: Int, sequences: Int, sequencesPerPass: Int? = nil, rate: LearningRate, optimizer: AdamW = AdamW(),
    dropout: Float = 0, validationInterval: Int = 0, patience: Int = 0
  ) {
    self.steps = steps
    self.sequences = sequences
    self.sequencesPerPass = sequencesPerPass ?? sequences
    self.rate = rate
    self.optimizer = optimizer
    self.dropout = dropout
    self.validationInterval = validationInterval
    self.patience = patience
  }
}

/// Trains a model step by step.
public final class Trainer {
  /// What there is to see of a training.
  public enum Observation: Equatable, Sendable {
    /// The mean loss of a step's targets, the norm of its gradient before clipping, the learning rate.
    case step(Int, loss: Double, norm: Double, rate: Float)
    /// The mean loss of the validation split's targets after a step.
    case validation(Int, loss: Double)
    /// No better validation loss for as long as the plan waits.
    case stoppedEarly(Int, best: Double)
  }

  /// Why a training cannot go on.
  public enum RunError: Error, Equatable, CustomStringConvertible {
    /// The loss of a step is infinite or no number.
    case diverged(step: Int, rate: Float)

    public var description: String {
      switch self {
      case .diverged(let step, let rate):
        "the loss of step \(step) is no number: training diverged at a learning rate of \(rate); take a lower rate, or a longer warm-up"
      }
    }
  }

  public let plan: TrainingPlan
  public let pass: TrainingPass
  /// What changes with each step.
  public let learner: any Learner
  private let training: TokenStream
  private let validation: TokenStream?
  /// Tokens in a sequence.
  public var length: Int { training.length }
  /// Tokens that there are to learn from.
  public var trainingTokens: Int { training.tokens.count }
  /// Steps done.
  public private(set) var step: Int
  /// What looks at the validation text showed; nil before the first.
  public private(set) var looks: Looks?

  /// What patience is counted by.
  public struct Looks: Equatable, Sendable {
    /// The lowest loss.
    public var best: Double
    /// How many looks ago that was.
    public var age: Int
    /// The step of the last look.
    public var step: Int

    public init(best: Double, age: Int, step: Int) {
      self.best = best
      self.age = age
      self.step = step
    }
  }

  /// - Parameters:
  ///   - step: Steps done before, by which the learner came to be what it is.
  ///   - looks: What was seen of the validation text in them.
  ///   - teaching: Whose predictions are learned beside the text.
  public init(
    _ plan: TrainingPlan, _ learner: any Learner, training: TokenStream, validation: TokenStream?,
    teaching: Teaching? = nil, step: Int = 0, looks: Looks? = nil, threads: Int
  ) throws(TrainingError) {
    self.plan = plan
    self.learner = learner
    self.training = training
    self.validation = validation
    self.step = step
    self.looks = looks
    let capacity = plan.sequencesPerPass * training.length
    try TrainingPass.checkMemory(learner.model.shape, capacity: capacity, teacher: teaching?.teacher.shape)
    pass = try TrainingPass(learner.model, capacity: capacity, threads: threads, teaching: teaching)
    // What is learned may have been read from a file since the model was formed.
    learner.didMove(pass)
  }

  /// Trains until the plan is done, patience is at an end, or nobody wants more.
  ///
  /// - Parameter observe: Sees what happens; false: it is enough.
  public func run(_ observe: (Observation) throws -> Bool) throws {
    // A run that goes on may have been left between a step and the look that was due.
    guard try look(observe) else { return }
    while step < plan.steps {
      guard try observe(try advance()), try look(observe) else { return }
    }
  }

  /// Looks at the validation text if that is due; false: it is enough.
  private func look(_ observe: (Observation) throws -> Bool) throws -> Bool {
    guard let validation, plan.validationInterval > 0, step > 0, looks?.step != step,
      step % plan.validationInterval == 0 || step == plan.steps
    else { return true }
    let loss = self.loss(of: validation)
    var seen = looks ?? Looks(best: .infinity, age: 0, step: 0)
    (seen.best, seen.age) = loss < seen.best ? (loss, 0) : (seen.best, seen.age + 1)
    seen.step = step
    looks = seen
    guard try observe(.validation(step, loss: loss)) else { return false }
    guard plan.patience > 0, seen.age >= plan.patience else { return true }
    _ = try observe(.stoppedEarly(step, best: seen.best))
    return false
  }

  /// One step of the optimizer.
  public func advance() throws(RunError) -> Observation {
    let batch = training.batch(step: step, sequences: plan.sequences)
    let targets = batch.targetCount
    let scale = 1 / Float(max(1, targets))
    pass.clearGradients()
    var sum = 0.0
    for (number, part) in batch.parts(of: plan.sequencesPerPass).enumerated() {
      // A pass of its own has numbers of its own left out, the same when training goes on from a checkpoint.
      let seed = UInt64(step) << 20 &+ UInt64(number)
      sum += pass.run(part, scale: scale, dropout: plan.dropout, seed: seed)
    }
    step += 1
    let rate = plan.rate.at(step)
    let loss = sum / Double(max(1, targets))
    let gradients = learner.gradients(after: pass)
    let norm = pass.crew.norm(gradients)
    guard loss.isFinite, norm.isFinite else { throw .diverged(step: step, rate: rate) }
    pass.crew.update(
      learner.learned, by: gradients, learner.moments, plan.optimizer, rate: rate, step: step, norm: norm)
    learner.didMove(pass)
    return .step(step, loss: loss, norm: norm, rate: rate)
  }

  /// The mean of −ln p(target) over all sequences of a stream.
  public func loss(of stream: TokenStream) -> Double {
    pass.loss(of: stream, sequences: plan.sequencesPerPass)
  }
}

extension Batch {
  /// So many sequences at a time.
  func parts(of sequences: Int) -> [Batch] {
    stride(from: 0, to: inputs.count, by: sequences * length).map { first in
      let range = first..<min(inputs.count, first + sequences * length)
      return Batch(inputs: Array(inputs[range]), targets: Array(targets[range]), length: length)
    }
  }
}
