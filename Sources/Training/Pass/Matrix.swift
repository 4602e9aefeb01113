/// A matrix of floats in somebody's memory.
struct Matrix {
  let start: UnsafeMutablePointer<Float>
  let rows: Int
  let columns: Int
  /// Floats from one row to the next.
  let stride: Int

  init(_ start: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int, stride: Int? = nil) {
    self.start = start
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  func row(_ index: Int) -> UnsafeMutablePointer<Float> { start + index * stride }

  /// A part of it.
  func part(rows wanted: Range<Int>, columns from: Int = 0, _ count: Int? = nil) -> Matrix {
    Matrix(start + wanted.lowerBound * stride + from, wanted.count, count ?? columns - from, stride: stride)
  }
}
