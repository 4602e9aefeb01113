#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Cosines and sines of the angles by which positions turn the pairs of a head.
struct RotaryAngles {
  private let memory: FloatMemory  // [2, positions, pairs]
  private let pairs: Int
  private let positions: Int

  init(_ shape: TrainingShape) throws(TrainingError) {
    pairs = shape.headDimension / 2
    positions = shape.contextLength
    memory = try FloatMemory(2 * positions * pairs)
    for position in 0..<positions {
      for pair in 0..<pairs {
        let angle = Double(position) * pow(Double(shape.rotaryBase), -Double(pair) / Double(pairs))
        memory.start[position * pairs + pair] = Float(cos(angle))
        memory.start[(positions + position) * pairs + pair] = Float(sin(angle))
      }
    }
  }

  /// The cosines and the sines of a position, one for each pair.
  func of(position: Int) -> (cosines: UnsafePointer<Float>, sines: UnsafePointer<Float>) {
    let cosines = memory.start + position * pairs
    return (UnsafePointer(cosines), UnsafePointer(cosines + positions * pairs))
  }
}
