import CKernels

/// Rows of activations on their way into a matrix: as they are, and rounded to eight bits where weights are stored in blocks.
///
/// Rounding happens once for each row, not once for each matrix that reads it.
final class Activations: @unchecked Sendable {
  // Unchecked: within a forward pass every row has one writer, and readers come after it.

  /// Numbers in a row.
  let columns: Int
  /// The rows. [capacity, columns]
  let floats: UnsafeMutablePointer<Float>
  /// Columns with the padding of whole units.
  private let paddedColumns: Int
  private let memory: LazyMemory
  /// Blocks of 32 columns for the simple formats, of 256 for the K formats.
  private let blocksOf32: Rounded
  private let blocksOf256: Rounded

  private struct Rounded {
    let values: UnsafeMutablePointer<Int8>  // [capacity, paddedColumns]
    let scales: UnsafeMutablePointer<Float>  // [capacity, paddedColumns / 16]
    let sums: UnsafeMutablePointer<Float>  // [capacity, paddedColumns / 16]

    static func bytes(capacity: Int, padded: Int) -> Int { capacity * (padded + padded / 16 * 8) }

    init(at start: UnsafeMutableRawPointer, capacity: Int, padded: Int) {
      values = start.assumingMemoryBound(to: Int8.self)
      scales = (start + capacity * padded).assumingMemoryBound(to: Float.self)
      sums = scales + capacity * padded / 16
    }
  }

  /// Bytes of so many rows in all their forms.
  static func byteCount(columns: Int, _ capacity: Int) -> Int {
    (capacity * columns * 4 + 63) / 64 * 64 + 2 * Rounded.bytes(capacity: capacity, padded: (columns + 255) / 256 * 256)
  }

  init(columns: Int, capacity: Int) throws(OutOfMemory) {
    self.columns = columns
    paddedColumns = (columns + 255) / 256 * 256
    let rounded = Rounded.bytes(capacity: capacity, padded: paddedColumns)
    let plain = (capacity * columns * 4 + 63) / 64 * 64
    memory = try LazyMemory(count: Activations.byteCount(columns: columns, capacity))
    floats = memory.start.assumingMemoryBound(to: Float.self)
    blocksOf32 = Rounded(at: memory.start + plain, capacity: capacity, padded: paddedColumns)
    blocksOf256 = Rounded(at: memory.start + plain + rounded, capacity: capacity, padded: paddedColumns)
  }

  /// A row.
  func row(_ index: Int) -> UnsafeMutablePointer<Float> { floats + index * columns }

  /// Rounds a row in the ways that its readers need.
  func round(row index: Int, for forms: Projection.Forms, _ kernels: Kernels) {
    if forms.contains(.blocksOf32) { round(index, 32, blocksOf32, kernels) }
    if forms.contains(.blocksOf256) { round(index, 256, blocksOf256, kernels) }
  }

  private func round(_ index: Int, _ block: Int, _ to: Rounded, _ kernels: Kernels) {
    let groups = index * paddedColumns / 16
    kernels.table.quantize(
      row(index), columns, block, to.values + index * paddedColumns, to.scales + groups, to.sums + groups)
  }

  /// The rounded rows that weights of a type meet.
  func rounded(for type: TensorType) -> ck_activations {
    let form = type.weightsPerBlock == 256 ? blocksOf256 : blocksOf32
    return ck_activations(
      values: form.values, scales: form.scales, sums: form.sums, padded_columns: paddedColumns)
  }
}
