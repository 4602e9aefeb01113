/// Measures how fast a model computes: prefill, decode, and the time to the first token.
///
/// Tokens are random, and none is sampled: what is timed is the forward pass. Before a test is timed and repeated, a
/// prefill is done once, and of a decode one token.
public struct Benchmark: Sendable {
  /// What is timed.
  public enum Test: Hashable, Sendable {
    /// So many tokens at once, after `depth` earlier positions.
    case prefill(tokens: Int, depth: Int)
    /// So many tokens one after the other, after `depth` earlier positions.
    case decode(tokens: Int, depth: Int)

    /// Tokens that a repetition computes.
    public var tokens: Int {
      switch self {
      case .prefill(let tokens, _), .decode(let tokens, _): tokens
      }
    }

    /// Positions that are in the KV cache before.
    public var depth: Int {
      switch self {
      case .prefill(_, let depth), .decode(_, let depth): depth
      }
    }

    /// Whether the tokens come at once.
    public var isPrefill: Bool { if case .prefill = self { true } else { false } }

    /// The short name that llama-bench has for it: `pp512`, `tg128 @ d512`.
    public var name: String { (isPrefill ? "pp" : "tg") + "\(tokens)" + (depth > 0 ? " @ d\(depth)" : "") }
  }

  /// What is seen while it runs.
  public enum Observation: Sendable {
    /// The model is open and has computed one token, so many seconds after it was asked for.
    case ready(seconds: Double)
    /// A test begins, with what it asks of the machine.
    case began(Test, Workload)
    /// A repetition took so many seconds.
    case repeated(Test, seconds: Double)
    /// All repetitions are done.
    case finished(Measurement)
  }

  /// What was measured for one test.
  public struct Measurement: Sendable {
    public let test: Test
    public let workload: Workload
    /// Of each repetition; fewer than were planned if it was cancelled.
    public let seconds: [Double]

    /// Tokens a second.
    public var tokensPerSecond: Spread { Spread(of: seconds.map { Double(test.tokens) / $0 }) }
    /// Bytes a second that were read for the weights and the KV cache, at the median.
    public var bytesPerSecond: Double { tokensPerSecond.median * workload.bytesPerToken }
    /// Multiplications and additions a second, at the median.
    public var operationsPerSecond: Double { tokensPerSecond.median * workload.operationsPerToken }

    /// The share of the bandwidth that was measured (MBU); above 1 where weights come from a cache.
    public func shareOfBandwidth(_ roofs: Roofs) -> Double { bytesPerSecond / roofs.bytesPerSecond }

    /// The share of the operations that were measured (MFU), of those that the weights need.
    public func shareOfPeak(_ roofs: Roofs) -> Double {
      operationsPerSecond / (workload.multipliesBytes ? roofs.byteOperationsPerSecond : roofs.floatOperationsPerSecond)
    }
  }

  /// All that was measured for a file.
  public struct Run: Sendable {
    /// What file it was.
    public let model: ModelFacts
    public let threads: Int
    public let kvType: KVType
    public let instructions: InstructionSet
    /// From the opening of the file to the first token.
    public let startSeconds: Double
    /// The most memory that the process held meanwhile, the mapped file included; nil where the system does not say.
    public let peakMemory: Int?
    /// In the order of the tests; fewer if it was cancelled.
    public let measurements: [Measurement]
  }

  /// Why a file cannot be measured.
  public enum RunError: Error, Equatable, Sendable {
    /// It cannot be read.
    case file(GGUFFile.ReadError)
    /// It is no model that the engine runs.
    case model(LoadError)
    /// Weights, KV cache and activations would not fit.
    case memory(MemoryNeed.Shortage)
    /// The system gave less memory than it had said.
    case outOfMemory(OutOfMemory)
  }

  public var tests: [Test]
  public var threads: Int
  public var kvType: KVType
  /// How often each test is timed.
  public var repetitions: Int
  /// Whether a prefill is done once, and one token decoded, before they are timed.
  public var warmsUp = true
  /// What the kernels use.
  public var instructions = InstructionSet.widest

  /// A plan of tests.
  public init(_ tests: [Test], threads: Int, kvType: KVType = .f16, repetitions: Int = 5) {
    self.tests = tests
    self.threads = threads
    self.kvType = kvType
    self.repetitions = repetitions
  }

