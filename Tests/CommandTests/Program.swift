import Foundation
import StrataTesting

/// How a run of the program ended.
struct Outcome {
  var status: Int32
  var output: String
  var errors: String

  /// Lines of the output.
  var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

  /// The output read as JSON.
  func json() throws -> Any {
    try JSONSerialization.jsonObject(with: Data(output.utf8), options: .fragmentsAllowed)
  }

  /// The output read as a JSON array of objects.
  func objects() throws -> [[String: Any]] { try json() as? [[String: Any]] ?? [] }

  /// The output read as a JSON object.
  func object() throws -> [String: Any] { try json() as? [String: Any] ?? [:] }
}

/// A home folder of its own with the small course in it, and the built program run there as a process.
final class Home: Sendable {
  let folder: URL
  /// Where the notebook lies when no flag names one.
  var notebook: URL { folder.appendingPathComponent("data/strata/notebook.sqlite") }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try SmallCourse.write(to: folder.appendingPathComponent("course"))
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// The program, beside the test bundle.
  static let program = BuiltProgram.url

  /// Runs the program with the small course and waits for its end.
  @discardableResult
  func strata(
    _ arguments: String..., input: Data = Data(), environment: [String: String?] = [:]
  ) throws -> Outcome {
    try run(Home.program.path, arguments, input: input, environment: environment)
  }

  /// Starts any program; what it writes goes to files, so that nothing waits for a reader.
  func run(
    _ path: String, _ arguments: [String], input: Data = Data(), environment: [String: String?] = [:]
  ) throws -> Outcome {
    let running = try start(path, arguments, input: input, environment: environment)
    return try running.outcome()
  }

  func start(
    _ path: String, _ arguments: [String], input: Data = Data(), environment: [String: String?] = [:]
  ) throws -> Running {
    let name = UUID().uuidString
    func file(_ suffix: String) -> URL { folder.appendingPathComponent("\(name).\(suffix)") }
    try input.write(to: file("in"))
    for suffix in ["out", "err"] { try Data().write(to: file(suffix)) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = variables(environment)
    process.standardInput = try FileHandle(forReadingFrom: file("in"))
    process.standardOutput = try FileHandle(forWritingTo: file("out"))
    process.standardError = try FileHandle(forWritingTo: file("err"))
    try process.run()
    return Running(process: process, output: file("out"), errors: file("err"))
  }

  /// The child's environment: a terminal that could show colours, and nothing of the machine's own settings.
  func variables(_ changes: [String: String?] = [:]) -> [String: String] {
    var out = [
      "HOME": folder.path, "XDG_DATA_HOME": folder.appendingPathComponent("data").path, "PATH": "/usr/bin:/bin",
      "STRATA_CONTENT": folder.appendingPathComponent("course").path, "TERM": "xterm-256color",
      "COLORTERM": "truecolor", "LANG": "C.UTF-8", "TZ": "UTC",
    ]
    for (name, value) in changes { out[name] = value }
    return out
  }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String) throws -> String {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  /// Fills in the whole attempt for the small course's one subject.
  func fillAttempt(product: String = "acme", scores: (application: Int, model: Int) = (0, 1)) throws {
    let answers = [
      "one.product": product, "one.application.sentence": "They own the editor; they consume models.",
      "one.application.score": "\(scores.application)", "one.model.sentence": "They own nothing; they consume models.",
      "one.model.score": "\(scores.model)",
    ]
    for (field, text) in answers { try strata("lab", "set", "duel", field, text) }
  }
}

/// A started process.
struct Running {
  let process: Process
  let output: URL
  let errors: URL

  /// What was written to standard output until now.
  var outputSoFar: Data { (try? Data(contentsOf: output)) ?? Data() }

  /// Waits for the end.
  func outcome() throws -> Outcome {
    process.waitUntilExit()
    func text(_ url: URL) throws -> String { String(decoding: try Data(contentsOf: url), as: UTF8.self) }
    return Outcome(status: process.terminationStatus, output: try text(output), errors: try text(errors))
  }
}
