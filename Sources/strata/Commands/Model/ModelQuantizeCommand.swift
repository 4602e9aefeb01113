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
      already has lost something, and loses more. Types: \(Named.mixes.joined(separator: ", ")).
      """)

  @Argument(help: ArgumentHelp("The model; of a split one the first part.", valueName: "in")) var source: String
  @Argument(help: ArgumentHelp("The file to write.", valueName: "out")) var target: String
  @Option(help: ArgumentHelp("What most tensors become: Q4_K_M.", valueName: "type"), completion: .list(Named.mixes))
  var type: String
  @Option(
    help: ArgumentHelp("What the output tensor becomes, whatever the rest: F16.", valueName: "type"),
    completion: .list(Named.types))
  var keepOutput: String?
  @OptionGroup var pool: ThreadsOption
  @OptionGroup var place: ForceOption
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if source.isEmpty || target.isEmpty { throw ValidationError("the name of a file is an empty text") }
  }

  func run() throws {
    let mix = try Named.mix(type)
    let output = try keepOutput.map { try Named.type($0, option: "--keep-output") }
    let file = try ModelFile.open(source)
    let quantizer: Quantizer
    do { quantizer = try Quantizer(file, to: mix, output: output) } catch { throw Failure("\(source): \(error)") }
    try place.check(target)
    if quantizer.choices.contains(where: \.isRequantized) {
      Console.warn("\(source) is quantized already and loses more now; the original would give a better model")
    }
    Interruption.heed()
    var line = ProgressLine()
    defer { line.clear() }
    do {
      try quantizer.write(to: target, threads: pool.count) { progress in
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
    let result = QuantizeResult(quantizer, from: source, file, to: target, try GGUFFile.open(target))
    if json { try result.json.write() } else { try result.printout.write() }
  }
}

/// What became of a model.
private struct QuantizeResult {
  let quantizer: Quantizer
  let before: Side
  let after: Side

  /// The file as it was, or as it is now.
  struct Side {
    let path: String
    let byteCount: Int
    let outline: ModelOutline
  }

  init(_ quantizer: Quantizer, from source: String, _ old: GGUFFile, to target: String, _ new: GGUFFile) {
    self.quantizer = quantizer
    before = Side(path: source, byteCount: old.byteCount, outline: ModelOutline(old))
    after = Side(path: target, byteCount: new.byteCount, outline: ModelOutline(new))
  }

  /// Tensors that could not become what the mixture has for them.
  private var fallbacks: [(choice: Quantizer.Choice, instead: TensorType)] {
    quantizer.choices.compactMap { choice in choice.insteadOf.map { (choice, $0) } }
  }

  var printout: Printout {
    var out = Printout()
    out.table([
      ["", before.path, after.path],
      ["size", "\(ByteCount(before.byteCount))", "\(ByteCount(after.byteCount))"],
      ["bits per weight"] + [before, after].map { String(format: "%.2f", $0.outline.bitsPerWeight ?? 0) },
    ])
    let types = after.outline.tallies.map { "\($0.tensors) × \($0.type.name)" }
    out.line("\(quantizer.mix.name): " + types.joined(separator: ", "))
    if let first = fallbacks.first {
      let tensor = first.choice.tensor
      out.wrapped(
        "\(Counted.of(fallbacks.count, "tensor")) got another type than the mixture has for them, since their rows are no "
          + "whole number of its blocks: \(tensor.name), rows of \(tensor.columns), \(first.choice.type.name) and not "
          + "\(first.instead.name)" + (fallbacks.count > 1 ? ", and others." : "."), width: Console.columns)
    }
    return out
  }

  var json: JSON {
    [
      "from": .text(before.path), "to": .text(after.path), "type": .text(quantizer.mix.name),
      "bytes_before": .int(before.byteCount), "bytes_after": .int(after.byteCount),
      "bits_per_weight_before": .number(before.outline.bitsPerWeight),
      "bits_per_weight_after": .number(after.outline.bitsPerWeight), "weights": .int(after.outline.weightCount),
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
