import Inference
import Simulation

/// How long the requests of a load are, and how many may run at once.
struct LoadShape: Equatable {
  /// Tokens of a prompt, on average; from half to one and a half times as many.
  let prompt: Int
  /// Tokens of an output, on average: exponential, cut where it is four times as long.
  let output: Int
  /// Positions that a request may take at most.
  let positions: Int

  /// One pair of lengths that fits.
  func lengths(_ random: inout SeededRandom) -> (prompt: Int, output: Int) {
    let drawnPrompt = (Double(prompt) * (0.5 + random.unit())).rounded()
    let drawnOutput = (Double(output) * min(4, -Numeral.ln(1 - random.unit()))).rounded()
    let prompt = min(max(1, Int(drawnPrompt)), positions)
    return (prompt, min(max(1, Int(drawnOutput)), positions - prompt + 1))
  }
}

/// A request that comes at its time, whether the engine keeps up or not.
struct LoadArrival: Equatable, Sendable {
  /// Seconds after the first.
  let time: Double
  let promptTokens: Int
  let outputTokens: Int
}

/// Requests with independent gaps between them: the same seed gives the same ones at every rate, only closer together.
enum LoadArrivals {
  /// Fewer show no percentile at all.
  static let fewest = 5

  static func poisson(_ shape: LoadShape, rate: Double, seconds: Double, seed: UInt64) -> [LoadArrival] {
    var (gaps, lengths) = (SeededRandom(seed: seed), SeededRandom(seed: seed ^ 0x6C65_6E67_7468))
    var (out, time): ([LoadArrival], Double) = ([], 0)
    while time < seconds || out.count < fewest {
      let (prompt, output) = shape.lengths(&lengths)
      out.append(LoadArrival(time: time, promptTokens: prompt, outputTokens: output))
      time += -Numeral.ln(1 - gaps.unit()) / rate
    }
    return out
  }

  /// The same as a trace that a simulation replays.
  static func trace(_ arrivals: [LoadArrival]) throws -> Trace {
    try Trace(
      arrivals.map { .init(arrival: $0.time, promptTokens: $0.promptTokens, outputTokens: $0.outputTokens) })
  }
}
