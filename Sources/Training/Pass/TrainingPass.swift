import CKernels
public import Inference

/// The way forward and the way back: from tokens to the loss, and from the loss to what every parameter did to it.
///
/// `forward` is the pass of ``Inference/Transformer``, in float32, for whole sequences and without a cache. `backward` goes through it from
/// the last line to the first; each line has the gradient of its result and finds those of what it was made of. A name with a d is the
/// gradient of the loss with respect to what has the name without it.
public final class TrainingPass {
  /// The model that learns.
  public let model: TrainableModel
  /// The sum of gradients of all passes since ``clearGradients()``.
  public let gradients: Parameters
  /// The most tokens of a pass, all sequences together.
  public let capacity: Int

  let crew: MatrixCrew
  /// The pass of the model that teaches, if there is one.
  let teacher: TrainingPass?
  let teaching: Teaching?
  let tensors: ModelTensors
  let angles: RotaryAngles

  // [tokens, …], kept for the way back.
  var kept: [KeptLayer] = []
  let last: Matrix  // [tokens, hidden]: the residual stream behind the last layer
  // [tokens, …], for the moment.
  let normalized: Matrix  // [tokens, hidden]
  let dNormalized: Matrix  // [tokens, hidden]
  let dResidual: Matrix  // [tokens, hidden]
  let gated: Matrix  // [tokens, feed-forward]
  let dGated: Matrix  // [tokens, feed-forward]
  let dHeads: Matrix  // [tokens, queries, keys and values of all heads]
  let dAttended: Matrix  // [tokens, hidden]
  let logits: Matrix  // [a chunk of tokens, vocabulary]
  let normPartials: Matrix  // [shares, hidden]: sums of gradients of a norm's weights
  let scores: [FloatMemory]  // a worker's: two tiles of [queries, positions]
  private let memory: FloatMemory
  /// That of the pass that is running.
  private var dropout: Dropout?

  /// What a layer leaves for the way back.
  struct KeptLayer {
    let residual: Matrix  // [tokens, hidden]: as it came in
    let heads: Matrix  // [tokens, queries, keys and values], turned
    let attended: Matrix  // [tokens, hidden]
    let middle: Matrix  // [tokens, hidden]: the residual between attention and feed-forward
    let gateAndUp: Matrix  // [tokens, 2 × feed-forward]
  }

  /// Rows of logits that are there at once.
  static let chunk = 256
  /// Shares into which rows are cut where sums over rows are formed; fixed, so that the sums have the same bits with any number of threads.
  static let shares = 16

  /// A pass over a model.
  ///
  /// - Parameters:
  ///   - capacity: The most tokens of a pass, all sequences together.
  ///   - threads: How many threads compute.
  ///   - teaching: Whose predictions are learned beside the text.
  public convenience init(
    _ model: TrainableModel, capacity: Int, threads: Int, instructions: InstructionSet = .widest,
    teaching: Teaching? = nil
  ) throws(TrainingError) {
    let shapes = [model.shape] + (teaching.map { [$0.teacher.shape] } ?? [])
    if let last = shapes.last, last.vocabularySize != model.shape.vocabularySize {
      throw .vocabularies(teacher: last.vocabularySize, student: model.shape.vocabularySize)
    }
    let crew = try MatrixCrew(
      threads: threads, instructions: instructions,
      columns: shapes.map { max($0.hiddenSize, $0.feedForwardSize) }.max() ?? 0,
      turned: shapes.map { TrainingPass.turned($0, capacity: capacity) }.max() ?? 0)
    try self.init(model, capacity: capacity, crew: crew, teaching: teaching)
  }

