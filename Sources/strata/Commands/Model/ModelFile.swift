import ArgumentParser
import Inference
import TextSafety

/// What a model command computes with.
enum ModelFile {
  /// Opens a model's file; where there is none, the shipped model of this name.
  static func open(_ name: String) throws(GGUFFile.ReadError) -> GGUFFile {
    try GGUFFile.open(ShippedModels.path(name))
  }

  /// The file as a model.
  static func model(_ file: GGUFFile, path: String) throws -> Model {
    do {
      return try Model(metadata: file.metadata, tensors: file.tensors)
    } catch {
      throw Failure("\(path) cannot be run: \(error)")
    }
  }

  /// The file's tokenizer.
  static func tokenizer(_ file: GGUFFile, path: String) throws -> Tokenizer {
    do {
      return try Tokenizer(metadata: file.metadata)
    } catch {
      throw Failure("the vocabulary of \(path) cannot be used: \(error)")
    }
  }

  /// Computes, and names the file where what it predicts is no number.
  ///
  /// - Parameter second: the file of a second model that works beside it.
  static func computing<Result>(_ path: String, second: String? = nil, _ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch InferenceContext.ContextError.notANumber(let isSecond) {
      throw damaged(isSecond ? second ?? path : path)
    } catch Perplexity.TextError.context(.notANumber(let isSecond)) {
      throw damaged(isSecond ? second ?? path : path)
    }
  }

  private static func damaged(_ path: String) -> Failure {
    Failure(
      "\(path) predicts what is no number: its weights are damaged. Download or train it again; strata model quantize says "
        + "which weight it is")
  }

  /// Says, before anything is computed, if the memory will not do for models that are open at once.
  static func checkMemory(_ models: [Model], positions: Int, type: KVType) throws {
    let needs = models.map { MemoryNeed($0, positions: positions, type: type) }
    guard let first = needs.first else { return }
    try needs.dropFirst().reduce(first, +).check()
  }
}

/// Options of every command that computes.
struct ComputeOptions: ParsableArguments {
  @OptionGroup private var pool: ThreadsOption
  @OptionGroup private var kv: KVOption

  var threadCount: Int { pool.count }
  var kvType: KVType { kv.type }
}
