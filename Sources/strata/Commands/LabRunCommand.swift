import ArgumentParser
import Curriculum
import Notebook
import TextSafety
import Workbench

/// `strata lab run`: runs a step's experiment once the predictions are made, or prints the command that does.
struct LabRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Lock your predictions, and run a step's experiment.",
    discussion: """
      An experiment on this machine runs like strata demo, with the step's parameters and your predictions; its figures are \
      kept in the notebook, and lab compare lays your predictions beside them. For one of the cost simulator the command that \
      runs it is printed.
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The lab's id, such as lab-10.") var lab: String
  @Argument(help: "The step's id, such as run, or its number.") var step: String
  @Option(help: ArgumentHelp("A GGUF file in place of the model that comes along.", valueName: "file"))
  var model: String?

  func validate() throws {
    if model?.isEmpty == true { throw ValidationError("--model needs the name of a file, not an empty text") }
  }

  func run() throws {
    let desk = Desk(options)
    let lab = try desk.course().lab(named: lab)
    let index = try runnable(of: lab)
    if lab.steps[index].demo != nil { return try LiveLabRun(lab, index, desk, model: model).run() }
    guard let experiment = CostExperiment(lab.steps[index]) else { return }
    if model != nil { throw Failure.usage("the step \(lab.steps[index].id) of \(lab.id) runs no model") }
    try Attempt(lab, try desk.notebook()).lock()
    try Console.output(SafeText(experiment.command).string + "\n")
  }

  /// The number of the step, which runs something.
  private func runnable(of lab: Lab) throws(Failure) -> Int {
    func runs(_ step: Lab.Step) -> Bool { CostExperiment(step) != nil || step.demo != nil }
    let runnable = lab.steps.filter(runs).map(\.id)
    guard let index = lab.step(named: step) else {
      throw Failure(
        "\(lab.id) has no step \(NearNames.quoted(step))" + NearNames.hint(step, among: lab.steps.map(\.id))
          + (runnable.isEmpty ? "" : ". Those that run something: " + runnable.joined(separator: ", ")))
    }
    guard runs(lab.steps[index]) else {
      throw Failure(
        "the step \(lab.steps[index].id) of \(lab.id) runs nothing"
          + (runnable.isEmpty ? "" : "; those that do: " + runnable.joined(separator: ", ")))
    }
    return index
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
