import ArgumentParser
import Foundation
import Inference
import TextSafety
import Training

/// `strata train RECIPE`: a model is trained as a file says.
struct TrainRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Train all of a model, from nothing or from a base model.",
    discussion: TrainOptions.discussion)

  @OptionGroup var training: TrainOptions

  func run() throws { try TrainingSession(training, .whole).run() }
}

/// `strata train lora RECIPE`: an adapter is trained beside a model that stays as it is.
struct TrainLoRACommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lora", abstract: "Train an adapter of low rank beside a base model.",
    discussion: """
      The recipe names a base model, and may say the rank, alpha and targets (lora: {rank: 8, targets: [attn_q, attn_v]}). The file \
      written is an adapter, which llama.cpp takes with --lora; strata train merge adds it to its base.
      """)

  @OptionGroup var training: TrainOptions

  func run() throws { try TrainingSession(training, .adapter).run() }
}

/// `strata train distill RECIPE`: a model learns what another one predicts.
struct TrainDistillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "distill", abstract: "Train a model on what a larger one predicts.",
    discussion: """
      The recipe names the teacher and may say how much it counts (distill: {teacher: big.gguf, temperature: 2, hard: 0.5}); hard is \
      the share of the loss that the text's own tokens keep. Teacher and student must have the same tokens \
      (tokenizer: {from: big.gguf}).
      """)

  @OptionGroup var training: TrainOptions

  func run() throws { try TrainingSession(training, .taught).run() }
}

/// `strata train merge BASE ADAPTER`: a base model with its adapter in it.
struct TrainMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Add an adapter to its base model: one file that runs anywhere.")

  @Argument(help: "The model beside which the adapter was trained.") var base: String
  @Argument(help: "The adapter, a GGUF file of strata train lora or of llama.cpp's tools.") var adapter: String
  @Option(name: .shortAndLong, help: ArgumentHelp("The GGUF file to write.", valueName: "file")) var output: String
  @OptionGroup var place: ForceOption

  func run() throws {
    try ForceOption.check(output, isNoneOf: [ShippedModels.path(base), adapter])
    try place.check(output)
    let file = try ModelFile.open(base)
    let model: TrainableModel
    try (try? TrainableModel.shape(of: file))?.checkMemory(base)
    do { model = try TrainableModel(file) } catch {
      throw Failure("\(base): \(error); a base model comes first, then its adapter")
    }
    let lora: LoRA
    do { lora = try LoRA(model, try GGUFFile.open(adapter)) } catch let error as ModelFileError {
      throw Failure("\(adapter): \(error)")
    }
    try lora.merge(threads: WorkerPool.physicalCoreCount)
    var metadata = file.metadata
    metadata["general.file_type"] = .uint32(1)
    try lora.model.write(to: output, metadata: metadata, type: .f16)
    try Console.output(SafeText("\(output): \(base) with \(adapter), rank \(lora.rank)").string + "\n")
  }
}

/// The arguments of every training.
struct TrainOptions: ParsableArguments {
  static let discussion = """
    A recipe is a YAML file with the data, the tokens, the model and the steps (man strata, TRAINING). A checkpoint is kept \
    beside the output until it is complete. Ctrl-C writes one too, and --resume goes on from it to the same bits.
    """

  @OptionGroup var options: GlobalOptions
  @Argument(help: "A recipe in YAML; - reads standard input.") var recipe: String
  @Option(name: .shortAndLong, help: ArgumentHelp("The GGUF file to write.", valueName: "file")) var output: String
  @Flag(help: "Go on from the checkpoint of a run that was interrupted.") var resume = false
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var place: ForceOption
  @Flag(help: "Print JSON, one object a line.") var json = false

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output needs the name of a file, not an empty text") }
  }
}

extension TrainingShape {
  /// Refuses a model whose weights would not find room as they are trained, in four bytes each.
  func checkMemory(_ name: String) throws(Failure) {
    let (needed, available) = (4 * parameterCount, Machine.availableMemory)
    guard needed <= available else {
      throw Failure(
        "\(name) takes \(ByteCount(needed)) of memory with weights of four bytes, and \(ByteCount(available)) are free")
    }
  }
}
