#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How fast parameters move: up from nothing over the first steps, then down along half a cosine (Loshchilov and Hutter 2017).
public struct LearningRate: Equatable, Sendable, Codable {
  public var peak: Float
  /// Steps until the peak.
  public var warmup: Int
  /// Steps until the end of the cosine.
  public var steps: Int
  /// What is left of the peak at the end.
  public var floor: Float

  public init(peak: Float, warmup: Int, steps: Int, floor: Float = 0.1) {
    self.peak = peak
    self.warmup = warmup
    self.steps = steps
    self.floor = floor
  }

  /// The rate of a step, counted from 1.
  public func at(_ step: Int) -> Float {
    if step <= warmup { return peak * Float(step) / Float(max(1, warmup)) }
    let way = min(1, Double(step - warmup) / Double(max(1, steps - warmup)))
    let share = Double(floor) + (1 - Double(floor)) * (1 + cos(Double.pi * way)) / 2
    return Float(Double(peak) * share)
  }
}
