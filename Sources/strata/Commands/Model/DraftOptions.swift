import ArgumentParser
import Foundation
import Inference

/// Who guesses ahead of a model, as options.
struct DraftOptions: ParsableArguments {
  @Option(
    name: .customLong("draft"),
    help: ArgumentHelp(
      "Who guesses ahead: a smaller model with the same tokens, or ngram, what followed the same tokens before.",
      valueName: "file"))
  var source: String?
  @Option(
    name: .customLong("draft-length"),
    help: ArgumentHelp("Tokens that are guessed at a time (default: 4).", valueName: "n"))
  var chosenLength: Int?

  /// The word that stands for no file: n-grams of the text.
  static let ngrams = "ngram"

  func validate() throws {
    guard let chosenLength else { return }
    if source == nil { throw ValidationError("--draft-length needs --draft") }
    if !(1...64).contains(chosenLength) {
      throw ValidationError("--draft-length must be from 1 to 64, not \(chosenLength)")
    }
  }

  var length: Int { chosenLength ?? 4 }

  /// The smaller model, if one drafts; an error if its tokens are others than those of the target.
  func model(for target: Tokenizer) throws -> Model? {
    guard let source, source != DraftOptions.ngrams else { return nil }
    let opened = try ModelFile.open(source)
    do {
      try ModelFile.tokenizer(opened, path: source).checkSameTokens(asTarget: target)
    } catch let mismatch as VocabularyMismatch {
      throw Failure("\(source) cannot draft: \(mismatch)")
    }
    return try ModelFile.model(opened, path: source)
  }

  /// What became of the drafts.
  func report(_ found: Speculation) -> JSON {
    [
      "acceptance": .number(found.acceptance),
      "accepted_by_position": .list(found.accepted.map { .int($0) }),
      "check_s": .number(found.checking / .seconds(1)), "draft_length": .int(found.draftLength),
      "draft_prefill_s": .number(found.draftPrefill / .seconds(1)), "draft_s": .number(found.drafting / .seconds(1)),
      "drafted_by_position": .list(found.drafted.map { .int($0) }),
      "expected_tokens_per_pass": .number(
        found.acceptance.map {
          Speculation.expectedTokensPerPass(acceptance: $0, draftLength: found.draftLength)
        }),
      "passes": .int(found.passes), "refusals": .int(found.refusals), "tokens_per_pass": .number(found.tokensPerPass),
    ]
  }

  /// The same in a sentence.
  func summary(_ found: Speculation) -> String {
    guard let perPass = found.tokensPerPass else { return "no pass of drafts" }
    let (taken, drafted) = (found.accepted.reduce(0, +), found.drafted.reduce(0, +))
    return "\(String(format: "%.2f", perPass)) tokens a pass, \(taken) of \(Counted.of(drafted, "drafted token")) taken"
  }
}
