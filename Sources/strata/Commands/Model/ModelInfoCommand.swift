import ArgumentParser
import Inference

/// `strata model info`: what is in a model file.
struct ModelInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Show what is in a model file: shape, tensors, memory, tokenizer.",
    discussion: "Of a split model name the first file. Weights are not read.")

  @Argument(help: "A GGUF file.", completion: .file(extensions: ["gguf"])) var file: String
  @Option(
    help: ArgumentHelp("Tokens for which memory is counted (default: what the model was made for).", valueName: "n"))
  var context: Int?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let context, !(1...1 << 30).contains(context) {
      throw ValidationError("--context must be from 1 to \(1 << 30), not \(context)")
    }
  }

  func run() throws {
    let info = ModelInfo(try ModelFile.open(file), path: file, context: context)
    if json {
      try ModelInfoJSON(info: info).value.write()
    } else {
      try ModelInfoPrintout(info: info).printout.write(styled: true)
    }
  }
}