  private init(
    _ model: TrainableModel, capacity: Int, crew: MatrixCrew, teaching: Teaching?
  ) throws(TrainingError) {
    let shape = model.shape
    let (hidden, wide) = (shape.hiddenSize, shape.feedForwardSize)
    let heads = hidden + 2 * shape.kvWidth
    self.model = model
    self.crew = crew
    self.teaching = teaching
    if let teaching {
      teacher = try TrainingPass(teaching.teacher, capacity: capacity, crew: crew, teaching: nil)
    } else {
      teacher = nil
    }
    self.capacity = capacity
    tensors = model.tensors
    gradients = try Parameters(tensors.layout)
    angles = try RotaryAngles(shape)
    let chunk = min(TrainingPass.chunk, capacity)
    memory = try FloatMemory(TrainingPass.floats(shape, capacity: capacity))
    var free = memory.start
    func take(_ rows: Int, _ columns: Int) -> Matrix {
      defer { free += (rows * columns + 15) / 16 * 16 }
      return Matrix(free, rows, columns)
    }
    last = take(capacity, hidden)
    normalized = take(capacity, hidden)
    dNormalized = take(capacity, hidden)
    dResidual = take(capacity, hidden)
    dAttended = take(capacity, hidden)
    gated = take(capacity, wide)
    dGated = take(capacity, wide)
    dHeads = take(capacity, heads)
    logits = take(chunk, shape.vocabularySize)
    normPartials = take(TrainingPass.shares, hidden)
    kept = (0..<shape.layerCount).map { _ in
      KeptLayer(
        residual: take(capacity, hidden), heads: take(capacity, heads), attended: take(capacity, hidden),
        middle: take(capacity, hidden), gateAndUp: take(capacity, 2 * wide))
    }
    var scores: [FloatMemory] = []
    for _ in 0..<crew.pool.threadCount {
      scores.append(try FloatMemory(2 * TrainingPass.queryTile * min(capacity, shape.contextLength)))
    }
    self.scores = scores
  }

  /// How many threads compute.
  public var threads: Int { crew.pool.threadCount }

  var shape: TrainingShape { model.shape }
  var parameters: Parameters { model.parameters }

  /// Floats of all rows of a pass.
  private static func floats(_ shape: TrainingShape, capacity: Int) -> Int {
    let (hidden, wide) = (shape.hiddenSize, shape.feedForwardSize)
    let heads = hidden + 2 * shape.kvWidth
    let perLayer = 3 * hidden + heads + 2 * wide
    let perToken = perLayer * shape.layerCount + 5 * hidden + 2 * wide + heads
    // Each matrix begins on a line of the cache.
    let padding = 16 * (5 * shape.layerCount + 16)
    return perToken * capacity + min(chunk, capacity) * shape.vocabularySize + shares * hidden + padding
  }

  /// Numbers of the largest matrix that is transposed.
  private static func turned(_ shape: TrainingShape, capacity: Int) -> Int {
    max(max(shape.hiddenSize, shape.feedForwardSize) * capacity, shape.vocabularySize * min(chunk, capacity))
  }

  /// Bytes that training takes: parameters, gradients and both moments, and the rows of a pass.
  ///
  /// - Parameter capacity: The most tokens of a pass.
  public static func bytes(_ shape: TrainingShape, capacity: Int) -> Int {
    4 * (4 * ModelTensors(shape).layout.floats + floats(shape, capacity: capacity) + turned(shape, capacity: capacity))
  }

  /// Refuses a training that takes more memory than there is.
  ///
  /// - Parameters:
  ///   - capacity: The most tokens of a pass.
  ///   - teacher: The shape of the model that teaches, if there is one.
  public static func checkMemory(
    _ shape: TrainingShape, capacity: Int, teacher: TrainingShape? = nil
  ) throws(TrainingError) {
    let needed = bytes(shape, capacity: capacity) + (teacher.map { bytes($0, capacity: capacity) } ?? 0)
    let available = Machine.availableMemory
    guard needed <= available else { throw .shortage(needed: needed, available: available) }
  }

  /// Forgets the gradients of earlier passes.
  public func clearGradients() { gradients.memory.clear() }

  /// The mean of −ln p(target) over all sequences of a stream.
  ///
  /// - Parameter sequences: So many at a time; their tokens fit into a pass.
  public func loss(of stream: TokenStream, sequences: Int) -> Double {
    var (sum, targets) = (0.0, 0)
    for batch in stream.batches(of: sequences) {
      sum += run(batch, scale: nil)
      targets += batch.targetCount
    }
    return sum / Double(max(1, targets))
  }

