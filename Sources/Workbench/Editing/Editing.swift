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

/// A text or a result handed to the notebook of which no answer has come yet.
public struct PendingWrite: Equatable, Sendable {
  public var id: Int
  public var target: FieldTarget
  public var text: String
  /// A result to be pinned, with the text as the first note on it; the target is a draft then.
  public var result: Notebook.Measurement?
  public var session: String
  public var origin: Version.Origin

  /// What is kept outside the notebook where that does not take it.
  public var words: String {
    guard let result else { return text }
    let figures = (result.parameters + result.results).map { "\($0.name): \($0.value) \($0.unit)" }
    let head = [result.title, "\(DateText.minute(result.measuredAt)), \(result.machine)"]
    return (head + figures + [result.chart, text].compactMap { $0 }).joined(separator: "\n")
  }
}
