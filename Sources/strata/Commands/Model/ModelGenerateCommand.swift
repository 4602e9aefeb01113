import ArgumentParser
import Foundation
import Inference
import TextSafety

/// `strata model generate`: a model continues a text.
struct ModelGenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Let a model continue a prompt, or answer it.",
    discussion: """
      A model with a chat template that is known answers the prompt as a message (--raw: it continues the text). The most \
      likely token is taken each time unless --temperature is above 0. Names of control tokens are text in a message, and \
      these tokens in a text that is continued. Ctrl-C ends at the next token.

      With --draft somebody guesses some tokens ahead, and the model checks them in one pass. The text is as if it had \
      written alone: the same where the most likely token is taken, else drawn with the same probabilities.
      """)

  @Argument(help: "A GGUF file.") var file: String
  @Option(help: "The text to continue; - reads standard input.") var prompt: String
  @Option(name: .customShort("n"), help: ArgumentHelp("The most tokens to draw.", valueName: "n")) var count = 128
  @OptionGroup var drawing: SamplingOptions
  @OptionGroup var drafts: DraftOptions
  @OptionGroup var compute: ComputeOptions
  @Option(help: ArgumentHelp("Positions of the context (default: as many as are needed).", valueName: "n"))
  var context: Int?
  @Flag(help: "Continue the text, whatever the model was tuned for.") var raw = false
  @Flag(help: "Answer the prompt as a message; an error if the chat template is not known.") var chat = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if raw && chat { throw ValidationError("--raw and --chat exclude each other") }
    if !(0...1_000_000).contains(count) { throw ValidationError("-n must be from 0 to 1000000, not \(count)") }
    if let context, !(1...10_000_000).contains(context) {
      throw ValidationError("--context must be from 1 to 10000000, not \(context)")
    }
  }

  func run() throws {
    let opened = try ModelFile.open(file)
    let model = try ModelFile.model(opened, path: file)
    let tokenizer = try ModelFile.tokenizer(opened, path: file)
    let tokens = try tokens(
      of: TextArgument.text(of: prompt), tokenizer, template: ChatTemplate.recognise(opened.metadata))
    guard !tokens.isEmpty else { throw Failure.usage("the prompt has no token; give a text to continue") }
    let positions = context ?? min(model.blueprint.contextLength, tokens.count + count)
    guard tokens.count <= positions else {
      throw Failure(
        "the prompt has \(Counted.of(tokens.count, "token")), and the context \(positions). Shorten it, or raise --context"
      )
    }
    let draft = try drafts.model(for: tokenizer)
    try ModelFile.checkMemory([model] + (draft.map { [$0] } ?? []), positions: positions, type: compute.kvType)
    Interruption.heed()
    var state = try InferenceContext(
      model, contextLength: positions, kvType: compute.kvType, threads: compute.threadCount)
    var output = GeneratedText(tokenizer, isShown: !json)
    var broken: (any Error)?
    let result = try ModelFile.computing(file, second: drafts.source) {
      try write(
        &state, tokens, draft, ends: tokenizer.endOfGeneration,
        shouldStop: { Interruption.isRequested || broken != nil },
        onToken: { token in
          do { try output.append(token) } catch { broken = error }
        })
    }
    if let broken { throw broken }
    try output.finish()
    if json {
      try report(result, text: output.text, prompt: tokens).write()
    } else if Console.isErrorTerminal {
      Console.warn(summary(result))
    }
    if result.ending == .stopped { throw ExitCode(Interruption.status) }
  }

  /// Lets the model write, alone or with somebody who guesses ahead.
  private func write(
    _ state: inout InferenceContext, _ prompt: [TokenID], _ draft: Model?, ends: Set<TokenID>,
    shouldStop: () -> Bool, onToken: (TokenID) -> Void
  ) throws -> Generation.Result {
    let sampler = Sampler(drawing.parameters, seed: drawing.seed)
    if let draft {
      let positions = min(state.contextLength, draft.blueprint.contextLength)
      let own = try InferenceContext(
        draft, contextLength: positions, kvType: compute.kvType, threads: compute.threadCount)
      var drafter = try ModelDrafter(own, for: state.transformer.model.blueprint)
      return try Generation.run(
        &state, drafter: &drafter, draftLength: drafts.length, prompt: prompt, count: count, sampler: sampler,
        ends: ends, shouldStop: shouldStop, onToken: onToken)
    }
    if drafts.source != nil {
      var drafter = NGramDrafter()
      return try Generation.run(
        &state, drafter: &drafter, draftLength: drafts.length, prompt: prompt, count: count, sampler: sampler,
        ends: ends, shouldStop: shouldStop, onToken: onToken)
    }
    return try Generation.run(
      &state, prompt: prompt, count: count, sampler: sampler, ends: ends, shouldStop: shouldStop, onToken: onToken)
  }

  /// The prompt as the model was taught to read it: a message, or a text whose names of control tokens are these tokens.
  private func tokens(of prompt: String, _ tokenizer: Tokenizer, template: ChatTemplate?) throws -> [TokenID] {
    if !raw, let template {
      return tokenizer.tokens(of: template.render([ChatMessage(.user, prompt)], today: ModelGenerateCommand.today))
    }
    if chat {
      throw Failure("the file has no chat template that is known; leave out --chat to continue the text as it stands")
    }
    return tokenizer.tokens(of: prompt, special: true)
  }

  /// The date as models are told it: `26 Jul 2024`.
  private static var today: String {
    let format = Date.VerbatimFormatStyle(
      format: "\(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits)",
      locale: Locale(identifier: "en_US_POSIX"), timeZone: .current, calendar: Calendar(identifier: .gregorian))
    return Date.now.formatted(format)
  }

  private func report(_ result: Generation.Result, text: String, prompt: [TokenID]) -> JSON {
    [
      "ids": .list(result.tokens.map { .int(Int($0)) }), "text": .text(text), "ended": .text(result.ending.rawValue),
      "prompt_ids": .list(prompt.map { .int(Int($0)) }),
      "prefill_tokens_per_s": .number(result.prefillTokensPerSecond),
      "decode_tokens_per_s": .number(result.decodeTokensPerSecond),
      "ttft_s": .number(result.timeToFirstToken.map { $0 / .seconds(1) }),
      "peak_rss_bytes": Machine.peakMemory.map { .int($0) } ?? .null,
      "speculation": result.speculation.map { drafts.report($0) } ?? .null,
    ]
  }

  private func summary(_ result: Generation.Result) -> String {
    let prefill = result.prefillTokensPerSecond.map { "\(Int($0)) tokens/s" } ?? "–"
    let decode = result.decodeTokensPerSecond.map { "\(Int($0)) tokens/s" } ?? "–"
    let drafted = result.speculation.map { "; " + drafts.summary($0) } ?? ""
    return
      "\(Counted.of(result.tokens.count, "token")) (\(result.ending.rawValue)); prefill of \(result.promptTokens): \(prefill), decode: \(decode)\(drafted)"
  }
}

