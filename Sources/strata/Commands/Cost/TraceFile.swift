import Simulation
import TextSafety

extension Trace {
  /// The most that a trace's file may hold, in bytes.
  private static let largestFile = 256 << 20

  /// Reads a trace from a file, or from standard input for a dash.
  static func read(_ path: String) throws -> Trace {
    do {
      return try Trace(csv: InputFile.text(of: path, most: largestFile))
    } catch let error as ReadError {
      throw Failure.usage("the trace \(path == "-" ? "on standard input" : path) \(error.words)")
    }
  }
}

extension Trace.ReadError {
  /// What is wrong, after the file's name.
  fileprivate var words: String {
    switch self {
    case .noRequests: "holds no request"
    case .missingColumn(let name):
      "has no column \(name) in its first line; it needs TIMESTAMP (or seconds), ContextTokens and "
        + "GeneratedTokens"
    case .tooFewFields(let line, let found, let needed):
      "ends early on line \(line): \(found) of at least \(needed) fields are there"
    case .badField(let line, let column, let value, let expected):
      "has \(NearNames.quoted(value)) as \(column) on line \(line); it takes \(expected)"
    }
  }
}

extension SimulationError {
  /// What is wrong, and what is allowed.
  var message: String { "\(field): \(value) is out of range; allowed: \(allowed)" }
}
