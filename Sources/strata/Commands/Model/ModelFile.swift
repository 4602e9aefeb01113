import ArgumentParser
import Foundation
import Inference
import TextSafety

/// Opens what a model command computes with.
enum ModelFile {
  /// The file, mapped and checked.
  static func open(_ path: String) throws -> GGUFFile {
    do {
      return try GGUFFile.open(path)
    } catch {
      throw Failure("\(error)")
    }
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

  /// Says, before anything is computed, if the memory will not do.
  static func checkMemory(_ model: Model, positions: Int, type: KVType) throws {
    let need = MemoryNeed(model, positions: positions, type: type)
    guard let available = availableMemory, need.total > available else { return }
    func gib(_ bytes: Int) -> String { String(format: "%.2f GiB", Double(bytes) / 1_073_741_824) }
    throw Failure(
      "the model needs \(gib(need.total)) of memory (weights \(gib(need.weights)), a context of \(positions) tokens "
        + "\(gib(need.cache)), activations \(gib(need.activations))), and \(gib(available)) are free. "
        + "Take a smaller type, a shorter context (--context) or --kv q8_0")
  }

  /// Bytes that the system could give without swapping; nil where it does not say.
  private static var availableMemory: Int? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
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
