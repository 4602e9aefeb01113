import Engine
import Inference
import Serving
import StrataTesting

/// A random model that takes some tens of microseconds for a token, and what it says when nobody else is there.
enum TinyModel {
  static let shape = ModelShape(
    name: "tiny", hiddenSize: 32, layerCount: 2, headCount: 4, kvHeadCount: 2, feedForwardSize: 64,
    vocabularySize: 288, contextLength: 2_048)

  static func model(_ mix: QuantizationMix = .q8_0) throws -> Model {
    let bytes = try RandomModel(shape, mix, seed: 11).bytes()
    let memory = AlignedMemory(count: bytes.count)
    memory.start.copyMemory(from: bytes, byteCount: bytes.count)
    let file = try GGUFFile(bytes: memory.tensorBytes, name: "tiny.gguf")
    return try Model(metadata: file.metadata, tensors: file.tensors)
  }

  static func transformer(
    _ model: Model, threads: Int = 1, capacity: Int = Transformer.usualCapacity
  ) throws(OutOfMemory) -> Transformer {
    try Transformer(model, threads: threads, capacity: capacity, summation: .tokenByToken)
  }

  /// The output of a request that has the model for itself.
  static func alone(
    _ request: EngineRequest, _ transformer: Transformer, kvType: KVType = .f16
  ) throws -> Generation.Result {
    var context = try InferenceContext(
      transformer, contextLength: request.prompt.count + request.maximumOutputTokens, kvType: kvType)
    return try Generation.run(
      &context, prompt: request.prompt, count: request.maximumOutputTokens,
      sampler: Sampler(request.sampling, seed: request.seed), ends: request.ends)
  }
}

/// An engine without a thread, whose steps take a second each.
struct SteppedEngine {
  var core: EngineCore
  let runner: ModelRunner
  var now = 0.0
  var events: [EngineEvent] = []

  init(_ transformer: Transformer, _ limits: SchedulerLimits, maximumWaiting: Int = 1_000, kvType: KVType = .f16)
    throws
  {
    core = EngineCore(transformer.model.blueprint, limits: limits, maximumWaiting: maximumWaiting)
    runner = try ModelRunner(transformer, kvBlocks: limits.kvBlocks, kvType: kvType)
  }

  mutating func submit(_ request: EngineRequest) throws(Refusal) -> RequestID { try core.submit(request, at: now) }

  /// One step; false if there was nothing to do.
  mutating func step() -> Bool {
    var time = now
    let worked = core.step(with: runner) {
      defer { time += 1 }
      return time
    }
    if worked { now += 1 }
    events += core.takeEvents()
    return worked
  }

  mutating func runAll() { while step() {} }

  var ended: [RequestID: (trace: RequestTrace, output: [TokenID])] {
    var out: [RequestID: (trace: RequestTrace, output: [TokenID])] = [:]
    for case .ended(let trace, let output) in events { out[trace.id] = (trace, output) }
    return out
  }

  var reports: [StepReport] {
    events.compactMap {
      guard case .stepped(let report) = $0 else { return nil }
      return report
    }
  }
}

/// Limits with room for much, unless told otherwise.
func limits(
  _ policy: BatchingPolicy = .chunkedPrefill(tokens: 32), sequences: Int = 8, blocks: Int = 64, sharing: Bool = true
) -> SchedulerLimits {
  SchedulerLimits(
    policy: policy, maximumSequences: sequences, kvBlocks: blocks, tokensPerBlock: KVCache.tokensPerBlock,
    sharesPrefixes: sharing)
}

/// Tokens that depend on a seed.
func tokens(_ count: Int, seed: UInt64) -> [TokenID] {
  var rng = SplitMix64(seed: seed)
  return (0..<count).map { _ in TokenID(rng.int(3...287)) }
}

/// Any policy, and memory that is scarce more often than not.
func randomLimits(_ rng: inout SplitMix64) -> SchedulerLimits {
  let budget = rng.int(1...60)
  let policy: BatchingPolicy =
    switch rng.int(0...3) {
    case 0: .static
    case 1: .continuous(tokens: budget)
    default: .chunkedPrefill(tokens: budget)
    }
  return limits(policy, sequences: rng.int(1...8), blocks: rng.int(6...16), sharing: !rng.oneIn(4))
}

/// A request that fits into the limits, with one of three beginnings, drawn greedily or by chance.
func randomRequest(_ rng: inout SplitMix64, _ limits: SchedulerLimits) -> EngineRequest {
  let shared = tokens(rng.int(0...40), seed: UInt64(rng.int(1...3)))
  let prompt = shared + tokens(rng.int(1...30), seed: rng.next())
  let sampling =
    rng.oneIn(2)
    ? SamplingParameters()
    : SamplingParameters(
      temperature: 0.9, topK: rng.int(0...20), topP: 0.95, repetitionPenalty: rng.oneIn(2) ? 1.1 : 1,
      repetitionWindow: 20)
  return EngineRequest(
    prompt: prompt, maximumOutputTokens: rng.int(1...min(30, limits.kvTokens - prompt.count + 1)),
    ends: Set(tokens(rng.int(0...4), seed: rng.next())), sampling: sampling, seed: rng.next(),
    shareableTokens: rng.oneIn(5) ? rng.int(0...40) : nil)
}
