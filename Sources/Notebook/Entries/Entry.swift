public import Curriculum
public import Foundation

/// One text of the reader's, as it stands now.
public struct Entry: Equatable, Sendable {
  public var key: EntryKey
  /// What a note hangs on; nil for a note on nothing.
  public var anchor: Reference?
  /// A name that no other notebook gives, for exports that travel.
  public var uid: String
  public var text: String
  public var createdAt: Date
  public var updatedAt: Date
  /// How many versions are kept, the present one among them.
  public var versionCount: Int
  /// True for a prediction whose evidence was opened: it stays as it is.
  public var isLocked: Bool
  /// True for a note, scenario or pinned result that was taken away; its text is kept.
  public var isRemoved: Bool

  /// An entry as it will be once it is written: what a screen shows until the notebook has answered.
  public init(_ key: EntryKey, _ text: String, at now: Date) {
    self.init(
      key: key, anchor: key.subject, uid: "", text: text, createdAt: now, updatedAt: now, versionCount: 1,
      isLocked: false, isRemoved: false)
  }

  init(
    key: EntryKey, anchor: Reference?, uid: String, text: String, createdAt: Date, updatedAt: Date,
    versionCount: Int, isLocked: Bool, isRemoved: Bool
  ) {
    self.key = key
    self.anchor = anchor
    self.uid = uid
    self.text = text
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.versionCount = versionCount
    self.isLocked = isLocked
    self.isRemoved = isRemoved
  }

  /// The words of the text that begin with `#`, without it, in their order and once each.
  ///
  /// A scenario has none: a `#` begins a comment there.
  public var tags: [String] { if case .scenario = key { [] } else { Entry.tags(in: text) } }

  /// The tags of a text.
  public static func tags(in text: String) -> [String] {
    var out: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) where word.first == "#" {
      let tag = word.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
      if let first = tag.first, first.isLetter, !out.contains(String(tag)) { out.append(String(tag)) }
    }
    return out
  }
}

/// A text that an entry had.
public struct Version: Equatable, Sendable, Identifiable {
  /// How a version came to be.
  public enum Origin: String, Sendable {
    /// Written in the workbench.
    case typed
    /// Given to a command.
    case command
    /// Brought in by an import.
    case imported
    /// An older version brought back.
    case restored
    /// Cleared by a lab's reset.
    case reset
  }

  public var id: Int64
  public var text: String
  public var writtenAt: Date
  public var origin: Origin
}

/// One grading of a question: 0, 1 or 2 for each line of its rubric.
public struct Grade: Equatable, Sendable {
  /// Points by rubric line, `a` to `e`.
  public var points: [String: Int]
  public var gradedAt: Date

  public init(points: [String: Int], gradedAt: Date) {
    self.points = points
    self.gradedAt = gradedAt
  }

  /// The sum.
  public var total: Int { points.values.reduce(0, +) }
}

/// What is known of the reading of a page.
public struct Reading: Equatable, Sendable {
  /// When it was marked as read; nil when it was only opened.
  public var readAt: Date?
  /// The source line at the top of the window when it was last left.
  public var place: Int
  /// Seconds that it was open and in use.
  public var seconds: Int

  public init(readAt: Date? = nil, place: Int = 0, seconds: Int = 0) {
    self.readAt = readAt
    self.place = place
    self.seconds = seconds
  }
}
