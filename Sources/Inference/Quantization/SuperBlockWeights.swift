/// The 256 weights that a K format is to store, as far as it can, and how much an error in each of them counts.
struct SuperBlockWeights: ~Copyable {
  static let count = 256

  /// The weights of a sub-block.
  struct Part {
    let count: Int
    let weights: UnsafePointer<Float>
    /// What the squared error of each weight is multiplied by.
    let importance: UnsafePointer<Float>
  }

  private let partCount: Int
  /// Weights, then importances.
  private let memory: UnsafeMutablePointer<Float>

  /// Copies weights: what is no number counts as zero, and what no format can reach is held at 2^29.
  ///
  /// That is about the largest half-precision number times the largest sub-scale and integer; squares stay finite.
  ///
  /// Which weights matter depends on what they are multiplied by, and that is not known here. Large ones tend to matter
  /// more, so an error counts as the root mean square of the sub-block plus half the weight's magnitude.
  init(_ weights: UnsafePointer<Float>, partCount: Int) {
    self.partCount = partCount
    memory = UnsafeMutablePointer<Float>.allocate(capacity: 2 * SuperBlockWeights.count)
    memory.initialize(repeating: 0, count: 2 * SuperBlockWeights.count)
    for first in stride(from: 0, to: SuperBlockWeights.count, by: partCount) {
      var squares: Float = 0
      for weight in first..<first + partCount where !weights[weight].isNaN {
        memory[weight] = weights[weight].held(to: 0x1p29)
        squares += memory[weight] * memory[weight]
      }
      let typical = (squares / Float(partCount)).squareRoot()
      for weight in first..<first + partCount {
        memory[SuperBlockWeights.count + weight] = typical + memory[weight].magnitude / 2
      }
    }
  }

  deinit { memory.deallocate() }

  /// The sub-blocks in their order; they must not outlive this value.
  var parts: [Part] {
    stride(from: 0, to: SuperBlockWeights.count, by: partCount).map { [memory, partCount] first in
      Part(count: partCount, weights: memory + first, importance: memory + SuperBlockWeights.count + first)
    }
  }
}

extension Float {
  /// The nearest whole number of a range; of two equally near the even one.
  ///
  /// The range must lie within ±2^22. Numbers from 2^23 to 2^24 have no fraction: adding 1.5 · 2^23 rounds it away.
  @inline(__always)
  func wholeNumber(from lowest: Float, to highest: Float) -> Float {
    let held = self > highest ? highest : self < lowest ? lowest : self
    return held + 0x1.8p23 - 0x1.8p23
  }
}
