import ArgumentParser

/// `strata model`: models in GGUF files, on this machine's processor.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Look into models in GGUF files, and run them on this machine.",
    subcommands: [
      ModelListCommand.self, ModelInfoCommand.self, ModelTokenizeCommand.self, ModelGenerateCommand.self,
      ModelLogitsCommand.self,
      ModelPerplexityCommand.self, ModelQuantizeCommand.self, ModelBenchCommand.self, ModelMakeRandomCommand.self,
    ])
}
