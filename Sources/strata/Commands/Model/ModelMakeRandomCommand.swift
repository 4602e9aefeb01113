import ArgumentParser
import Decision
import Inference
import TextSafety

/// `strata model make-random`: a model to measure speed with.
struct ModelMakeRandomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make-random", abstract: "Write a model with random weights, to measure speed with.",
    discussion: """
      It computes as slowly as a trained model of its shape, and what it generates means nothing; the file says so. \
      Shapes: \(Named.shapes.joined(separator: ", ")). Types: \
      \(Named.mixes.joined(separator: ", ")). One seed gives one file, to the last byte.
      """)

  @Argument(help: "The file to write.", completion: .file(extensions: ["gguf"])) var file: String
  @Option(help: ArgumentHelp("The shape: 15m, 110m, 1b …", valueName: "name"), completion: .list(Named.shapes))
  var shape: String
  @Option(
    help: ArgumentHelp("What the weights are stored as: F16, Q4_K_M …", valueName: "name"),
    completion: .list(Named.mixes))
  var type = "F16"
  @OptionGroup var chance: SeedOption
  @OptionGroup var place: ForceOption

  func run() throws {
    let (shape, mix) = (try Named.shape(shape), try Named.mix(type))
    try place.check(file)
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
        + "\(ByteCount(bytes)), for measuring speed only")
    try out.write()
  }
}
