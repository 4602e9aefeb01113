import Inference

/// Floats on pages of their own; zeros at first.
final class FloatMemory: @unchecked Sendable {
  // Unchecked: whoever hands pieces to threads gives each its own.
  let start: UnsafeMutablePointer<Float>
  let count: Int
  private let memory: LazyMemory

  init(_ count: Int) throws(TrainingError) {
    do { memory = try LazyMemory(count: count * 4) } catch { throw .memory(error) }
    start = memory.start.bindMemory(to: Float.self, capacity: count)
    self.count = count
  }

  /// All of them zero.
  func clear() { start.update(repeating: 0, count: count) }

  /// All of them, to look at.
  var all: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: start, count: count) }
}
