import CKernels

/// What happens to one row of the batch between two matrices.
extension Transformer {
  /// Notes for each row its token, where it stands, and by what angles it turns.
  func prepare(_ steps: [SequenceStep]) {
    rows.removeAll(keepingCapacity: true)
    for step in steps {
      for (offset, token) in step.tokens.enumerated() {
        let position = step.table.positions + offset
        rows.append(
          Row(token: token, position: position, block: step.table.blocks[position / KVCache.tokensPerBlock]))
      }
    }
    precondition(rows.count <= capacity, "a pass takes at most \(capacity) tokens")
    let usesWindow = model.blueprint.slidingWindow != nil
    for (row, place) in rows.enumerated() {
      rotary.set(row: row, position: place.position)
      if usesWindow { localRotary.set(row: row, position: place.position) }
    }
    planAttention(steps)
  }

  /// Puts the embedding of a token into the residual stream.
  func embed(_ row: Int) {
    let token = Int(rows[row].token)
    precondition((0..<model.blueprint.vocabularySize).contains(token), "token \(token) is not of this vocabulary")
    let table = model.weights.tokenEmbedding
    let to = residual(row)
    table.type.dequantizeRow(table.bytes.start + token * table.bytesPerRow, into: to, count: table.columns)
    let scale = model.blueprint.embeddingScale
    if scale != 1 { for column in 0..<table.columns { to[column] *= scale } }
  }

  /// Biases, normalises and turns the heads of a token; queries wait for attention, keys and values join the cache.
  func placeHeads(
    _ row: Int, _ layer: Weights.Layer, isLocal: Bool, _ index: Int, _ cache: KVCache, _ worker: Int
  ) {
    let b = model.blueprint
    let padded = cache.headDimension
    let table = isLocal ? localRotary : rotary
    let query = heads + row * (b.queryWidth + 2 * b.kvWidth)
    let (key, value) = (query + b.queryWidth, query + b.queryWidth + b.kvWidth)
    if let bias = layer.queryBias { crew.kernels.table.add(query, bias, b.queryWidth) }
    if let bias = layer.keyBias { crew.kernels.table.add(key, bias, b.kvWidth) }
    if let bias = layer.valueBias { crew.kernels.table.add(value, bias, b.kvWidth) }

    for head in 0..<b.headCount {
      let from = query + head * b.headDimension
      if let norm = layer.queryNorm { crew.kernels.table.rms_norm(from, norm, b.epsilon, from, b.headDimension) }
      table.turn(from, row: row)
      (queries + (row * b.headCount + head) * padded).update(from: from, count: b.headDimension)
    }
    let block = rows[row].block
    let slot = rows[row].position % KVCache.tokensPerBlock
    // A head narrower than its tile ends with zeros.
    let wide = crew.scratch(worker).assumingMemoryBound(to: Float.self)
    for column in b.headDimension..<max(padded, b.headDimension) { wide[column] = 0 }
    for head in 0..<b.kvHeadCount {
      let from = key + head * b.headDimension
      if let norm = layer.keyNorm { crew.kernels.table.rms_norm(from, norm, b.epsilon, from, b.headDimension) }
      table.turn(from, row: row)
      wide.update(from: from, count: b.headDimension)
      crew.kernels.table.store_key(
        cache.type.kernelType, wide, padded, slot, cache.keyTile(layer: index, head: head, block: block))
      wide.update(from: value + head * b.headDimension, count: b.headDimension)
      crew.kernels.table.store_value(
        cache.type.kernelType, wide, padded, slot, cache.valueTile(layer: index, head: head, block: block))
    }
  }

  /// Puts what the heads of a token brought side by side, without padding.
  func gatherHeads(_ row: Int) {
    let b = model.blueprint
    let padded = (b.headDimension + 15) / 16 * 16
    for head in 0..<b.headCount {
      (attended.row(row) + head * b.headDimension)
        .update(from: seen + (row * b.headCount + head) * padded, count: b.headDimension)
    }
  }

  /// Adds what a layer's half computed to the residual stream, normalised first where the architecture does.
  func addToResidual(_ row: Int, normalizedBy norm: [Float]?) {
    let b = model.blueprint
    let from = projected + row * b.hiddenSize
    if let norm { crew.kernels.table.rms_norm(from, norm, b.epsilon, from, b.hiddenSize) }
    crew.kernels.table.add(residual(row), from, b.hiddenSize)
  }

  /// The last normalisation and the product with every row of the output matrix, for the tokens that want it.
  func computeLogits(of steps: [SequenceStep], into logits: inout [Float]) {
    let b = model.blueprint
    var wanted: [Int] = []
    var first = 0
    for step in steps {
      switch step.logits {
      case .none: break
      case .last: if !step.tokens.isEmpty { wanted.append(first + step.tokens.count - 1) }
      case .all: wanted.append(contentsOf: first..<first + step.tokens.count)
      }
      first += step.tokens.count
    }
    crew.pool.forEach(wanted.count) { [self] place, _ in
      let to = normalized.row(place)
      crew.kernels.table.rms_norm(residual(wanted[place]), model.weights.outputNorm, b.epsilon, to, b.hiddenSize)
      normalized.round(row: place, for: output.forms, crew.kernels)
    }
    let count = wanted.count * b.vocabularySize
    if logits.count != count { logits = [Float](repeating: 0, count: count) }
    logits.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress, !wanted.isEmpty else { return }
      output(normalized, tokens: wanted.count, into: start, crew)
      guard let cap = b.logitSoftCap else { return }
      let share = 8_192
      crew.pool.forEach((count + share - 1) / share) { [self] piece, _ in
        crew.kernels.table.soft_cap(start + piece * share, cap, min(share, count - piece * share))
      }
    }
  }
}
