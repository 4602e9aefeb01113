import Experiments
import Foundation
import Terminal
import TextSafety

/// The live pane.
public struct LiveState: Equatable, Sendable {
  public let desk: LiveDesk
  /// What was set, predicted and run of each experiment in this sitting.
  var benches: [ExperimentID: LiveBench] = [:]
  /// The run that goes on; nil when none does.
  var running: Running?
  /// The runs whose results the notebook was asked to keep, by the numbers of the writes.
  var pinning: [Int: Running] = [:]
  /// What can be run, and what is.
  var models = LiveModels()
  /// Whether the keys are for the run, and not for the form.
  var isOnRun = false

  struct Running: Equatable, Sendable {
    var run: Int
    var experiment: ExperimentID
  }

  init(_ desk: LiveDesk) { self.desk = desk }

  /// Whether what runs waits for the reader.
  var isPaused: Bool { running.flatMap { benches[$0.experiment]?.run?.phase } == .paused }
}

/// An experiment's form, its run, and the run before.
struct LiveBench: Equatable, Sendable {
  var form: Form
  var run: LiveRun? { didSet { words = nil } }
  /// The last run with a result but this one.
  var before: LiveRun? { didSet { words = nil } }
  /// What is said about the runs, as it was set last; nil where it has to be set anew.
  var words: Words?
  /// First row of the words' window.
  var top = 0
  /// The chart or picture that was turned to; nil for the first.
  var figure: LiveFigure.Name?

  /// Rows of words, with what their look depends on.
  struct Words: Equatable, Sendable {
    var width: Int
    var saysWhatItDoes: Bool
    var rows: [StyledLine]
  }

  init(_ description: ExperimentDescription) { form = LiveForm.form(description) }
}

/// A run of an experiment, as far as it is known.
struct LiveRun: Equatable, Sendable {
  enum Phase: Equatable, Sendable {
    case running, paused, stopping, stopped, done
    case failed(SafeText)
  }

  /// What a model wrote.
  struct Sample: Equatable, Sendable {
    var label: SafeText
    var text: String
  }

  let id: Int
  let settings: ExperimentSettings
  /// The model that it runs, by its name; nil where it runs none, or nobody knows yet which came along.
  let model: SafeText?
  /// What the reader said, by the predictions' ids: kept when the run began, or once it was seen.
  var guesses: [String: ExperimentPrediction.Answer]
  let begunAt: Date
  var endedAt: Date?
  /// Since when it waits for the reader; nil while it does not.
  private var pausedAt: Date?
  /// Seconds for which it has waited before that.
  private var pausedSeconds = 0.0
  var phase = Phase.running
  /// From 0 to 1.
  var share = 0.0
  /// What is being done.
  var doing: SafeText = .empty
  var chart: ExperimentChart
  var pictures: [ExperimentPicture] = []
  var samples: [Sample] = []
  var notes: [SafeText] = []
  var result: ExperimentResult?
  /// The number of the pinned result in the notebook.
  var pinned: Int?
  /// Whether a question was answered since it was pinned: then it may be pinned again, with answer and solution.
  var isAnsweredSince = false

  /// So many samples and notes are kept, the last ones.
  private static let mostWords = 40

  init(
    id: Int, _ description: ExperimentDescription, _ settings: ExperimentSettings, model: SafeText? = nil,
    guesses: [String: ExperimentPrediction.Answer], at now: Date
  ) {
    self.id = id
    self.settings = settings
    self.model = model
    self.guesses = guesses
    begunAt = now
    chart = ExperimentChart(description.chart)
  }

  /// Whether it goes on, will go on, or has not yet heard that it should not.
  var isGoing: Bool { phase == .running || phase == .paused || phase == .stopping }

  /// Lets it wait for the reader; time stands still then.
  mutating func pause(at now: Date) {
    guard phase == .running else { return }
    phase = .paused
    pausedAt = now
  }

  mutating func goOn(at now: Date) {
    if let pausedAt { pausedSeconds += max(0, now.timeIntervalSince(pausedAt)) }
    pausedAt = nil
    if phase == .paused { phase = .running }
  }

  mutating func take(_ observation: Observation) {
    switch observation {
    case .progress(let share, let text):
      self.share = min(max(share.isFinite ? share : 0, 0), 1)
      doing = SafeText(text)
    case .point(let series, let x, let y): chart.add(series, x, y)
    case .picture(let picture): pictures.show(picture)
    case .sample(let label, let text):
      samples.append(Sample(label: SafeText(label), text: text))
      if samples.count > LiveRun.mostWords { samples.removeFirst() }
    case .note(let text):
      notes.append(SafeText(text))
      if notes.count > LiveRun.mostWords { notes.removeFirst() }
    }
  }

  mutating func end(_ ending: ExperimentEnding, at now: Date) {
    goOn(at: now)
    endedAt = now
    switch ending {
    case .done(let result):
      self.result = result
      phase = .done
      share = 1
    case .stopped: phase = .stopped
    case .failed(let reason): phase = .failed(reason)
    }
  }

  /// Seconds that it took, or takes so far, without its pauses.
  func seconds(at now: Date) -> Double {
    max(0, (endedAt ?? pausedAt ?? now).timeIntervalSince(begunAt) - pausedSeconds)
  }

  /// Seconds that are left if it goes on as so far; nil while that cannot be told.
  func secondsLeft(at now: Date) -> Double? {
    let passed = seconds(at: now)
    guard phase == .running, share >= 0.03, passed >= 1 else { return nil }
    return passed / share * (1 - share)
  }

  /// Whether nothing is left to be said by the reader before the solution may be read.
  func isSolved(_ description: ExperimentDescription) -> Bool {
    description.predictions.allSatisfy { !$0.isAskedAfterwards || guesses[$0.id] != nil }
  }
}
