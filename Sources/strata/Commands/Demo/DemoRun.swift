import ArgumentParser
import Experiments
import TextSafety
import Workbench

/// One run of an experiment by a command: progress on standard error, the result on standard output.
final class DemoRun {
  private let experiment: any Experiment
  private let settings: ExperimentSettings
  private let guesses: [(ExperimentPrediction, ExperimentPrediction.Answer)]
  private let json: Bool
  /// Options without which `strata demo` would run something else.
  private let options: [String]
  private var progress = ProgressLine()
  private(set) var chart: ExperimentChart
  private(set) var pictures: [ExperimentPicture] = []
  private var samples: [(label: String, text: String)] = []
  private var notes: [String] = []
  private var lastShare = -1.0
  /// Why a line could not be written.
  private var failure: (any Error)?

  init(
    experiment: any Experiment, settings: ExperimentSettings,
    guesses: [(ExperimentPrediction, ExperimentPrediction.Answer)], json: Bool, options: [String]
  ) {
    self.experiment = experiment
    self.settings = settings
    self.guesses = guesses
    self.json = json
    self.options = options
    chart = ExperimentChart(experiment.description.chart)
  }

  /// Runs it to its end and shows what came out.
  ///
  /// - Parameter keep: what is done with the result before anything of it is shown: that may fail.
  func run(_ environment: ExperimentEnvironment, keep: (ExperimentResult) throws -> Void = { _ in }) throws {
    Interruption.heed()
    let description = experiment.description
    if json {
      try write(DemoJSON.start(description, settings, environment))
    } else {
      try DemoPrintout.beginning(description, settings, environment).write(styled: true)
    }
    let result: ExperimentResult
    do {
      defer { progress.clear() }
      result = try experiment.run(settings, environment) { [self] in take($0) }
    } catch ExperimentError.stopped {
      if let failure { throw failure }
      Console.warn("interrupted: there is no result")
      throw ExitCode(Interruption.status)
    } catch {
      if Interruption.isRequested { throw ExitCode(Interruption.status) }
      throw Failure("\(description.id): \(error)")
    }
    try keep(result)
    if json { return try write(DemoJSON.result(result, description, guesses)) }
    let printout = DemoPrintout(description: description, result: result, guesses: guesses, options: options)
    try printout.lines(chart: chart, pictures: pictures, samples: samples, notes: notes).write(styled: true)
  }

  /// Keeps or shows what happens, and says whether more is wanted.
  private func take(_ observation: Observation) -> Bool {
    do {
      switch observation {
      case .progress(let share, let text):
        progress.show(text, share)
        // Programs read hundredths; more would be noise.
        if json, share - lastShare < 0.01, share < 1 { break }
        lastShare = share
        if json { try write(DemoJSON.observation(observation)) }
      case .point(let series, let x, let y):
        chart.add(series, x, y)
        if json { try write(DemoJSON.observation(observation)) }
      case .picture(let picture):
        pictures.show(picture)
        if json { try write(DemoJSON.observation(observation)) }
      case .sample(let label, let text):
        samples.append((label, text))
        if json { try write(DemoJSON.observation(observation)) }
      case .note(let text):
        notes.append(text)
        if json { try write(DemoJSON.observation(observation)) }
      }
    } catch {
      failure = error
      return false
    }
    return !Interruption.isRequested
  }

  private func write(_ object: JSON) throws { try Console.output(object.line() + "\n") }
}
