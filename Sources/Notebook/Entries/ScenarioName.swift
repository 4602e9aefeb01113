/// The name of a saved scenario: small letters, digits and single hyphens between them, as in `rag-desk`.
///
/// It is a file's name in exports and a word on the command line, so that nothing else is taken.
public struct ScenarioName: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The most letters that a name has.
  public static let limit = 60

  public let rawValue: String

  /// Takes a text that is such a name already; nil for any other.
  public init?(_ text: some StringProtocol) {
    guard !text.isEmpty, ScenarioName.slug(text) == String(text) else { return nil }
    rawValue = String(text)
  }

  /// Makes a name of any text: `RAG desk, 2nd` becomes `rag-desk-2nd`; nil when it has no plain letter or digit.
  public static func fitting(_ text: some StringProtocol) -> ScenarioName? {
    ScenarioName(slug(text))
  }

  public var description: String { rawValue }

  public static func < (a: ScenarioName, b: ScenarioName) -> Bool { a.rawValue < b.rawValue }

  /// Empty when the text has no plain letter or digit.
  private static func slug(_ text: some StringProtocol) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": out.unicodeScalars.append(scalar)
      case "A"..."Z": out += String(scalar).lowercased()
      default: if !out.isEmpty && !out.hasSuffix("-") { out += "-" }
      }
    }
    out = String(out.prefix(limit))
    return out.hasSuffix("-") ? String(out.dropLast()) : out
  }
}
