import Training

/// The losses of one training.
struct LossHistory {
  /// By step, from the first.
  private(set) var losses: [Double] = []
  /// Norms of the gradients before clipping.
  private(set) var norms: [Double] = []
  /// What was held out, after so many steps.
  private(set) var heldOut: [(step: Int, loss: Double)] = []
  /// The step whose loss was no number.
  private(set) var divergedAt: Int?
  private(set) var seconds = 0.0

  /// Points of a curve; more no chart shows apart.
  private static let mostPoints = 80

  /// Runs a training, and shows its curve as a line of a name.
  init(_ trainer: Trainer, _ series: String, _ stage: Stage, doing: String) throws {
    let clock = ContinuousClock()
    let begun = clock.now
    // Telling may take as long as the reader pauses: that is no time of the training's.
    var told = Duration.zero
    let steps = trainer.plan.steps
    let interval = max(1, (steps + LossHistory.mostPoints - 1) / LossHistory.mostPoints)
    do {
      try trainer.run { observation in
        switch observation {
        case .step(let step, let loss, let norm, _):
          losses.append(loss)
          norms.append(norm)
          let before = clock.now
          defer { told += clock.now - before }
          if step % interval == 0 || step == steps {
            let mean = LossHistory.mean(losses.suffix((step - 1) % interval + 1))
            try stage.point(series, Double(step), mean)
          }
          try stage.progress(Double(step) / Double(steps), doing)
        case .validation(let step, let loss): heldOut.append((step, loss))
        case .stoppedEarly: break
        }
        return true
      }
    } catch Trainer.RunError.diverged(let step, _) {
      divergedAt = step
    }
    seconds = (clock.now - begun - told) / .seconds(1)
  }

  /// The loss of what was held out, at the end; nil when training diverged.
  var final: Double? { divergedAt == nil ? heldOut.last?.loss : nil }

  /// The largest norm of a gradient.
  var largestNorm: Double { norms.max() ?? 0 }

  static func mean(_ values: some Collection<Double>) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }
}

/// y = scale · x^exponent.
///
/// Losses follow it over orders of magnitude of steps, as long as the learning rate stays (Kaplan et al. 2020,
/// "Scaling laws for neural language
/// models").
struct PowerLaw: Equatable {
  let scale: Double
  let exponent: Double

  /// The law that is nearest in logarithms (least squares); nil for fewer than two places.
  init?(_ points: [(x: Double, y: Double)]) {
    let logs = points.filter { $0.x > 0 && $0.y > 0 }.map { (x: Numeral.ln($0.x), y: Numeral.ln($0.y)) }
    let count = Double(logs.count)
    let (meanX, meanY) = (LossHistory.mean(logs.map(\.x)), LossHistory.mean(logs.map(\.y)))
    let square = logs.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    guard count >= 2, square > 0 else { return nil }
    exponent = logs.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / square
    scale = Numeral.exponential(meanY - exponent * meanX)
  }

  func at(_ x: Double) -> Double { scale * Numeral.exponential(exponent * Numeral.ln(x)) }
}