/// How tokens are drawn, as options.
struct SamplingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Above 0, tokens are drawn by chance; 0 takes the most likely.", valueName: "t"))
  var temperature = 0.0
  @Option(
    name: .customLong("top-k"), help: ArgumentHelp("Draw from the k most likely only; 0: from all.", valueName: "k"))
  var topK = 0
  @Option(
    name: .customLong("top-p"),
    help: ArgumentHelp("Draw from the most likely that reach this probability together.", valueName: "p"))
  var topP = 1.0
  @Option(
    name: .customLong("min-p"),
    help: ArgumentHelp("Draw from those at least this share as likely as the first.", valueName: "p"))
  var minP = 0.0
  @Option(
    name: .customLong("repetition-penalty"),
    help: ArgumentHelp("Make the last 64 tokens less likely; 1: no penalty.", valueName: "x"))
  var repetitionPenalty = 1.0
  @OptionGroup private var chance: SeedOption

  func validate() throws {
    if !(0...100).contains(temperature) {
      throw ValidationError("--temperature must be from 0 to 100, not \(temperature)")
    }
    if topK < 0 { throw ValidationError("--top-k must be 0 or more, not \(topK)") }
    if !(topP > 0 && topP <= 1) { throw ValidationError("--top-p must be above 0 and at most 1, not \(topP)") }
    if !(0...1).contains(minP) { throw ValidationError("--min-p must be from 0 to 1, not \(minP)") }
    if !(0.1...10).contains(repetitionPenalty) {
      throw ValidationError("--repetition-penalty must be from 0.1 to 10, not \(repetitionPenalty)")
    }
  }

  /// One seed draws one text.
  var seed: UInt64 { chance.value }

  var parameters: SamplingParameters {
    SamplingParameters(
      temperature: temperature, topK: topK, topP: topP, minP: minP, repetitionPenalty: repetitionPenalty)
  }
}

/// The text that tokens become, shown while it comes.
private struct GeneratedText {
  private(set) var text = ""
  private var detokenizer: Detokenizer
  private let isShown: Bool

  init(_ tokenizer: Tokenizer, isShown: Bool) {
    detokenizer = Detokenizer(tokenizer, continuing: true)
    self.isShown = isShown
  }

  mutating func append(_ token: TokenID) throws { try add(detokenizer.append(token)) }

  mutating func finish() throws {
    try add(detokenizer.finish())
    if isShown { try Console.output("\n") }
  }

  private mutating func add(_ part: String) throws {
    text += part
    if isShown, !part.isEmpty { try Console.output(SafeText.cleanedBlock(part)) }
  }
}
