import ArgumentParser
import Foundation
import Inference
import TextSafety

/// `strata model perplexity`: how well a model predicts a text, and how far it is from another.
struct ModelPerplexityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "perplexity", abstract: "Measure how well a model predicts a text, alone or against a base model.",
    discussion: """
      The text is cut into windows of --context tokens, and the second half of each is scored, as llama.cpp does. With --base the \
      predictions are compared token by token: the divergence from the base, and how often both think the same token most likely.
      """)

  @Argument(help: "A GGUF file.") var file: String
  @Option(help: "The text to predict; - reads standard input.") var text: String
  @Option(help: ArgumentHelp("Tokens of a window.", valueName: "n")) var context = 512
  @Option(help: ArgumentHelp("A model with the same vocabulary to compare with.", valueName: "file")) var base: String?
  @Flag(help: "Names of control tokens in the text are these tokens.") var special = false
  @OptionGroup var compute: ComputeOptions
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if !(8...1_000_000).contains(context) {
      throw ValidationError("--context must be from 8 to 1000000, not \(context)")
    }
  }

  func run() throws {
    let opened = try ModelFile.open(file)
    let model = try ModelFile.model(opened, path: file)
    guard context <= model.blueprint.contextLength else {
      throw Failure(
        "\(file) was made for \(model.blueprint.contextLength) tokens; behind them its figures mean nothing. Set --context to at most that"
      )
    }
    let tokenizer = try ModelFile.tokenizer(opened, path: file)
    let tokens = tokens(of: try InputFile.bytes(of: text, most: 256 << 20), tokenizer)
    let baseModel = try base.map { try ModelFile.model(ModelFile.open($0), path: $0) }
    try ModelFile.checkMemory([model] + (baseModel.map { [$0] } ?? []), positions: context, type: compute.kvType)
    let transformer = try Transformer(model, threads: compute.threadCount)
    let other = try baseModel.map { try Transformer($0, threads: compute.threadCount) }
    Interruption.heed()
    var progress = ProgressLine()
    defer { progress.clear() }
    let found: Perplexity
    do {
      found = try ModelFile.computing(file, second: base) {
        try Perplexity(
          of: tokens, beginning: tokenizer.addsBeginning ? tokenizer.beginningOfText : nil, window: context,
          model: transformer, base: other, kvType: compute.kvType,
          progress: { share in
            progress.show("scoring", share)
            return !Interruption.isRequested
          })
      }
    } catch Perplexity.TextError.stopped {
      progress.clear()
      Console.warn("interrupted: there is no perplexity")
      throw ExitCode(Interruption.status)
    }
    progress.clear()
    if json { try report(found).write() } else { try print(found) }
  }

  /// The tokens of a text, without those that a tokenizer puts at its ends: each window gets its own.
  private func tokens(of text: [UInt8], _ tokenizer: Tokenizer) -> [TokenID] {
    var tokens = tokenizer.tokens(of: text, special: special)
    if special, tokenizer.addsBeginning { tokens.removeFirst(min(1, tokens.count)) }
    if special, tokenizer.addsEnd { tokens.removeLast(min(1, tokens.count)) }
    return tokens
  }

  private func report(_ found: Perplexity) -> JSON {
    var members: [String: JSON] = [
      "perplexity": .number(found.perplexity), "stderr": .number(found.standardError), "tokens": .int(found.tokenCount),
      "context": .int(context),
    ]
    if let divergence = found.divergence {
      members["base_perplexity"] = .number(divergence.basePerplexity)
      members["kl_mean"] = .number(divergence.mean.value)
      members["kl_stderr"] = .number(divergence.mean.standardError)
      members["kl_median"] = .number(divergence.median)
      members["kl_p99"] = .number(divergence.percentile99)
      members["kl_max"] = .number(divergence.maximum)
      members["same_top"] = .number(divergence.sameTop.value)
      members["same_top_stderr"] = .number(divergence.sameTop.standardError)
    }
    return .object(members)
  }

  private func decimals(_ value: Double) -> String { String(format: "%.4f", value) }

  private func print(_ found: Perplexity) throws {
    var out = Printout()
    out.heading("Perplexity over \(Counted.of(found.tokenCount, "token")), in windows of \(context)")
    var rows = [["perplexity", decimals(found.perplexity), "± " + decimals(found.standardError)]]
    if let divergence = found.divergence {
      rows += [
        ["of the base", decimals(divergence.basePerplexity), ""],
        [
          "KL divergence, mean", decimals(divergence.mean.value),
          "± " + decimals(divergence.mean.standardError),
        ],
        ["median", decimals(divergence.median), ""],
        ["99th percentile", decimals(divergence.percentile99), ""],
        ["largest", decimals(divergence.maximum), ""],
        [
          "same top token", decimals(100 * divergence.sameTop.value) + " %",
          "± " + decimals(100 * divergence.sameTop.standardError) + " %",
        ],
      ]
    }
    out.table(rows, indent: 2)
    try out.write()
  }
}
