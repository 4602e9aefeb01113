import CKernels

/// The forward pass: tokens in, logits out.
///
/// Read `forward` from top to bottom: it is the whole of a language model. Activations flow through buffers whose shapes stand beside them,
/// one row for each token of the batch. The rows of a batch may belong to several sequences, each at its own position; they meet nowhere but in
/// attention, where a token looks back at the keys and values of its own sequence. How weights are stored is a property of each tensor, so
/// there is one pass for all formats.
public final class Transformer {
  /// The model that computes.
  public let model: Model
  /// The most tokens that one pass takes.
  public let capacity: Int
  /// The instructions that the kernels use.
  public let instructions: InstructionSet
  /// How passes add, unless one is asked for something else.
  public let summation: Summation

  let crew: Crew
  let layers: [LayerProjections]
  let output: Projection
  let rotary: RotaryTable
  let localRotary: RotaryTable

  // Shapes: [tokens, …]
  let memory: LazyMemory
  let residual: UnsafeMutablePointer<Float>  // [tokens, hidden]
  let projected: UnsafeMutablePointer<Float>  // [tokens, hidden]
  let heads: UnsafeMutablePointer<Float>  // [tokens, (heads + 2 × KV heads) × dimension]
  let queries: UnsafeMutablePointer<Float>  // [tokens, heads, padded dimension]
  let seen: UnsafeMutablePointer<Float>  // [tokens, heads, padded dimension]: what attention brought
  let gateAndUp: UnsafeMutablePointer<Float>  // [tokens, 2 × feed-forward]
  let normalized: Activations  // [tokens, hidden]
  let attended: Activations  // [tokens, heads × dimension]
  let gated: Activations  // [tokens, feed-forward]

  var rows: [Row] = []
  var attentionTasks: [AttentionTask] = []

  /// A token of the batch, where it stands in its sequence, and the KV block that takes its key and value.
  struct Row {
    let token: TokenID
    let position: Int
    let block: Int32
  }

  /// The matrices of a layer as they are multiplied: those that read the same activations together.
  struct LayerProjections {
    let queriesKeysValues: Projection
    let attentionOutput: Projection
    let gateAndUp: Projection
    let down: Projection
  }

  /// Tokens of one pass, unless somebody wants another number.
  ///
  /// With twice as many a prefill is 2 to 5 % faster, and its rows take twice the memory.
  public static let usualCapacity = 256

  /// Numbers in a row of the buffers, in the order in which they lie.
  private static func bufferWidths(_ b: Blueprint) -> [Int] {
    let padded = b.headCount * ((b.headDimension + 15) / 16 * 16)
    return [b.hiddenSize, b.hiddenSize, b.queryWidth + 2 * b.kvWidth, padded, padded, 2 * b.feedForwardSize]
  }

  /// Bytes of all rows of a pass.
  static func bufferBytes(_ b: Blueprint, capacity: Int) -> Int {
    bufferWidths(b).reduce(0, +) * capacity * 4
      + [b.hiddenSize, b.queryWidth, b.feedForwardSize].reduce(0) { $0 + Activations.byteCount(columns: $1, capacity) }
  }

  /// A forward pass for a model.
  ///
  /// - Parameters:
  ///   - threads: How many threads compute.
  ///   - instructions: What the kernels use; the widest that the processor has, unless a test wants another.
  ///   - capacity: The most tokens of one pass; longer prompts are prefilled in chunks.
  ///   - summation: How passes add. With `tokenByToken` a token's logits have the same bits whoever shares its pass and
  ///     however its prompt was cut; with `fastest` tokens that are nearly as likely as each other can change places.
  ///     (With a sliding window the cut of a prompt still shows.)
  public init(
    _ model: Model, threads: Int, instructions: InstructionSet = .widest, capacity: Int = usualCapacity,
    summation: Summation = .fastest
  ) throws(OutOfMemory) {
    let b = model.blueprint
    let widths = Transformer.bufferWidths(b)
    memory = try LazyMemory(count: widths.reduce(0) { $0 + ($1 * capacity * 4 + 63) / 64 * 64 })
    var free = memory.start
    let buffers = widths.map { width in
      defer { free += (width * capacity * 4 + 63) / 64 * 64 }
      return free.assumingMemoryBound(to: Float.self)
    }
    (residual, projected, heads) = (buffers[0], buffers[1], buffers[2])
    (queries, seen, gateAndUp) = (buffers[3], buffers[4], buffers[5])
    normalized = try Activations(columns: b.hiddenSize, capacity: capacity)
    attended = try Activations(columns: b.queryWidth, capacity: capacity)
    gated = try Activations(columns: b.feedForwardSize, capacity: capacity)
    layers = model.weights.layers.map { layer in
      LayerProjections(
        queriesKeysValues: Projection(layer.query, layer.key, layer.value),
        attentionOutput: Projection(layer.attentionOutput),
        gateAndUp: Projection(layer.gate, layer.up), down: Projection(layer.down))
    }
    output = Projection(model.weights.output)
    let factors = model.weights.rotaryFactors
    let pairs = b.architecture.rotaryPairs
    rotary = RotaryTable(b.rotary, factors: factors, pairs: pairs, capacity: capacity)
    localRotary = RotaryTable(b.localRotary, factors: factors, pairs: pairs, capacity: capacity)
    crew = Crew(
      threads: threads, instructions: instructions, scratchBytes: Transformer.scratchBytes(b, Kernels(instructions)))
    self.summation = summation
    self.model = model
    self.capacity = capacity
    self.instructions = instructions
  }

