public import TextSafety

/// A mistake in a file of the catalogue, or in one that is imported, with its place and what would be right.
public struct CatalogProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// A required field is empty or not there.
    case missing
    case notANumber
    /// The allowed range in words: `0 to 100,000`.
    case outOfRange(allowed: String)
    case notADay
    /// None of the known words; the nearest first.
    case unknownWord(known: [String], near: [String])
    /// A name that nothing else in the catalogue has.
    case unknownName(kind: String, near: [String])
    /// A column or key that no reader knows: most are misspelt.
    case unknownField(near: [String])
    case controlCharacter
    case tooLong(most: Int)
    /// The same id was there before.
    case doubled(firstLine: Int)
    /// A sentence without a full stop.
    case other(String)
  }

  /// The file's name: `gpu-prices.csv`.
  public var file: String
  /// From 1.
  public var line: Int
  /// The column or key, or the path to it; nil where the whole file or row is meant.
  public var field: String?
  /// The offending text as it was written.
  public var value: String?
  public var reason: Reason

  public init(file: String, line: Int, field: String? = nil, value: String? = nil, reason: Reason) {
    self.file = file
    self.line = line
    self.field = field
    self.value = value
    self.reason = reason
  }

  /// `gpu-prices.csv:12: gpus is "-3", allowed is 1 to 1,024`; not yet safe for a terminal.
  public var description: String {
    let subject = field.map { "\($0) " } ?? ""
    let quoted = value.map { "\"\(CatalogProblem.shortened($0))\"" } ?? "empty"
    return "\(file):\(line): " + sentence(subject: subject, quoted: quoted)
  }

  /// The problem as a line that a terminal can show.
  public var safe: SafeText { SafeText(description) }

  private func sentence(subject: String, quoted: String) -> String {
    switch reason {
    case .missing: "\(subject)is missing"
    case .notANumber: "\(subject)is \(quoted), which is no plain decimal number"
    case .outOfRange(let allowed): "\(subject)is \(quoted), allowed is \(allowed)"
    case .notADay: "\(subject)is \(quoted), which is no day: write 2026-11-12, 2026-11 or 2026"
    case .unknownWord(let known, let near):
      "\(subject)is \(quoted), which is none of: \(known.joined(separator: ", "))" + CatalogProblem.hint(near)
    case .unknownName(let kind, let near):
      "\(subject)is \(quoted), and there is no \(kind) of that name" + CatalogProblem.hint(near)
    case .unknownField(let near): "\(subject)is not a field here" + CatalogProblem.hint(near)
    case .controlCharacter: "\(subject)holds a control character: \(quoted)"
    case .tooLong(let most): "\(subject)is longer than \(most) characters: \(quoted)"
    case .doubled(let first): "\(subject)is \(quoted), as on line \(first)"
    case .other(let sentence): "\(subject)\(sentence)"
    }
  }

  static func shortened(_ text: String) -> String {
    text.count > 48 ? text.prefix(47) + "…" : text
  }

  static func hint(_ near: [String]) -> String {
    near.isEmpty ? "" : "; near it: " + near.joined(separator: ", ")
  }
}

/// Why there is no catalogue.
public enum CatalogError: Error, Hashable, Sendable {
  /// The folder lacks one of the files that every catalogue has, or it cannot be read.
  case unreadable(path: String, why: String)
  case unwritable(path: String, why: String)
  /// The files have mistakes; never empty.
  case broken(folder: String, problems: [CatalogProblem])

  /// What is wrong and where, for a terminal.
  public var message: SafeText {
    switch self {
    case .unreadable(let path, let why): SafeText("the catalogue's file \(path) cannot be read: \(why)")
    case .unwritable(let path, let why): SafeText("the catalogue's file \(path) cannot be written: \(why)")
    case .broken(let folder, let problems):
      SafeText(
        problems.count == 1
          ? "the catalogue in \(folder) has a mistake: \(problems[0])"
          : "the catalogue in \(folder) has \(problems.count) mistakes; the first: \(problems[0])")
    }
  }
}
