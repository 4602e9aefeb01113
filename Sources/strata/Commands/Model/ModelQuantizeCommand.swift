import ArgumentParser
import Foundation
import Inference

/// `strata model quantize`: a model stored in fewer bits.
struct ModelQuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize", abstract: "Store a model in another type: smaller, faster, a little less exact.",
    discussion: """
      Types with S, M or L give more bits to the tensors that need them most. Rows that are no whole number of a type's \
      blocks get a type of smaller blocks; vectors stay as they are. Best from F32, F16 or BF16: what is quantized \
      already has lost something, and loses more.
      """)

  @Argument(help: ArgumentHelp("The model; of a split one the first part.", valueName: "in")) var source: String
  @Argument(help: ArgumentHelp("The file to write.", valueName: "out")) var target: String
  @Option(help: ArgumentHelp("What most tensors become: Q4_K_M.", valueName: "type")) var type: MixName
  @Option(help: ArgumentHelp("What the output tensor becomes, whatever the rest: F16.", valueName: "type"))
  var keepOutput: TypeName?
  @Option(help: ArgumentHelp("Threads that work (default: one for each core).", valueName: "n")) var threads: Int?
  @Flag(help: "Write over a file that is there.") var force = false
  @Flag(help: "Print JSON.") var json = false

  /// The name of a mixture on the command line.
  struct MixName: ExpressibleByArgument {
    let mix: QuantizationMix
    init?(argument: String) {
      guard let mix = QuantizationMix(name: argument) else { return nil }
      self.mix = mix
    }
    static let allValueStrings = QuantizationMix.allCases.map(\.name)
  }

  /// The name of a tensor type on the command line.
  struct TypeName: ExpressibleByArgument {
    let type: TensorType
    init?(argument: String) {
      guard let type = TensorType(name: argument) else { return nil }
      self.type = type
    }
    static let allValueStrings = TensorType.allCases.map(\.name)
  }

  func validate() throws {
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads must be from 1 to 256, not \(threads)")
    }
    if source.isEmpty || target.isEmpty { throw ValidationError("the name of a file is an empty text") }
  }

  func run() throws {
    let file = try GGUFFile.open(source)
    let quantizer = try Quantizer(file, to: type.mix, output: keepOutput?.type)
    if !force, FileManager.default.fileExists(atPath: target) {
      throw Failure("the file \(target) is there already. Name another one, or write over it with --force")
    }
    if quantizer.choices.contains(where: \.isRequantized) {
      Console.warn("\(source) is quantized already and loses more now; the original would give a better model")
    }
    Interruption.heed()
    var line = ProgressLine()
    defer { line.clear() }
    do {
      try quantizer.write(to: target, threads: threads ?? WorkerPool.physicalCoreCount) { progress in
        line.show(progress.tensor, Double(progress.done) / Double(progress.total))
        return !Interruption.isRequested
      }
    } catch {
      guard case .write(.interrupted) = error else { throw error }
      line.clear()
      Console.warn("\(error)")
      throw ExitCode(Interruption.status)
    }
    line.clear()
    let result = QuantizeResult(quantizer, from: source, bytes: file.byteCount, to: target)
    if json { try result.json.write() } else { try result.printout.write() }
  }
}

/// What became of a model.
private struct QuantizeResult {
  let quantizer: Quantizer
  let source: String
  let target: String
  let bytesBefore: Int
  let bytesAfter: Int

  init(_ quantizer: Quantizer, from source: String, bytes: Int, to target: String) {
    self.quantizer = quantizer
    self.source = source
    self.target = target
    bytesBefore = bytes
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    bytesAfter = attributes?[.size] as? Int ?? quantizer.bytesAfter
  }

  private var bitsBefore: Double { Double(quantizer.bytesBefore) * 8 / Double(quantizer.weightCount) }
  private var bitsAfter: Double { Double(quantizer.bytesAfter) * 8 / Double(quantizer.weightCount) }

  /// How many tensors there are of each type, the most frequent first.
  private var types: [(name: String, count: Int)] {
    let counts = Dictionary(grouping: quantizer.choices, by: \.type.name).mapValues(\.count)
    return counts.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }

  /// Tensors that could not become what the mixture has for them.
  private var fallbacks: [(choice: Quantizer.Choice, instead: TensorType)] {
    quantizer.choices.compactMap { choice in choice.insteadOf.map { (choice, $0) } }
  }

  var printout: Printout {
    var out = Printout()
    out.table([
      ["", source, target],
      ["size", QuantizeResult.size(bytesBefore), QuantizeResult.size(bytesAfter)],
      ["bits per weight", String(format: "%.2f", bitsBefore), String(format: "%.2f", bitsAfter)],
    ])
    out.line("\(quantizer.mix.name): " + types.map { "\($0.count) × \($0.name)" }.joined(separator: ", "))
    if let first = fallbacks.first {
      let tensor = first.choice.tensor
      out.wrapped(
        "\(Counted.of(fallbacks.count, "tensor")) got another type than the mixture has for them, since their rows are no "
          + "whole number of its blocks: \(tensor.name), rows of \(tensor.columns), \(first.choice.type.name) and not "
          + "\(first.instead.name)" + (fallbacks.count > 1 ? ", and others." : "."), width: Console.columns)
    }
    return out
  }

  private static func size(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }

  var json: JSON {
    [
      "from": .text(source), "to": .text(target), "type": .text(quantizer.mix.name),
      "bytes_before": .int(bytesBefore), "bytes_after": .int(bytesAfter),
      "bits_per_weight_before": .number(bitsBefore), "bits_per_weight_after": .number(bitsAfter),
      "weights": .int(quantizer.weightCount),
      "tensors": .list(
        quantizer.choices.map { choice in
          [
            "name": .text(choice.tensor.name), "from": .text(choice.tensor.type.name), "to": .text(choice.type.name),
            "instead_of": .text(choice.insteadOf?.name),
          ]
        }),
    ]
  }
}