  /// The sum of the losses of a batch's targets; the gradients of `scale` times that sum are added to ``gradients``.
  ///
  /// The loss is −ln p(target); with a teacher and a scale it is that of ``Teaching``.
  ///
  /// - Parameters:
  ///   - batch: At most ``capacity`` tokens, all of the vocabulary, in sequences no longer than the context.
  ///   - scale: Usually one over the number of targets of a step. nil: only the loss is wanted.
  ///   - dropout: The share of what layers add that is left out by chance, from 0 to below 1; not where only the loss is wanted.
  ///   - seed: Decides what is left out.
  public func run(_ batch: Batch, scale: Float?, dropout rate: Float = 0, seed: UInt64 = 0) -> Double {
    dropout = scale != nil && rate > 0 ? Dropout(rate: rate, seed: seed) : nil
    predict(batch)
    if scale != nil { teacher?.predict(batch) }
    let loss = loss(of: batch.targets, scale: scale)
    if scale != nil { backward(batch) }
    return loss
  }

  /// Runs tokens up to the norm behind the last layer; `normalized` has what the logits are made of.
  private func predict(_ batch: Batch) {
    forward(batch)
    crew.forEachShare(of: batch.inputs.count) { [self] rows, _ in
      for row in rows { normalize(last, row, by: tensors.outputNorm, into: normalized) }
    }
  }

  /// Runs tokens through all layers; what the way back needs stays in `kept`, what comes out in `last`.
  private func forward(_ batch: Batch) {
    let tokens = batch.inputs.count
    let (hidden, wide) = (shape.hiddenSize, shape.feedForwardSize)
    let embedding = parameters.matrix(tensors.embedding)
    for (index, layer) in tensors.layers.enumerated() {
      let kept = kept[index]
      let normalized = normalized.part(rows: 0..<tokens)

      crew.forEachShare(of: tokens) { [self] rows, _ in
        for row in rows {
          if index == 0 { kept.residual.row(row).update(from: embedding.row(Int(batch.inputs[row])), count: hidden) }
          normalize(kept.residual, row, by: layer.attentionNorm, into: normalized)
        }
      }
      for (tensor, columns) in heads(layer) {
        crew.multiply(
          normalized, transposed: parameters.matrix(tensor),
          into: kept.heads.part(rows: 0..<tokens, columns: columns.lowerBound, columns.count))
      }
      turnHeads(kept.heads, batch, back: false)
      attend(kept, batch)

      let middle = kept.middle.part(rows: 0..<tokens)
      crew.multiply(
        kept.attended.part(rows: 0..<tokens), transposed: parameters.matrix(layer.attentionOutput), into: middle)
      crew.forEachShare(of: tokens) { [self] rows, _ in
        for row in rows {
          dropout?.thin(middle.row(row), count: hidden, place: 2 * index, number: row, crew.kernels)
          crew.kernels.add(middle.row(row), kept.residual.row(row), hidden)
          normalize(middle, row, by: layer.feedForwardNorm, into: normalized)
        }
      }
      let gateAndUp = kept.gateAndUp.part(rows: 0..<tokens)
      crew.multiply(
        normalized, transposed: parameters.matrix(layer.gate), into: gateAndUp.part(rows: 0..<tokens, columns: 0, wide))
      crew.multiply(
        normalized, transposed: parameters.matrix(layer.up), into: gateAndUp.part(rows: 0..<tokens, columns: wide, wide)
      )
      gate(kept, tokens)
      let next = (index + 1 < shape.layerCount ? self.kept[index + 1].residual : last).part(rows: 0..<tokens)
      crew.multiply(gated.part(rows: 0..<tokens), transposed: parameters.matrix(layer.down), into: next)
      crew.forEachShare(of: tokens) { [self] rows, _ in
        for row in rows {
          dropout?.thin(next.row(row), count: hidden, place: 2 * index + 1, number: row, crew.kernels)
          crew.kernels.add(next.row(row), middle.row(row), hidden)
        }
      }
    }
  }

