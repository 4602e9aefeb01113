/// The 256 weights that a K format is to store, as far as it can.
struct SuperBlockWeights: ~Copyable {
  static let count = 256
  private let memory: UnsafeMutablePointer<Float>

  /// Where the weights are.
  var start: UnsafePointer<Float> { UnsafePointer(memory) }

  /// Copies weights: what is no number counts as zero, and what no format can reach is held at 2^29.
  ///
  /// That is about the largest half-precision number times the largest sub-scale and integer; squares stay finite.
  init(_ weights: UnsafePointer<Float>) {
    memory = UnsafeMutablePointer<Float>.allocate(capacity: SuperBlockWeights.count)
    for weight in 0..<SuperBlockWeights.count {
      let value = weights[weight]
      (memory + weight).initialize(to: value.isNaN ? 0 : value.held(to: 0x1p29))
    }
  }

  deinit { memory.deallocate() }
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
