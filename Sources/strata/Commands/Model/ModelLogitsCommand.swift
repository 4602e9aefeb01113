import ArgumentParser
import Foundation
import Inference
import TextSafety

/// `strata model logits`: what a model thinks comes next.
struct ModelLogitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logits", abstract: "Run tokens through a model and show the largest logits after the last one.")

  @Argument(help: "A GGUF file.") var file: String
  @Option(help: ArgumentHelp("The tokens, by number, with commas: 1,2,3.", valueName: "ids")) var ids: String
  @Option(help: ArgumentHelp("How many of the largest to show.", valueName: "n")) var top = 10
  @OptionGroup var compute: ComputeOptions
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if top < 1 { throw ValidationError("--top must be 1 or more, not \(top)") }
    _ = try tokens()
  }

  private func tokens() throws -> [TokenID] {
    let words = ids.split(separator: ",", omittingEmptySubsequences: false)
    return try words.map { word in
      guard let id = TokenID(word.trimmingPrefix { $0 == " " }), id >= 0 else {
        throw ValidationError(
          "--ids must be numbers with commas, like 1,2,3; '\(SafeText(String(word)).string)' is none")
      }
      return id
    }
  }

  func run() throws {
    let model = try ModelFile.model(ModelFile.open(file), path: file)
    let tokens = try tokens()
    guard tokens.count <= model.blueprint.contextLength else {
      throw Failure("\(file) has a context of \(model.blueprint.contextLength) tokens, and --ids are \(tokens.count)")
    }
    try ModelFile.checkMemory([model], positions: tokens.count, type: compute.kvType)
    var context = try InferenceContext(
      model, contextLength: tokens.count, kvType: compute.kvType, threads: compute.threadCount)
    let logits = try ModelFile.computing(file) { try context.advance(tokens) }
    let order = logits.indices.sorted { logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1 }.prefix(top)
    if json {
      let rows = order.map { ["id": .int($0), "logit": .number(Double(logits[$0]))] as JSON }
      try (["position": .int(tokens.count - 1), "top": .list(rows)] as JSON).write()
      return
    }
    var out = Printout()
    out.heading("The largest logits after \(Counted.of(tokens.count, "token"))")
    out.table(order.map { ["\($0)", String(format: "%.4f", logits[$0])] }, indent: 2)
    try out.write()
  }
}