  /// Opens a file and does all tests with it.
  ///
  /// - Parameters:
  ///   - observe: told what happens, from this thread.
  ///   - isCancelled: asked before each token and each pass of a prefill; what is finished by then is given back.
  public func run(
    _ path: String, observe: (Observation) -> Void = { _ in }, isCancelled: () -> Bool = { false }
  ) throws(RunError) -> Run {
    let forgets = Machine.resetPeakMemory()
    let clock = ContinuousClock()
    let start = clock.now
    let (file, model) = try open(path)
    let longest = tests.map { $0.depth + $0.tokens }.max() ?? 1
    do { try MemoryNeed(model, positions: longest, type: kvType).check() } catch { throw .memory(error) }
    let pass: Transformer
    var subject: BenchmarkSubject
    do throws(OutOfMemory) {
      pass = try Transformer(model, threads: threads, instructions: instructions)
      subject = try BenchmarkSubject(pass, positions: longest, kvType: kvType)
    } catch {
      throw .outOfMemory(error)
    }
    _ = subject.decode(1, isCancelled: { false })
    let startSeconds = (clock.now - start) / .seconds(1)
    observe(.ready(seconds: startSeconds))
    var measurements: [Measurement] = []
    for test in tests {
      let workload = Workload(test, model: model, kvType: kvType, capacity: pass.capacity)
      observe(.began(test, workload))
      let seconds = measure(test, &subject, isCancelled) { observe(.repeated(test, seconds: $0)) }
      guard !seconds.isEmpty else { break }
      measurements.append(Measurement(test: test, workload: workload, seconds: seconds))
      guard seconds.count == repetitions else { break }
      observe(.finished(measurements[measurements.count - 1]))
    }
    return Run(
      model: ModelFacts(path: path, file: file), threads: threads, kvType: kvType, instructions: instructions,
      startSeconds: startSeconds, peakMemory: forgets ? Machine.peakMemory : nil, measurements: measurements)
  }

  private func open(_ path: String) throws(RunError) -> (GGUFFile, Model) {
    let file: GGUFFile
    do { file = try GGUFFile.open(path) } catch { throw .file(error) }
    do { return (file, try Model(metadata: file.metadata, tensors: file.tensors)) } catch { throw .model(error) }
  }

  /// The seconds of all repetitions, or of those that were complete when they were cancelled.
  private func measure(
    _ test: Test, _ subject: inout BenchmarkSubject, _ isCancelled: () -> Bool, _ tell: (Double) -> Void
  ) -> [Double] {
    let clock = ContinuousClock()
    if warmsUp {
      guard subject.goTo(test.depth, isCancelled: isCancelled) else { return [] }
      let isWarm =
        test.isPrefill
        ? subject.prefill(test.tokens, isCancelled: isCancelled) : subject.decode(1, isCancelled: isCancelled)
      guard isWarm else { return [] }
    }
    var seconds: [Double] = []
    for _ in 0..<repetitions {
      guard subject.goTo(test.depth, isCancelled: isCancelled) else { return seconds }
      let start = clock.now
      let isDone =
        test.isPrefill
        ? subject.prefill(test.tokens, isCancelled: isCancelled)
        : subject.decode(test.tokens, isCancelled: isCancelled)
      guard isDone else { return seconds }
      seconds.append((clock.now - start) / .seconds(1))
      tell(seconds[seconds.count - 1])
    }
    return seconds
  }
}

extension Benchmark.RunError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .model(let error): error.description
    case .memory(let shortage): shortage.description
    case .outOfMemory(let error): error.description
    }
  }
}

/// A sequence of random tokens that grows and shrinks.
private struct BenchmarkSubject: ~Copyable {
  private var context: InferenceContext
  private var chance = SeededRandom(seed: 1)
  private let vocabularySize: Int
  private let capacity: Int

  init(_ pass: Transformer, positions: Int, kvType: KVType) throws(OutOfMemory) {
    context = try InferenceContext(pass, contextLength: max(1, positions), kvType: kvType)
    vocabularySize = pass.model.blueprint.vocabularySize
    capacity = pass.capacity
  }

  /// Goes back or on to so many positions; false if it was cancelled on the way.
  mutating func goTo(_ depth: Int, isCancelled: () -> Bool) -> Bool {
    context.truncate(to: depth)
    return prefill(depth - context.positions, isCancelled: isCancelled)
  }

  /// Lets tokens join in as few passes as they need.
  mutating func prefill(_ count: Int, isCancelled: () -> Bool) -> Bool {
    for start in stride(from: 0, to: count, by: capacity) {
      if isCancelled() { return false }
      advance(min(capacity, count - start))
    }
    return true
  }

  /// Lets tokens join one after the other.
  mutating func decode(_ count: Int, isCancelled: () -> Bool) -> Bool {
    for _ in 0..<count {
      if isCancelled() { return false }
      advance(1)
    }
    return true
  }

  private mutating func advance(_ count: Int) {
    let tokens = (0..<count).map { _ in TokenID.random(in: 0..<TokenID(vocabularySize), using: &chance) }
    do {
      _ = try context.advance(tokens)
    } catch .notANumber {
      // Damaged weights take as long as others.
    } catch {
      preconditionFailure("the tokens are of the vocabulary and within the plan: \(error)")
    }
  }
}
