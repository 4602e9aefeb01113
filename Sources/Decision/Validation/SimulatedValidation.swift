public import CostModel
import Foundation

extension Validation {
  /// Predicts every row that can be: steady loads and batches in closed form, open loops by simulation.
  ///
  /// The rows keep their order.
  public init(simulating runs: [PublishedRun], _ factors: Factors, _ bands: Bands = Bands()) {
    var rows: [Row] = []
    var latencies: [Latency] = []
    var omissions: [Omission] = []
    for run in runs {
      let one = run.kind == .openLoop ? Validation(openLoop: run, factors, bands) : Validation([run], factors, bands)
      rows += one.rows
      latencies += one.latencies
      omissions += one.omissions
    }
    self.init(rows: rows, latencies: latencies, omissions: omissions)
  }

  private init(openLoop run: PublishedRun, _ factors: Factors, _ bands: Bands) {
    self.init(rows: [])
    guard let predicted = OpenLoopPrediction(run, factors) else {
      omissions = [Omission(id: run.id, why: "no rate of arrivals, or no lengths")]
      return
    }
    if let rate = run.rate, rate > .zero {
      rows = [Row(run, predicted: predicted.rate, half: bands.halfWidth(run, .openRate))]
    }
    func add(_ figure: Latency.Figure, _ measured: Seconds?, _ predicted: Seconds?) {
      guard let measured, let predicted, measured > .zero else { return }
      latencies.append(Latency(run, figure, measured: measured, predicted: predicted))
    }
    if !run.flag.contains("ttft") {
      add(.meanTTFT, run.ttft.mean, predicted.ttft.mean)
      add(.medianTTFT, run.ttft.median, predicted.ttft.median)
      add(.p99TTFT, run.ttft.p99, predicted.ttft.p99)
    }
    add(.meanTPOT, run.tpot.mean, predicted.tpot.mean)
    add(.medianTPOT, run.tpot.median, predicted.tpot.median)
    add(.p99TPOT, run.tpot.p99, predicted.tpot.p99)
    if rows.isEmpty, latencies.isEmpty { omissions = [Omission(id: run.id, why: "nothing measured that is predicted")] }
  }

  /// The open loops of a set, each half of their set-ups predicted with factors fitted without them.
  ///
  /// A set-up is a machine, a model, its weights and the number of GPUs: its rows differ by the rate alone, so they go
  /// together.
  public static func heldOutOpenLoops(_ runs: [PublishedRun]) -> Validation {
    var found = Validation(rows: [])
    let open = runs.filter { $0.kind == .openLoop }
    let setups = Set(open.map(\.setup)).sorted()
    for half in 0..<2 {
      let out = Set(setups.indices.filter { $0 % 2 == half }.map { setups[$0] })
      func isOut(_ run: PublishedRun) -> Bool { run.kind == .openLoop && out.contains(run.setup) }
      let factors = Fit.factors(to: runs.filter { !isOut($0) })
      let part = Validation(simulating: open.filter(isOut), factors)
      found.rows += part.rows
      found.latencies += part.latencies
    }
    return found
  }
}

extension Bands {
  /// Widths from rows that were held out, steady loads and open loops: some thirty fits.
  ///
  /// - Parameter progress: told what is done, and what share.
  public static func learned(
    from runs: [PublishedRun], progress: (String, Double) -> Void = { _, _ in }
  ) -> Bands {
    var bands = CrossValidation(runs, progress: progress).bands
    bands.learn(openLoops: Validation.heldOutOpenLoops(runs))
    return bands
  }

  /// Takes the widths for open loops from rows that were held out.
  public mutating func learn(openLoops held: Validation) {
    classes[.openRate] = Bands.width(held.rows.map { log($0.predicted / $0.measured) })
    func errors(_ figure: Validation.Latency.Figure) -> [Double] {
      held.latencies.filter { $0.figure == figure }.map { log($0.predicted / $0.measured) }
    }
    classes[.openMeanTPOT] = Bands.width(errors(.meanTPOT))
    classes[.openP99TPOT] = Bands.width(errors(.p99TPOT))
  }
}

extension PublishedRun {
  fileprivate var setup: String {
    "\(deployment.accelerator.id) \(deployment.model.id) \(deployment.weights.rawValue) \(deployment.gpus)"
  }
}
