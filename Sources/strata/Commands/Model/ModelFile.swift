import ArgumentParser
import Inference
import TextSafety

/// What a model command computes with.
enum ModelFile {
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

  /// Says, before anything is computed, if the memory will not do for models that are open at once.
  static func checkMemory(_ models: [Model], positions: Int, type: KVType) throws {
    let needs = models.map { MemoryNeed($0, positions: positions, type: type) }
    guard let first = needs.first else { return }
    try needs.dropFirst().reduce(first, +).check()
  }
}

/// Options of every command that computes.
struct ComputeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Threads that compute (default: the physical cores).", valueName: "n"))
  var threads: Int?
  @Option(help: ArgumentHelp("How keys and values are stored: f32, f16 or q8_0.", valueName: "type"))
  var kv = KVOption.f16

  /// The word for a `KVType`.
  enum KVOption: String, CaseIterable, ExpressibleByArgument {
    case f32, f16, q8_0
  }

  func validate() throws {
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads must be from 1 to 256, not \(threads)")
    }
  }

  var kvType: KVType {
    switch kv {
    case .f32: .f32
    case .f16: .f16
    case .q8_0: .q8_0
    }
  }

  var threadCount: Int { threads ?? WorkerPool.physicalCoreCount }
}
