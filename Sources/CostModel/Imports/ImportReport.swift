public import TextSafety

/// What came of an import: the rows that could be used, and why others could not.
public struct ImportReport<Row: Sendable>: Sendable {
  /// An entry that was left out.
  public struct Skipped: Hashable, Sendable {
    /// The entry's key, or the row's line.
    public var key: String
    /// A sentence without a full stop.
    public var why: String

    /// For a terminal.
    public var safe: SafeText { SafeText("\(CatalogProblem.shortened(key)): \(why)") }
  }

  /// In the order of their keys.
  public var rows: [Row]
  /// Entries that should have been rows and could not be read.
  public var skipped: [Skipped]
  /// Entries that are about something else: images, embeddings, machines without accelerators.
  public var otherKinds: Int
}

/// Why nothing could be imported.
public enum ImportError: Error, Hashable, Sendable {
  /// The file cannot be read, or is not of the expected form at all; a sentence without a full stop.
  case notOfThisForm(String)

  public var message: SafeText {
    switch self {
    case .notOfThisForm(let why): SafeText("nothing was imported: \(why)")
    }
  }
}
