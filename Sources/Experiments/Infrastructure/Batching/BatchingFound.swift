import Engine
import Inference
import Serving

/// What was measured of batches, and how it is told.
struct BatchingFound {
  /// What a policy made of the requests.
  struct Served {
    let name: String
    let theory: ServedInTheory
    /// Added as is the fastest: these are timed.
    var runs: [BatchedRun] = []
    /// Added token by token, so that nothing hangs on who shares a step.
    var exact: BatchedRun?
    var loads: [LoadCurve.Point] = []

    var makespans: [Double] { runs.map(\.makespan) }
    var percentiles: [Double] { runs.map { ServedInTheory.percentile99($0.latencies) } }
    var means: [Double] { runs.map { $0.latencies.reduce(0, +) / Double(max(1, $0.latencies.count)) } }
  }

  let requests: BatchedRequests
  let modelName: String
  var roofline: BatchRoofline?
  var prefills: [(tokens: Int, seconds: [Double])] = []
  var sweep: [DecodeSweep.Point] = []
  /// Static first.
  var served: [Served] = []

  init(requests: BatchedRequests, modelName: String) {
    self.requests = requests
    self.modelName = modelName
  }

  /// Letters of a timeline that stand beside each other on a narrow screen.
  private static let letters = 64

  /// Steps for a letter, the same for all timelines, so that their lengths can be compared.
  var stride: Int {
    let most = served.map(\.theory.steps).max() ?? 1
    return max(1, (most + BatchingFound.letters - 1) / BatchingFound.letters)
  }

  func lanes(_ plans: [StepPlan]) -> SlotLanes {
    // The door's request was number 0.
    let outputs = requests.all.enumerated().map { (RequestID($0.offset + 1), $0.element.maximumOutputTokens) }
    return SlotLanes(plans, slots: requests.slots, outputs: Dictionary(uniqueKeysWithValues: outputs))
  }

  // MARK: What follows

  /// The smallest batch that reaches nine tenths of the most tokens a second; 0 of nothing.
  static func endOfGrowth(_ points: [(batch: Int, tokensPerSecond: Double)]) -> Int {
    let most = points.map(\.tokensPerSecond).max() ?? 0
    return points.first { $0.tokensPerSecond >= 0.9 * most }?.batch ?? 0
  }

  /// The largest batch whose steps are short enough; nil if none are.
  static func largest(_ points: [DecodeSweep.Point], within seconds: Double) -> Int? {
    points.filter { $0.median <= seconds }.map(\.batch).max()
  }
}
