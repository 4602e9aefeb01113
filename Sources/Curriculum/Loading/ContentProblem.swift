public import TextSafety

/// A mistake in a course, with its place.
public struct ContentProblem: Equatable, Sendable, CustomStringConvertible {
  /// Relative to the course's folder.
  public var file: String
  /// From 1.
  public var line: Int
  /// What is wrong and what would be right.
  public var message: String

  /// A mistake at a place; lines count from 1.
  public init(file: String, line: Int, message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  public var description: String { "\(file):\(line): \(message)" }

  /// The problem as a line that a terminal can show.
  public var safe: SafeText { SafeText(description) }
}

/// Why a course could not be opened at all.
public enum CourseError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No folder with `Content/` was found; the places looked at.
  case notFound([String])
  /// The folder has mistakes.
  case broken(folder: String, problems: [ContentProblem])

  public var description: String { message }

  public var message: String {
    switch self {
    case .notFound(let places):
      "no course found; looked in \(places.joined(separator: ", ")). Name one with --content DIR"
    case .broken(let folder, let problems):
      // A file that cannot be read makes mistakes of all that names what is in it.
      "the course in \(folder) has \(problems.count) mistakes; the first: "
        + "\(problems.first { $0.message.hasPrefix("YAML") }?.description ?? problems.first?.description ?? ""). "
        + "Run strata content check \(folder)"
    }
  }
}
