/// What a check says about an answer while it is written.
///
/// Checks help; they never refuse.
public struct CheckResult: Equatable, Sendable {
  public var check: Lab.Field.Check
  public var passed: Bool
  /// A line for the reader: what is there, or what is missing.
  public var message: String
}

extension Lab.Field.Check {
  /// Looks at an answer.
  public func result(for text: String) -> CheckResult {
    let message: String? =
      switch self {
      case .oneSentence: SentenceCheck.sentenceProblem(text)
      case .ownAndConsume: SentenceCheck.ownershipProblem(text)
      case .sourceAndDate: SentenceCheck.sourceProblem(text)
      }
    let good =
      switch self {
      case .oneSentence: "one sentence"
      case .ownAndConsume: "says what they own and what they consume"
      case .sourceAndDate: "names a source and a date"
      }
    return CheckResult(check: self, passed: message == nil, message: message ?? good)
  }
}

/// Simple readings of a sentence: enough to remind, never to judge.
enum SentenceCheck {
  static func sentenceProblem(_ text: String) -> String? {
    if text.split(whereSeparator: \.isNewline).count(where: { !$0.allSatisfy(\.isWhitespace) }) > 1 {
      return "more than one line: make it one sentence"
    }
    let words = text.split(whereSeparator: \.isWhitespace)
    if words.count < 4 { return "write a whole sentence" }
    var ends = 0
    for (index, word) in words.enumerated() {
      let bare = word.reversed().drop { "\"')]”’".contains($0) }
      guard let last = bare.first, ".!?".contains(last) else { continue }
      let isLast = index == words.count - 1
      // An abbreviation such as "e.g." or "Inc." is followed by more of the sentence.
      let inner = bare.dropFirst()
      if !isLast && (inner.contains(".") || inner.count <= 1) { continue }
      if !isLast, let next = words[index + 1].first(where: \.isLetter), next.isLowercase { continue }
      ends += 1
    }
    return ends > 1 ? "more than one sentence: make it one" : nil
  }

  static func ownershipProblem(_ text: String) -> String? {
    let words = Set(
      text.lowercased().split { !$0.isLetter && $0 != "-" }.map(String.init))
    let owns = !words.isDisjoint(with: ownWords)
    let consumes = !words.isDisjoint(with: consumeWords)
    return switch (owns, consumes) {
    case (true, true): nil
    case (true, false): "what do they consume?"
    case (false, true): "what do they own?"
    case (false, false): "say what they own and what they consume"
    }
  }

  static func sourceProblem(_ text: String) -> String? {
    let groups = text.split(separator: "(").dropFirst().compactMap { part -> Substring? in
      part.firstIndex(of: ")").map { part[..<$0] }
    }
    func hasYear(_ part: Substring) -> Bool {
      part.split { !$0.isNumber }.contains { $0.count == 4 && ($0.hasPrefix("19") || $0.hasPrefix("20")) }
    }
    func hasName(_ part: Substring) -> Bool {
      part.split { !$0.isLetter }.contains { $0.count >= 3 && !months.contains($0.lowercased()) }
    }
    if groups.contains(where: { hasYear($0) && hasName($0) }) { return nil }
    if groups.contains(where: hasYear) { return "name the source beside the date: (source, 2026-04)" }
    return "end with a source and a date in brackets: (source, 2026-04)"
  }

  private static let ownWords: Set<String> = [
    "own", "owns", "owned", "build", "builds", "built", "train", "trains", "trained", "operate", "operates", "run",
    "runs", "develop", "develops", "maintain", "maintains",
  ]
  private static let consumeWords: Set<String> = [
    "consume", "consumes", "consumed", "rent", "rents", "buy", "buys", "lease", "leases", "license", "licenses",
    "use", "uses", "take", "takes", "call", "calls", "rely", "relies", "nothing",
  ]
  private static let months: Set<String> = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "january", "february",
    "march", "april", "june", "july", "august", "september", "october", "november", "december",
  ]
}
