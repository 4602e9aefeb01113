import ArgumentParser
import Curriculum
import Notebook
import TextSafety
import Workbench

/// `strata lab run`: the command that runs a step's experiment, once the predictions are made.
struct LabRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Lock your predictions, and print the command that runs a step's experiment.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The lab's id, such as lab-10.") var lab: String
  @Argument(help: "The step's id, such as run, or its number.") var step: String

  func run() throws {
    let desk = Desk(options)
    let lab = try desk.course().lab(named: lab)
    let experiment = try experiment(of: lab)
    try Attempt(lab, try desk.notebook()).lock()
    try Console.output(SafeText(experiment.command).string + "\n")
  }

  private func experiment(of lab: Lab) throws(Failure) -> CostExperiment {
    let index = lab.steps.firstIndex { $0.id == step } ?? Int(step).map { $0 - 1 }
    let runnable = lab.steps.filter { CostExperiment($0) != nil }.map(\.id)
    guard let index, lab.steps.indices.contains(index) else {
      throw Failure(
        "\(lab.id) has no step \(NearNames.quoted(step))" + NearNames.hint(step, among: lab.steps.map(\.id))
          + (runnable.isEmpty ? "" : ". Those that run something: " + runnable.joined(separator: ", ")))
    }
    guard let experiment = CostExperiment(lab.steps[index]) else {
      throw Failure(
        "the step \(lab.steps[index].id) of \(lab.id) runs nothing"
          + (runnable.isEmpty ? "" : "; those that do: " + runnable.joined(separator: ", ")))
    }
    return experiment
  }
}

/// The reader's predictions in a lab whose evidence is an experiment.
struct Attempt {
  private let lab: Lab
  private let notebook: Notebook

  init(_ lab: Lab, _ notebook: Notebook) {
    self.lab = lab
    self.notebook = notebook
  }

  /// Locks the predictions; throws and names what is missing while they are not whole.
  func lock() throws {
    let sheet = try notebook.contents().worksheet(lab)
    // A lab without an experiment of the whole has nothing to lock here.
    guard sheet.hasExperiment, !sheet.isRun else { return }
    let missing = sheet.missingBeforeOpening(Worksheet.whole).map(\.name)
    guard missing.isEmpty else {
      throw Failure(
        "\(lab.id) runs after your own predictions; \(Counted.of(missing.count, "field")) missing: "
          + missing.joined(separator: ", ") + ". strata lab set \(lab.id) FIELD TEXT")
    }
    let fields = sheet.lockedByOpening(Worksheet.whole).map(\.name)
    try notebook.openEvidence(lab.id, subject: Worksheet.whole, locking: fields)
    Console.warn("the \(Counted.of(fields.count, "field")) of your predictions cannot be changed any more")
  }
}
