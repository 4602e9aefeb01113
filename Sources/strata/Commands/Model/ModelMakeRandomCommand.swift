import ArgumentParser
import Decision
import Foundation
import Inference
import TextSafety

/// `strata model make-random`: a model to measure speed with.
struct ModelMakeRandomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make-random", abstract: "Write a model with random weights, to measure speed with.",
    discussion: """
      It computes as slowly as a trained model of its shape, and what it generates means nothing; the file says so. \
      Shapes: \(ModelShape.named.map(\.name).joined(separator: ", ")). Types: \
      \(QuantizationMix.allCases.map(\.name).joined(separator: ", ")). One seed gives one file, to the last byte.
      """)

  @Argument(help: "The file to write.", completion: .file(extensions: ["gguf"])) var file: String
  @Option(
    help: ArgumentHelp("The shape: 15m, 110m, 1b …", valueName: "name"), completion: .list(ModelShape.named.map(\.name))
  )
  var shape: String
  @Option(
    help: ArgumentHelp("What the weights are stored as: F16, Q4_K_M …", valueName: "name"),
    completion: .list(QuantizationMix.allCases.map(\.name)))
  var type = "F16"
  @OptionGroup var chance: SeedOption
  @Flag(help: "Write over a file that is there.") var force = false

  func run() throws {
    let names = ModelShape.named.map(\.name)
    guard let shape = ModelShape(named: shape) else {
      throw Failure.usage(
        "--shape \(NearNames.quoted(shape)) is not known\(NearNames.hint(shape, among: names)); there are: "
          + names.joined(separator: ", "))
    }
    let types = QuantizationMix.allCases.map(\.name)
    guard let mix = QuantizationMix(name: type) else {
      throw Failure.usage(
        "--type \(NearNames.quoted(type)) is not known\(NearNames.hint(type.uppercased(), among: types)); there are: "
          + types.joined(separator: ", "))
    }
    guard force || !FileManager.default.fileExists(atPath: file) else {
      throw Failure("\(file) exists, and nothing was written; --force writes over it")
    }
    try write(RandomModel(shape, mix, seed: chance.value))
  }

  private func write(_ model: RandomModel) throws {
    var progress = ProgressLine()
    Interruption.heed()
    do {
      try model.write(to: file) { share in
        progress.show("writing \(file)", share)
        return !Interruption.isRequested
      }
      progress.clear()
    } catch {
      progress.clear()
      if case .interrupted = error {
        Console.warn("\(error)")
        throw ExitCode(Interruption.status)
      }
      throw Failure("\(error)")
    }
    let bytes = try GGUFFile.open(file).byteCount
    var out = Printout()
    out.line(
      "\(file): \(Figure.count(Double(model.shape.weightCount))) random weights, \(model.mix.name), "
        + "\(Figure.count(Double(bytes))) bytes, for measuring speed only")
    try out.write()
  }
}
