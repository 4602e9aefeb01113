import ArgumentParser
import Curriculum
import Experiments
import Foundation
import Inference
import Notebook
import Workbench

/// A step of a lab that runs an experiment on this machine, by a command: as `strata demo` would, and kept.
struct LiveLabRun {
  private let experiment: LabExperiment
  private let desk: Desk
  private let model: String?

  init(_ lab: Lab, _ step: Int, _ desk: Desk, model: String?) throws(Failure) {
    let found: LabExperiment?
    do throws(LabExperiment.Problem) {
      found = try LabExperiment(lab, step, among: Experiments.all)
    } catch {
      throw Failure("\(lab.id), step \(lab.steps[step].id): \(error.description)")
    }
    guard let found else { throw Failure("the step \(lab.steps[step].id) of \(lab.id) runs nothing") }
    experiment = found
    self.desk = desk
    self.model = model
  }

  func run() throws {
    let lab = experiment.lab
    if model != nil, !experiment.description.runsModelFile(experiment.settings) {
      throw Failure.usage(
        "the step \(lab.steps[experiment.step].id) of \(lab.id) runs no model's file; leave out --model")
    }
    guard let runnable = Experiments.named(experiment.description.id) else { return }
    let surroundings = DemoSurroundings(
      desk.options, model: model, threads: WorkerPool.physicalCoreCount, seed: UInt64(SeedOption.usual))
    // Without a model nothing runs, and nothing is locked.
    let environment = try surroundings.environment(experiment.description)
    let notebook = try desk.notebook()
    try Attempt(lab, notebook).lock()
    let sheet = try notebook.contents().worksheet(lab)
    let guesses = experiment.guesses(sheet)
    let run = DemoRun(
      experiment: runnable, settings: experiment.settings,
      guesses: experiment.description.predictions.compactMap { item in guesses[item.id].map { (item, $0) } },
      json: false, options: model.map { ["--model " + ShellWord.quoted($0)] } ?? [])
    var isKept = true
    try run.run(environment) { result in
      let measurement = experiment.measurement(
        result, sheet, model: model.map { URL(fileURLWithPath: $0).lastPathComponent }, chart: run.chart,
        pictures: run.pictures, at: Date())
      do throws(NotebookError) {
        let number = try keep(measurement, in: notebook)
        Console.warn(
          "kept as result \(number) of the notebook; strata lab compare \(lab.id) lays your predictions beside it")
      } catch {
        // What was measured is shown all the same.
        isKept = false
        tellUnkept(measurement, error)
      }
    }
    if !isKept { throw ExitCode.failure }
  }

  /// Keeps the result, also when another program holds the notebook for a while: a run took too long to be lost so.
  private func keep(_ measurement: Notebook.Measurement, in notebook: Notebook) throws(NotebookError) -> Int {
    let end = ContinuousClock.now.advanced(by: .seconds(60))
    var isTold = false
    while true {
      do throws(NotebookError) {
        return try notebook.addMeasurement(measurement, session: Session.new(), origin: .command)
      } catch {
        guard case .busy = error, ContinuousClock.now < end, !Interruption.isRequested else { throw error }
        if !isTold { Console.warn("another program holds the notebook; waiting up to a minute to keep the result") }
        isTold = true
      }
    }
  }

  /// Says that a result is not in the notebook, and where it is instead.
  private func tellUnkept(_ measurement: Notebook.Measurement, _ error: NotebookError) {
    let figures = (measurement.parameters + measurement.results).map { "\($0.name): \($0.value) \($0.unit)" }
    let words = ([measurement.title, measurement.machine] + figures + [measurement.chart ?? ""]).joined(separator: "\n")
    let place = UnsavedFile.write(words).map { "its figures are in \($0)" } ?? "its figures are shown here only"
    var why = error.message
    if case .busy(let path) = error { why = "another program held the notebook \(path) for more than a minute" }
    Console.warn("the result was not kept, \(place): \(why)")
  }
}