  /// Runs the tokens of all steps through the model; their keys and values join the cache, their tables grow.
  ///
  /// - Parameters:
  ///   - steps: At most `capacity` tokens in all; every table has room for its tokens (`KVCache.reserve`).
  ///   - logits: Gets a row of `vocabularySize` numbers for each token whose logits are wanted, in order.
  ///   - summation: In which order sums are added; nil: as passes usually do.
  public func forward(
    _ steps: inout [SequenceStep], _ cache: KVCache, logits: inout [Float], summation: Summation? = nil
  ) {
    let b = model.blueprint
    let kernels = crew.kernels.table
    crew.summation = summation ?? self.summation
    prepare(steps)

    // A token becomes a row of the residual stream, to which every layer adds something.
    eachRow { [self] row, _ in embed(row) }

    for (index, layer) in model.weights.layers.enumerated() {
      let matrices = layers[index]

      // Attention: each head asks (query) what earlier tokens offer (key) and takes a mean of what they hold (value).
      eachRow { [self] row, _ in
        kernels.rms_norm(residual(row), layer.attentionNorm, b.epsilon, normalized.row(row), b.hiddenSize)
        normalized.round(row: row, for: matrices.queriesKeysValues.forms, crew.kernels)
      }
      matrices.queriesKeysValues(normalized, tokens: rows.count, into: heads, crew)
      eachRow { [self] row, worker in placeHeads(row, layer, isLocal: b.isLocal(layer: index), index, cache, worker) }
      attend(layer: index, steps, cache)
      eachRow { [self] row, _ in
        gatherHeads(row)
        attended.round(row: row, for: matrices.attentionOutput.forms, crew.kernels)
      }
      matrices.attentionOutput(attended, tokens: rows.count, into: projected, crew)

      // Feed-forward: every token on its own, through a wider space, gated.
      eachRow { [self] row, _ in
        addToResidual(row, normalizedBy: layer.postAttentionNorm)
        kernels.rms_norm(residual(row), layer.feedForwardNorm, b.epsilon, normalized.row(row), b.hiddenSize)
        normalized.round(row: row, for: matrices.gateAndUp.forms, crew.kernels)
      }
      matrices.gateAndUp(normalized, tokens: rows.count, into: gateAndUp, crew)
      eachRow { [self] row, _ in
        let gate = gateAndUp + row * 2 * b.feedForwardSize
        let up = gate + b.feedForwardSize
        switch b.architecture.activation {
        case .silu: kernels.silu_multiply(gate, up, b.feedForwardSize)
        case .gelu: kernels.gelu_multiply(gate, up, b.feedForwardSize)
        }
        gated.row(row).update(from: gate, count: b.feedForwardSize)
        gated.round(row: row, for: matrices.down.forms, crew.kernels)
      }
      matrices.down(gated, tokens: rows.count, into: projected, crew)
      eachRow { [self] row, _ in addToResidual(row, normalizedBy: layer.postFeedForwardNorm) }
    }

    // What the stream has become is compared with every token of the vocabulary.
    computeLogits(of: steps, into: &logits)
    for index in steps.indices { steps[index].table.positions += steps[index].tokens.count }
  }

  /// The row of a token in the residual stream.
  func residual(_ row: Int) -> UnsafeMutablePointer<Float> { residual + row * model.blueprint.hiddenSize }

  /// Calls `body` for every token of the batch; a few tokens are not worth waking the threads.
  func eachRow(_ body: (_ row: Int, _ worker: Int) -> Void) {
    if rows.count < 2 * crew.threadCount {
      for row in rows.indices { body(row, 0) }
    } else {
      let share = 8
      crew.pool.forEach((rows.count + share - 1) / share) { [count = rows.count] piece, worker in
        for row in piece * share..<min((piece + 1) * share, count) { body(row, worker) }
      }
    }
  }
}
