import CKernels
import Inference

/// Attention over whole sequences: each query sees the positions up to its own.
///
/// Scores are there for a tile of queries at a time and are computed again on the way back: a whole sequence's would be larger than all
/// else (Dao et al. 2022).
extension TrainingPass {
  /// Queries of a tile.
  static let queryTile = 64

  /// One head of queries in one sequence, with the keys and values that it looks at.
  private struct Head {
    let queries: Matrix  // [positions, dimension]
    let keys: Matrix  // [positions, dimension]
    let values: Matrix  // [positions, dimension]
    let results: Matrix  // [positions, dimension]
  }

  /// The queries, keys and values in rows of heads, and the rows of results.
  private func head(_ head: Int, of sequence: Int, _ batch: Batch, _ heads: Matrix, _ results: Matrix) -> Head {
    let dimension = shape.headDimension
    let rows = sequence * batch.length..<(sequence + 1) * batch.length
    let kv = shape.hiddenSize + head / shape.groupSize * dimension
    return Head(
      queries: heads.part(rows: rows, columns: head * dimension, dimension),
      keys: heads.part(rows: rows, columns: kv, dimension),
      values: heads.part(rows: rows, columns: kv + shape.kvWidth, dimension),
      results: results.part(rows: rows, columns: head * dimension, dimension))
  }

  /// Tiles of queries with the positions that the last of them sees.
  private func forEachTile(of length: Int, _ body: (_ queries: Range<Int>, _ seen: Range<Int>) -> Void) {
    for first in Swift.stride(from: 0, to: length, by: TrainingPass.queryTile) {
      let end = min(length, first + TrainingPass.queryTile)
      body(first..<end, 0..<end)
    }
  }

  /// softmax(queries · keysᵀ / √dimension) of a tile.
  private func weights(_ head: Head, _ queries: Range<Int>, _ seen: Range<Int>, into scores: Matrix, _ worker: Int) {
    crew.multiply(head.queries.part(rows: queries), transposed: head.keys.part(rows: seen), into: scores, worker)
    for row in 0..<queries.count {
      crew.kernels.softmax(scores.row(row), attentionScale, queries.lowerBound + row + 1, seen.count)
    }
  }

  private var attentionScale: Float { 1 / Float(shape.headDimension).squareRoot() }

  /// Forms attended = softmax(queries · keysᵀ / √dimension) · values.
  func attend(_ kept: KeptLayer, _ batch: Batch) {
    crew.pool.forEach(batch.sequenceCount * shape.headCount) { [self] task, worker in
      let head = head(task % shape.headCount, of: task / shape.headCount, batch, kept.heads, kept.attended)
      forEachTile(of: batch.length) { queries, seen in
        let scores = Matrix(scores[worker].start, queries.count, seen.count)
        weights(head, queries, seen, into: scores, worker)
        crew.multiply(scores, head.values.part(rows: seen), into: head.results.part(rows: queries), worker)
      }
    }
  }

  /// From `dAttended` to `dHeads`.
  func attendBackward(_ kept: KeptLayer, _ batch: Batch) {
    dHeads.start.update(repeating: 0, count: batch.inputs.count * dHeads.columns)
    // The heads that share keys and values are one thread's: it alone adds to those.
    crew.pool.forEach(batch.sequenceCount * shape.kvHeadCount) { [self] task, worker in
      let group = task % shape.kvHeadCount * shape.groupSize
      for number in group..<group + shape.groupSize {
        let head = head(number, of: task / shape.kvHeadCount, batch, kept.heads, kept.attended)
        let d = self.head(number, of: task / shape.kvHeadCount, batch, dHeads, dAttended)
        forEachTile(of: batch.length) { queries, seen in
          let p = Matrix(scores[worker].start, queries.count, seen.count)
          let dScores = Matrix(p.start + queries.count * seen.count, queries.count, seen.count)
          weights(head, queries, seen, into: p, worker)
          let dResults = d.results.part(rows: queries)
          crew.multiply(transposed: p, dResults, into: d.values.part(rows: seen), adding: true, worker)
          crew.multiply(dResults, transposed: head.values.part(rows: seen), into: dScores, worker)
          for row in 0..<queries.count {
            crew.kernels.softmax_backward(p.row(row), dScores.row(row), attentionScale, seen.count)
          }
          crew.multiply(dScores, head.keys.part(rows: seen), into: d.queries.part(rows: queries), worker)
          crew.multiply(
            transposed: dScores, head.queries.part(rows: queries), into: d.keys.part(rows: seen), adding: true, worker)
        }
      }
    }
  }
}
