import ArgumentParser

/// `strata train`: models are made on this machine's processor.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Measure how fast this machine trains a small model.",
    subcommands: [TrainBenchCommand.self])
}
