import ArgumentParser

/// `strata train`: models are made on this machine's processor.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train, tune or distil a small model on this machine.",
    subcommands: [
      TrainRunCommand.self, TrainLoRACommand.self, TrainDistillCommand.self, TrainMergeCommand.self,
      TrainDataCommand.self, TrainBenchCommand.self,
    ], defaultSubcommand: TrainRunCommand.self)
}