  /// The gradient of what a layer added, before numbers of it were left out.
  private func beforeDropout(_ place: Int, _ tokens: Int) -> Matrix {
    guard let dropout else { return dResidual.part(rows: 0..<tokens) }
    // Free for the moment: its gradients have gone into the residual stream's.
    let (all, hidden) = (dNormalized.part(rows: 0..<tokens), shape.hiddenSize)
    crew.forEachShare(of: tokens) { [self] rows, _ in
      for row in rows {
        all.row(row).update(from: dResidual.row(row), count: hidden)
        dropout.thin(all.row(row), count: hidden, place: place, number: row, crew.kernels)
      }
    }
    return all
  }

  /// From `dNormalized`, the gradient of the last norm's results, to those of all parameters.
  private func backward(_ batch: Batch) {
    let tokens = batch.inputs.count
    let wide = shape.feedForwardSize
    let normalized = normalized.part(rows: 0..<tokens)
    let dNormalized = dNormalized.part(rows: 0..<tokens)
    let dResidual = dResidual.part(rows: 0..<tokens)
    dResidual.start.update(repeating: 0, count: tokens * shape.hiddenSize)
    normalizeBackward(last, by: tensors.outputNorm, tokens)

    for (index, layer) in tensors.layers.enumerated().reversed() {
      let kept = kept[index]

      // Feed-forward: residual = middle + gated · downᵀ, gated = silu(gate) × up.
      let dGated = dGated.part(rows: 0..<tokens)
      gate(kept, tokens)
      let dDown = beforeDropout(2 * index + 1, tokens)
      crew.multiply(transposed: dDown, gated.part(rows: 0..<tokens), into: gradients.matrix(layer.down), adding: true)
      crew.multiply(dDown, parameters.matrix(layer.down), into: dGated)
      crew.forEachShare(of: tokens) { [self] rows, _ in
        for row in rows {
          let gate = kept.gateAndUp.row(row)
          crew.kernels.silu_multiply_backward(gate, gate + wide, dGated.row(row), wide)
          normalize(kept.middle, row, by: layer.feedForwardNorm, into: normalized)
        }
      }
      let dGate = kept.gateAndUp.part(rows: 0..<tokens, columns: 0, wide)
      let dUp = kept.gateAndUp.part(rows: 0..<tokens, columns: wide, wide)
      crew.multiply(transposed: dGate, normalized, into: gradients.matrix(layer.gate), adding: true)
      crew.multiply(transposed: dUp, normalized, into: gradients.matrix(layer.up), adding: true)
      crew.multiply(dGate, parameters.matrix(layer.gate), into: dNormalized)
      crew.multiply(dUp, parameters.matrix(layer.up), into: dNormalized, adding: true)
      normalizeBackward(kept.middle, by: layer.feedForwardNorm, tokens)

      // Attention: middle = residual + attended · outputᵀ.
      let attended = kept.attended.part(rows: 0..<tokens)
      let dOutput = beforeDropout(2 * index, tokens)
      crew.multiply(transposed: dOutput, attended, into: gradients.matrix(layer.attentionOutput), adding: true)
      crew.multiply(dOutput, parameters.matrix(layer.attentionOutput), into: dAttended.part(rows: 0..<tokens))
      attendBackward(kept, batch)
      turnHeads(dHeads, batch, back: true)
      crew.forEachShare(of: tokens) { [self] rows, _ in
        for row in rows { normalize(kept.residual, row, by: layer.attentionNorm, into: normalized) }
      }
      for (number, (tensor, columns)) in heads(layer).enumerated() {
        let part = dHeads.part(rows: 0..<tokens, columns: columns.lowerBound, columns.count)
        crew.multiply(transposed: part, normalized, into: gradients.matrix(tensor), adding: true)
        crew.multiply(part, parameters.matrix(tensor), into: dNormalized, adding: number > 0)
      }
      normalizeBackward(kept.residual, by: layer.attentionNorm, tokens)
    }
    embedBackward(batch)
  }

  /// The matrices of queries, keys and values, and where their results stand in a row of heads.
  private func heads(_ layer: ModelTensors.Layer) -> [(ParameterLayout.Tensor, Range<Int>)] {
    let (hidden, kv) = (shape.hiddenSize, shape.kvWidth)
    return [
      (layer.query, 0..<hidden), (layer.key, hidden..<hidden + kv), (layer.value, hidden + kv..<hidden + 2 * kv),
    ]
  }
}
