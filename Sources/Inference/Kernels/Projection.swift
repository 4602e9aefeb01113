import CKernels

/// Matrices that map the same activations, multiplied in one loop over all their rows: queries, keys and values; gate and up.
struct Projection {
  /// The forms in which a row of activations must be there.
  struct Forms: OptionSet {
    let rawValue: Int
    static let blocksOf32 = Forms(rawValue: 1)
    static let blocksOf256 = Forms(rawValue: 2)
  }

  /// A matrix without anything that counts references: threads would wait for each other's counting.
  private struct Part {
    let start: UnsafeRawPointer
    let bytesPerRow: Int
    let rows: Int
    let columns: Int
    let type: TensorType
    let offset: Int  // of its first row in a row of results

    func weights(_ first: Int, _ count: Int) -> ck_weights {
      ck_weights(
        start: start + first * bytesPerRow, bytes_per_row: bytesPerRow, rows: count, columns: columns,
        type: type.rawValue)
    }
  }

  private let parts: [Part]
  private let tensors: [Tensor]
  /// Numbers that a row of activations must have.
  let columns: Int
  /// Numbers in a row of results.
  let rows: Int
  /// What the weights need of the activations.
  let forms: Forms

  /// Matrices of equal column count; their results stand one after the other.
  init(_ tensors: Tensor...) {
    var offset = 0
    var parts: [Part] = []
    var forms: Forms = []
    for tensor in tensors {
      precondition(tensor.columns == tensors.first?.columns, "the matrices of a projection read the same activations")
      parts.append(
        Part(
          start: tensor.bytes.start, bytesPerRow: tensor.bytesPerRow, rows: tensor.rows, columns: tensor.columns,
          type: tensor.type, offset: offset))
      offset += tensor.rows
      if tensor.type.isQuantized { forms.insert(tensor.type.weightsPerBlock == 256 ? .blocksOf256 : .blocksOf32) }
    }
    self.parts = parts
    self.tensors = tensors
    self.forms = forms
    columns = tensors.first?.columns ?? 0
    rows = offset
  }

  /// results[t] = W · activations[t] for the first `tokens` rows of activations.
  ///
  /// - Parameter results: [tokens, rows]
  func callAsFunction(
    _ activations: Activations, tokens: Int, into results: UnsafeMutablePointer<Float>, _ crew: Crew
  ) {
    let kernels = crew.kernels.table
    if crew.summation == .tokenByToken || parts.allSatisfy({ tokens < kernels.panel_tokens($0.type.rawValue) }) {
      multiplyRows(activations, tokens, results, crew)
    } else {
      multiplyPanels(activations, tokens, results, crew)
    }
  }

  private func multiplyRows(
    _ activations: Activations, _ tokens: Int, _ results: UnsafeMutablePointer<Float>, _ crew: Crew
  ) {
    // As many pieces for each thread, some tens of microseconds each: a thread that is held up is to find help.
    let pieces = (rows * columns / 524_288 / crew.threadCount + 1) * crew.threadCount
    let size = max(16, (rows + 4 * pieces - 1) / (4 * pieces) * 4)
    forEachPiece(of: size, splits: 1, crew) { part, first, count, _, _ in
      var weights = part.weights(first, count)
      var rounded = activations.rounded(for: part.type)
      crew.kernels.table.dot_rows(
        &weights, activations.row(0), columns, &rounded, tokens, results + part.offset + first, rows)
    }
  }

  private func multiplyPanels(
    _ activations: Activations, _ tokens: Int, _ results: UnsafeMutablePointer<Float>, _ crew: Crew
  ) {
    let panel = crew.kernels.table.panel_rows
    // Few panels are split over tokens too, else a thread would wait for another's last one.
    let panels = (rows + panel - 1) / panel
    let wanted = crew.threadCount == 1 ? 1 : (4 * crew.threadCount + panels - 1) / panels
    let share = max(48, (tokens + wanted - 1) / wanted)
    forEachPiece(of: panel, splits: (tokens + share - 1) / share, crew) { part, first, count, worker, split in
      var weights = part.weights(first, count)
      var rounded = activations.rounded(for: part.type)
      let from = split * share
      crew.kernels.table.multiply(
        &weights, activations.row(from), columns, &rounded, from, min(share, tokens - from),
        results + from * rows + part.offset + first, rows, crew.scratch(worker))
    }
  }

  /// Shares out all rows, `size` at a time; a piece may have rows of two matrices.
  private func forEachPiece(
    of size: Int, splits: Int, _ crew: Crew,
    _ body: (_ part: Part, _ first: Int, _ count: Int, _ worker: Int, _ split: Int) -> Void
  ) {
    crew.pool.forEach((rows + size - 1) / size * splits) { index, worker in
      let first = index / splits * size
      let end = min(rows, first + size)
      for part in parts {
        let (own, ownEnd) = (max(first, part.offset), min(end, part.offset + part.rows))
        if own < ownEnd { body(part, own - part.offset, ownEnd - own, worker, index % splits) }
      }
    }
  }
}
