public import Inference

/// Measures how fast steps of training are.
public struct TrainingBenchmark: Sendable {
  public var shape: TrainingShape
  /// Tokens in a sequence.
  public var length: Int
  /// Sequences of a step.
  public var sequences: Int
  public var threads: Int
  /// Steps that are timed, behind two that are not.
  public var steps: Int

  public init(shape: TrainingShape, length: Int, sequences: Int, threads: Int, steps: Int) {
    self.shape = shape
    self.length = length
    self.sequences = sequences
    self.threads = threads
    self.steps = steps
  }

  /// What was measured.
  public struct Result: Equatable, Sendable {
    public let tokensPerStep: Int
    /// Floating-point operations for a token, forward and back.
    public let operationsPerToken: Double
    /// Of each timed step.
    public let seconds: [Double]

    public var tokensPerSecond: Spread { Spread(of: seconds.map { Double(tokensPerStep) / $0 }) }
    /// Floating-point operations that the model needs, per second: what a machine's peak is compared with (model FLOP utilisation).
    public var operationsPerSecond: Double { tokensPerSecond.median * operationsPerToken }
  }

  /// Trains on tokens drawn at random, which takes as long as on any others.
  ///
  /// - Parameter observe: gets the steps done; false: the steps so far are enough.
  /// - Returns: nil if not a single step was timed.
  /// - Throws: ``TrainingError``, also when memory will not do.
  public func run(_ observe: (Int) -> Bool = { _ in true }) throws -> Result? {
    try TrainingPass.checkMemory(shape, capacity: length * sequences)
    var random = SeededRandom(seed: 1)
    let count = 4 * length * sequences + 1
    let tokens = (0..<count).map { _ in Int32(random.next() % UInt64(shape.vocabularySize)) }
    let trainer = try Trainer(
      TrainingPlan(steps: .max, sequences: sequences, rate: LearningRate(peak: 1e-4, warmup: 1, steps: .max)),
      WholeModel(TrainableModel(shape, seed: 1)), training: TokenStream(tokens, length: length, seed: 1),
      validation: nil, threads: threads)
    let clock = ContinuousClock()
    var seconds: [Double] = []
    for step in 0..<steps + 2 {
      let start = clock.now
      _ = try trainer.advance()
      let (whole, rest) = (clock.now - start).components
      if step >= 2 { seconds.append(Double(whole) + Double(rest) * 1e-18) }
      guard observe(step + 1) else { break }
    }
    guard !seconds.isEmpty else { return nil }
    return Result(
      tokensPerStep: length * sequences, operationsPerToken: shape.operationsPerToken(sequenceLength: length),
      seconds: seconds)
  }
}
