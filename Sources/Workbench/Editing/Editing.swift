public import Foundation
public import Notebook
public import Terminal

/// A text that is being written.
public struct Editing: Equatable, Sendable {
  public var target: FieldTarget
  public var editor: TextEditor
  /// All writes of one sitting change one version.
  public var session: String
  /// The notebook's text when the writing began; nil once something was handed over.
  var begun: String?
  /// What was last handed to the notebook.
  public var handed: String
  /// When it was first changed since then.
  public var dirtySince: Date?
  /// True when it is written in a box under the page instead of in its place.
  public var isDocked: Bool
  /// True when nothing was written here before.
  public var isFirst: Bool

  /// Longest time that typed text waits before it is handed to the notebook.
  public static let delay: TimeInterval = 0.8
}

/// A text handed to the notebook of which no answer has come yet.
public struct PendingWrite: Equatable, Sendable {
  public var id: Int
  public var target: FieldTarget
  public var text: String
  public var session: String
  public var origin: Version.Origin
}
