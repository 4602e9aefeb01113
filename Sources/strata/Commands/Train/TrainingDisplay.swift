import Decision
import Foundation
import Inference
import Training

/// What a training shows while it goes on: a chart in a terminal, lines in a pipe, or JSON.
final class TrainingDisplay {
  private let trainer: Trainer
  private let json: Bool
  private let documents: Int
  private let validation: TokenStream?
  private let clock = ContinuousClock()
  private let begun: ContinuousClock.Instant
  private let firstStep: Int
  private var curve: LossCurve
  private var chart: LiveLines?
  /// The losses since the last line.
  private var losses: [Double] = []
  private var lastValidation: Double?

  init(_ trainer: Trainer, json: Bool, documents: Int, validation: TokenStream?) {
    self.trainer = trainer
    self.json = json
    self.documents = documents
    self.validation = validation
    begun = clock.now
    firstStep = trainer.step
    curve = LossCurve(steps: trainer.plan.steps)
    chart = json ? nil : LiveLines()
  }

  private var interval: Int { max(1, trainer.plan.steps / 100) }
  private var tokensPerStep: Int { trainer.plan.sequences * trainer.length }

  // MARK: What happens

  func begin() throws {
    let parameters = trainer.learner.learned.layout.count
    guard !json else {
      return try write([
        "event": "start", "parameters": .int(parameters), "steps": .int(trainer.plan.steps), "step": .int(firstStep),
        "tokens_per_step": .int(tokensPerStep), "documents": .int(documents),
        "training_tokens": .int(trainer.trainingTokens), "validation_tokens": .int(validation?.tokens.count ?? 0),
        "threads": .int(trainer.pass.threads),
      ])
    }
    var out = Printout()
    out.wrapped(
      "\(Figure.count(Double(parameters))) numbers are learned from \(Figure.count(Double(trainer.trainingTokens))) tokens of "
        + "\(Counted.of(documents, "document")), with \(Figure.count(Double(validation?.tokens.count ?? 0))) held out; "
        + "\(trainer.plan.steps) steps of \(tokensPerStep) tokens"
        + (firstStep > 0 ? ", going on after step \(firstStep)" : ""), width: Console.columns)
    try out.write()
  }

  func show(_ observation: Trainer.Observation) throws {
    switch observation {
    case .step(let step, let loss, let norm, let rate):
      losses.append(loss)
      curve.add(step, loss)
      if json {
        return try write([
          "event": "step", "step": .int(step), "loss": .number(loss), "gradient_norm": .number(norm),
          "learning_rate": .number(Double(rate)), "seconds": .number(seconds(since: begun)),
        ])
      }
      if chart != nil { return try redraw(step) }
      guard step % interval == 0 || step == trainer.plan.steps else { return }
      try line(state(step))
      losses = []
    case .validation(let step, let loss):
      lastValidation = loss
      curve.addValidation(step, loss)
      if json {
        return try write([
          "event": "validation", "step": .int(step), "loss": .number(loss), "perplexity": .number(exp(loss)),
        ])
      }
      if chart != nil { return try redraw(step, now: true) }
      try line("step \(step)  validation loss \(decimals(loss)), perplexity \(decimals(exp(loss)))")
    case .stoppedEarly(let step, let best):
      if json { return try write(["event": "stopped_early", "step": .int(step), "best": .number(best)]) }
      try line(
        "Stopped after step \(step): the validation loss was not below \(decimals(best)) in "
          + "\(Counted.of(trainer.plan.patience, "look"))")
    }
  }

  /// - Parameter trigram: the validation loss of counting trigrams in the same text.
  func end(_ path: String, trigram: Double?) throws {
    let time = seconds(since: begun)
    let speed = Double((trainer.step - firstStep) * tokensPerStep) / max(time, 1e-9)
    if json {
      return try write([
        "event": "end", "file": .text(path), "steps": .int(trainer.step), "seconds": .number(time),
        "tokens_per_s": .number(speed), "validation_loss": .number(lastValidation),
        "perplexity": .number(lastValidation.map { exp($0) }), "trigram_perplexity": .number(trigram.map { exp($0) }),
      ])
    }
    var out = Printout()
    var text =
      "\(path): \(Counted.of(trainer.step, "step")) in \(Figure.seconds(time)), \(Figure.count(speed)) tokens/s."
    if let lastValidation, let trigram {
      text +=
        " Perplexity on the held-out text: \(decimals(exp(lastValidation))); of a trigram model: \(decimals(exp(trigram)))."
    }
    out.wrapped(text, width: Console.columns)
    try out.write()
  }

  // MARK: How it is shown

  private func seconds(since moment: ContinuousClock.Instant) -> Double { (clock.now - moment) / .seconds(1) }

  private func state(_ step: Int) -> String {
    let mean = losses.reduce(0, +) / Double(max(1, losses.count))
    let time = seconds(since: begun) / Double(max(1, step - firstStep))
    let (speed, left) = (Double(tokensPerStep) / max(time, 1e-9), time * Double(trainer.plan.steps - step))
    return "step \(step) of \(trainer.plan.steps)  loss \(decimals(mean))  \(Figure.count(speed)) tokens/s  "
      + "\(Figure.seconds(left)) left"
  }

  private func redraw(_ step: Int, now: Bool = false) throws {
    guard now || step == trainer.plan.steps || chart?.isDue == true else { return }
    try chart?.show([state(step)], curve.chart)
    losses.removeFirst(max(0, losses.count - 1))
  }

  private func decimals(_ value: Double) -> String { String(format: "%.3f", value) }
  private func line(_ text: String) throws { try Console.output(text + "\n") }
  private func write(_ object: [String: JSON]) throws { try Console.output(JSON.object(object).line() + "\n") }
}
