import CKernels
import Inference

/// What happens to rows between two matrices.
extension TrainingPass {
  /// A row, divided by its root mean square, times a norm's weights.
  func normalize(_ rows: Matrix, _ row: Int, by norm: ParameterLayout.Tensor, into results: Matrix) {
    crew.kernels.rms_norm(
      rows.row(row), parameters.matrix(norm).start, shape.epsilon, results.row(row), shape.hiddenSize)
  }

  /// From `dNormalized` to the gradients of a norm's weights and of its rows, which are added to `dResidual`.
  func normalizeBackward(_ rows: Matrix, by norm: ParameterLayout.Tensor, _ tokens: Int) {
    let hidden = shape.hiddenSize
    let weight = parameters.matrix(norm).start
    let size = (tokens + TrainingPass.shares - 1) / TrainingPass.shares
    let count = (tokens + size - 1) / size
    crew.pool.forEach(count) { [self] share, _ in
      let partial = normPartials.row(share)
      partial.update(repeating: 0, count: hidden)
      for row in share * size..<min(tokens, (share + 1) * size) {
        crew.kernels.rms_norm_backward(
          rows.row(row), weight, dNormalized.row(row), shape.epsilon, dResidual.row(row), partial, hidden)
      }
    }
    for share in 0..<count { crew.kernels.add(gradients.matrix(norm).start, normPartials.row(share), hidden) }
  }

  /// silu(gate) × up, into `gated`.
  func gate(_ kept: KeptLayer, _ tokens: Int) {
    let wide = shape.feedForwardSize
    crew.forEachShare(of: tokens) { [self] rows, _ in
      for row in rows {
        let gate = kept.gateAndUp.row(row)
        gated.row(row).update(from: gate, count: wide)
        crew.kernels.silu_multiply(gated.row(row), gate + wide, wide)
      }
    }
  }

  /// Turns queries and keys by the angles of their positions, or turns gradients back.
  ///
  /// Su et al. 2021, "RoFormer".
  func turnHeads(_ heads: Matrix, _ batch: Batch, back: Bool) {
    let dimension = shape.headDimension
    crew.forEachShare(of: batch.inputs.count) { [self] rows, _ in
      for row in rows {
        let (cosines, sines) = angles.of(position: row % batch.length)
        for head in 0..<shape.headCount + shape.kvHeadCount {
          crew.kernels.rotate(heads.row(row) + head * dimension, cosines, sines, dimension / 2, back ? 1 : 0)
        }
      }
    }
  }

  /// Adds what came back for each token's row of the embedding.
  func embedBackward(_ batch: Batch) {
    let embedding = gradients.matrix(tensors.embedding)
    // A share of columns for each thread: a token that stands in several rows has one writer.
    crew.forEachShare(of: shape.hiddenSize, by: 64) { [self] columns, _ in
      for (row, token) in batch.inputs.enumerated() {
        crew.kernels.add(
          embedding.row(Int(token)) + columns.lowerBound, dResidual.row(row) + columns.lowerBound, columns.count)
      }
    }
  }

  /// The logits of rows of `normalized`, of which there are no more than a chunk.
  private func logits(_ rows: Range<Int>) -> Matrix {
    let logits = logits.part(rows: 0..<rows.count)
    crew.multiply(normalized.part(rows: rows), transposed: parameters.matrix(tensors.embedding), into: logits)
    return logits
  }

  /// The sum of the losses for the rows of `normalized`; with a scale also `dNormalized` and the output matrix's gradient.
  func loss(of targets: [Int32], scale: Float?) -> Double {
    let output = parameters.matrix(tensors.embedding)
    let vocabulary = shape.vocabularySize
    var losses = [Float](repeating: 0, count: targets.count)
    losses.withUnsafeMutableBufferPointer { losses in
      // Threads write to places of their own.
      nonisolated(unsafe) let losses = losses
      for first in Swift.stride(from: 0, to: targets.count, by: TrainingPass.chunk) {
        let rows = first..<min(targets.count, first + TrainingPass.chunk)
        let normalized = normalized.part(rows: rows)
        let logits = logits.part(rows: 0..<rows.count)
        crew.multiply(normalized, transposed: output, into: logits)
        let wanted = scale == nil ? nil : teacher?.logits(rows)
        crew.forEachShare(of: rows.count, by: 4) { [self] share, _ in
          for row in share {
            let target = targets[first + row]
            if target >= 0, let teaching, let wanted, let scale {
              losses[first + row] = crew.kernels.distill(
                logits.row(row), wanted.row(row), Int(target), teaching.hardShare, teaching.temperature, scale,
                vocabulary)
            } else if target >= 0 {
              losses[first + row] = crew.kernels.cross_entropy(logits.row(row), Int(target), scale ?? 0, vocabulary)
            } else {
              logits.row(row).update(repeating: 0, count: vocabulary)
            }
          }
        }
        guard scale != nil else { continue }
        crew.multiply(logits, output, into: dNormalized.part(rows: rows))
        crew.multiply(transposed: logits, normalized, into: gradients.matrix(tensors.embedding), adding: true)
      }
    }
    return losses.reduce(0) { $0 + Double($1) }
  }
}
