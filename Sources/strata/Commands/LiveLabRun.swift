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
      json: false)
    try run.run(environment) { result in
      let number = try notebook.addMeasurement(
        experiment.measurement(
          result, sheet, model: model.map { URL(fileURLWithPath: $0).lastPathComponent }, chart: run.chart,
          pictures: run.pictures, at: Date()), session: Session.new(), origin: .command)
      Console.warn(
        "kept as result \(number) of the notebook; strata lab compare \(lab.id) lays your predictions beside it")
    }
  }
}
