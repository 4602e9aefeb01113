import CostModel
import Inference
import Serving
import Simulation

/// What a step of any size takes on this machine, between the sizes that were timed.
struct MeasuredSteps {
  /// A number of tokens and its seconds, growing.
  let points: [(tokens: Int, seconds: Double)]
  /// The most tokens of a pass; a step of more needs several.
  let capacity: Int

  /// - Parameters:
  ///   - batches: what decode steps took; each sequence has one token in them.
  ///   - prefills: what longer prompts took.
  init(_ batches: [DecodeSweep.Point], _ prefills: [(tokens: Int, seconds: [Double])], capacity: Int) {
    let last = batches.map(\.batch).max() ?? 0
    points =
      batches.map { (tokens: $0.batch, seconds: $0.median) }
      + prefills.filter { $0.tokens > last }.map { (tokens: $0.tokens, seconds: Spread(of: $0.seconds).median) }
    self.capacity = capacity
  }

  /// Seconds of a step of so many tokens: straight lines between what was timed.
  func seconds(_ tokens: Int) -> Double {
    guard tokens > 0, let last = points.last else { return 0 }
    if tokens > capacity { return Double(tokens / capacity) * seconds(capacity) + seconds(tokens % capacity) }
    guard let above = points.firstIndex(where: { $0.tokens >= tokens }) else {
      return last.seconds * Double(tokens) / Double(last.tokens)
    }
    guard above > 0, points[above].tokens > tokens else { return points[above].seconds }
    let (low, high) = (points[above - 1], points[above])
    return low.seconds + (high.seconds - low.seconds) * Double(tokens - low.tokens) / Double(high.tokens - low.tokens)
  }

  /// The same for the simulation; attention is in them as it was at the sequences' length when they were timed.
  ///
  /// - Parameter most: tokens of the largest step.
  func costs(upTo most: Int) -> StepCosts {
    StepCosts(
      tokenSeconds: (0...max(1, most)).map { Seconds(seconds($0)) }, decodeSeconds: [.zero], perContextToken: .zero,
      perPair: .zero)
  }
}
