import ArgumentParser
import Workbench

/// The root command: opens the workbench, or hands on to a verb.
struct Strata: ParsableCommand {
  static let version = Release.version

  static let configuration = CommandConfiguration(
    commandName: "strata",
    abstract: "A workbench for studying the AI engineering stack.",
    usage: "strata [--notebook <file>] [--content <dir>] [<verb>]",
    discussion: "Without a verb the workbench opens. Every verb works without a terminal, too.",
    version: version,
    subcommands: [
      StackCommand.self, ReadCommand.self, SearchCommand.self, GlossaryCommand.self, LabCommand.self,
      QuestionCommand.self, NoteCommand.self, ProgressCommand.self, ExportCommand.self, ImportCommand.self,
      CostCommand.self, ModelCommand.self, TrainCommand.self, EvalCommand.self, DemoCommand.self, ContentCommand.self,
      DoctorCommand.self,
    ])

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let desk = Desk(options)
    let settings = try Settings.read(Console.environment)
    let status = openWorkbench(
      course: try desk.folder(), isCheckNeeded: desk.isContentNamed, notebookPath: try desk.notebookPath(),
      settings: settings, costs: { try desk.costDesk() }, live: desk.liveDesk())
    if status != 0 { throw ExitCode(status) }
  }
}
