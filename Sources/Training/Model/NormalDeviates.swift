public import Inference

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension SeededRandom {
  /// A normal deviate of mean 0 and standard deviation 1 (Box and Muller 1958).
  public mutating func normal() -> Float {
    let radius = sqrt(-2 * log(1 - unit()))
    return Float(radius * cos(2 * Double.pi * unit()))
  }
}
