import CKernels
import Inference

/// Threads that multiply matrices of floats, each with scratch memory of its own.
///
/// Every number of a result is computed by one thread in one order, whatever the number of threads: the same bits each time.
final class MatrixCrew: @unchecked Sendable {
  // Unchecked: the table of kernels is constant, and every thread writes to its own scratch only.
  let pool: WorkerPool
  let kernels: ck_kernels
  private let scratch: [FloatMemory]
  /// The matrix that was transposed last.
  private let turned: FloatMemory

  /// - Parameters:
  ///   - columns: The widest rows that will be multiplied with ``multiply(_:transposed:into:)``.
  ///   - turned: The most numbers of a matrix that all threads multiply transposed.
  init(threads: Int, instructions: InstructionSet, columns: Int, turned: Int) throws(TrainingError) {
    self.turned = try FloatMemory(turned)
    pool = WorkerPool(threads: threads)
    guard let kernels = ck_kernels_named(instructions.rawValue) else { throw .noInstructions(instructions.rawValue) }
    self.kernels = kernels.pointee
    var scratch: [FloatMemory] = []
    let bytes = self.kernels.scratch_bytes(max(512, columns))
    for _ in 0..<pool.threadCount { scratch.append(try FloatMemory(bytes / 4)) }
    self.scratch = scratch
  }

  /// Calls `body` for shares of rows, on all threads.
  func forEachShare(of rows: Int, by size: Int = 16, _ body: (_ rows: Range<Int>, _ worker: Int) -> Void) {
    pool.forEach((rows + size - 1) / size) { share, worker in body(share * size..<min(rows, (share + 1) * size), worker)
    }
  }

  // MARK: On all threads

  /// Forms y = a · bᵀ.
  func multiply(_ a: Matrix, transposed b: Matrix, into y: Matrix) {
    forEachPiece(rows: a.rows, columns: b.rows) { rows, columns, worker in
      multiply(
        a.part(rows: rows), transposed: b.part(rows: columns),
        into: y.part(rows: rows, columns: columns.lowerBound, columns.count), worker)
    }
  }

  /// Forms y = a · b, or y += a · b.
  func multiply(_ a: Matrix, _ b: Matrix, into y: Matrix, adding: Bool = false) {
    forEachPiece(rows: a.rows, columns: b.columns) { rows, columns, worker in
      multiply(
        a.part(rows: rows), b.part(rows: 0..<b.rows, columns: columns.lowerBound, columns.count),
        into: y.part(rows: rows, columns: columns.lowerBound, columns.count), adding: adding, worker)
    }
  }

  /// Forms y = aᵀ · b, or y += aᵀ · b.
  ///
  /// aᵀ is written down first: its rows are then read from one place after the other, not each number from another page.
  func multiply(transposed a: Matrix, _ b: Matrix, into y: Matrix, adding: Bool = false) {
    let rows = Matrix(turned.start, a.columns, a.rows)
    forEachShare(of: a.rows, by: 64) { [kernels] share, _ in
      kernels.transpose(
        a.row(share.lowerBound), a.stride, share.count, a.columns, rows.start + share.lowerBound, a.rows)
    }
    multiply(rows, b, into: y, adding: adding)
  }

  /// Pieces of a result: panels of columns, and shares of rows where there are few panels for the threads.
  private func forEachPiece(
    rows: Int, columns: Int, _ body: (_ rows: Range<Int>, _ columns: Range<Int>, _ worker: Int) -> Void
  ) {
    let size = kernels.panel_rows
    let panels = (columns + size - 1) / size
    let wanted = pool.threadCount == 1 ? 1 : (4 * pool.threadCount + panels - 1) / panels
    let share = max(48, (rows + wanted - 1) / wanted)
    let shares = (rows + share - 1) / share
    pool.forEach(panels * shares) { index, worker in
      let (panel, part) = (index / shares, index % shares)
      body(
        part * share..<min(rows, (part + 1) * share), panel * size..<min(columns, (panel + 1) * size), worker)
    }
  }

  // MARK: On one thread

  /// Forms y = a · bᵀ.
  func multiply(_ a: Matrix, transposed b: Matrix, into y: Matrix, _ worker: Int) {
    var none = ck_activations()
    for first in stride(from: 0, to: b.rows, by: kernels.panel_rows) {
      var weights = ck_weights(
        start: b.row(first), bytes_per_row: b.stride * 4, rows: min(kernels.panel_rows, b.rows - first),
        columns: b.columns, type: TensorType.f32.rawValue)
      kernels.multiply(
        &weights, a.start, a.stride, &none, 0, a.rows, y.start + first, y.stride, scratch[worker].start)
    }
  }

  /// Forms y = a · b, or y += a · b.
  func multiply(_ a: Matrix, _ b: Matrix, into y: Matrix, adding: Bool = false, _ worker: Int) {
    multiply(a.start, row: a.stride, step: 1, rows: a.rows, depth: a.columns, b, into: y, adding, worker)
  }

  /// Forms y = aᵀ · b, or y += aᵀ · b.
  func multiply(transposed a: Matrix, _ b: Matrix, into y: Matrix, adding: Bool = false, _ worker: Int) {
    multiply(a.start, row: 1, step: a.stride, rows: a.columns, depth: a.rows, b, into: y, adding, worker)
  }

  private func multiply(
    _ a: UnsafeMutablePointer<Float>, row: Int, step: Int, rows: Int, depth: Int, _ b: Matrix, into y: Matrix,
    _ adding: Bool, _ worker: Int
  ) {
    for first in stride(from: 0, to: b.columns, by: kernels.panel_rows) {
      var product = ck_product(
        a: a, a_row: row, a_step: step, rows: rows, depth: depth, b: b.start + first, b_stride: b.stride,
        columns: min(kernels.panel_rows, b.columns - first))
      kernels.multiply_panel(&product, y.start + first, y.stride, adding ? 1 : 0, scratch[worker].start)
    }
  }
}
