import ArgumentParser

/// `strata model`: the inference engine.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Work with language models in GGUF files.",
    subcommands: [ModelQuantizeCommand.self])
}
