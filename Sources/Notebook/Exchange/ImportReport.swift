public import Curriculum

/// What an import did.
public struct ImportReport: Equatable, Sendable {
  /// Entries that have the folder's text now.
  public var changed: [EntryKey]
  /// Entries that this notebook did not have.
  public var added: [EntryKey]
  /// Entries that were edited on both sides: the notebook's text stays, the folder's is kept as a version.
  public var bothChanged: [EntryKey]
  /// Entries that were not edited in the folder, or whose text the notebook has or had.
  public var unchanged: Int
  /// What could not be read or taken, by file and line.
  public var problems: [ContentProblem]

  /// A report; with no arguments, that of an import which found nothing.
  public init(
    changed: [EntryKey] = [], added: [EntryKey] = [], bothChanged: [EntryKey] = [], unchanged: Int = 0,
    problems: [ContentProblem] = []
  ) {
    self.changed = changed
    self.added = added
    self.bothChanged = bothChanged
    self.unchanged = unchanged
    self.problems = problems
  }
}
