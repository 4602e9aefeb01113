import Curriculum
import Foundation
import Notebook
import StrataTesting
import Terminal

/// A home folder with a small course in it, and the built workbench started there in a terminal.
final class Study {
  let folder: URL
  /// Where the notebook lies when no setting names another place.
  var notebookURL: URL { folder.appendingPathComponent("data/strata/notebook.sqlite") }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try SmallCourse.write(to: folder.appendingPathComponent("course"))
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Starts the workbench.
  ///
  /// - Parameters:
  ///   - shell: a shell's command line in which `$0` is the program; nil starts the program itself.
  ///   - changes: settings that differ; nil takes one away.
  func start(
    shell: String? = nil, changes: [String: String?] = [:], size: Size = Size(80, 24)
  ) throws -> PseudoTerminal {
    let program = BuiltProgram.url.path
    let words = shell.map { ["/bin/sh", "-c", $0, program] } ?? [program]
    return try PseudoTerminal(words, environment: environment(changes), size: size, keeping: self)
  }

  /// Starts the workbench and waits until the course is on the screen.
  func open(
    shell: String? = nil, changes: [String: String?] = [:], size: Size = Size(80, 24)
  ) throws -> PseudoTerminal {
    let terminal = try start(shell: shell, changes: changes, size: size)
    try terminal.wait(for: "Where to start")
    return terminal
  }

  private func environment(_ changes: [String: String?]) -> [String: String] {
    var out = [
      "HOME": folder.path, "XDG_DATA_HOME": folder.appendingPathComponent("data").path, "PATH": "/usr/bin:/bin",
      "STRATA_CONTENT": folder.appendingPathComponent("course").path, "TERM": "xterm-256color", "LANG": "C.UTF-8",
      "TZ": "UTC",
    ]
    for (name, value) in changes { out[name] = value }
    return out
  }

  /// Writes a file below the home and returns its path.
  @discardableResult
  func file(_ name: String, _ text: String, isExecutable: Bool = false) throws -> String {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    if isExecutable { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path) }
    return url.path
  }

  /// Puts the entry for direct colours where the terminal library finds it, whether the system has one or not.
  func addDirectColorEntry() throws {
    let rgb = "%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d"
    let source = try file(
      "entry",
      "alacritty-direct,\n\tRGB, colors#0x1000000, pairs#0x10000,\n"
        + "\tsetaf=\\E[38;2;\(rgb)m,\n\tsetab=\\E[48;2;\(rgb)m,\n\tuse=xterm-256color,\n")
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/tic")
    compiler.arguments = ["-x", "-o", folder.appendingPathComponent(".terminfo").path, source]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  /// The notebook as the next program finds it.
  func notebook() throws -> Notebook { try Notebook(at: notebookURL.path) }

  /// The text that was put into a file because the notebook did not take it; empty when there is none.
  func unsavedText() throws -> String {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    guard let name = files.first(where: { $0.hasPrefix("strata-unsaved-") }) else { return "" }
    return try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// The answer to the course's question, as it is on the disk.
  func answer() throws -> String { try notebook().contents().text(.question("why")) }
}

extension PseudoTerminal {
  /// Goes to the course's question and begins to write its answer.
  func beginAnswer() throws {
    try type("4\r")
    try wait(for: "Your answer")
    // Enter selects the field where it is not selected yet, and then begins to write.
    for _ in 0..<2 where !picture.text.contains("Esc done") {
      try type("\r")
      settle()
    }
    try wait(for: "Esc done")
  }

  /// Types a text and waits until it is on the screen.
  func typeSeen(_ text: String) throws {
    try type(text)
    try wait(for: text)
  }

  /// Presses Esc and waits until a text is gone: what follows at once would be taken for a key with Alt.
  func escape(from text: String) throws {
    try type("\u{1B}")
    try wait(until: "the end of: \(text)") { !$0.text.contains(text) }
  }

  /// Waits until nothing more is drawn: what is on the screen may be half of a frame.
  func settle() {
    while take(waiting: 150) {}
  }

  /// Lets the program run for a while.
  func pause(milliseconds: Int) {
    let end = Date(timeIntervalSinceNow: Double(milliseconds) / 1000)
    while Date() < end { take(waiting: 10) }
  }

  /// Waits until the footer says that all is saved, and goes on saying it: a frame may have come in half.
  func waitUntilSaved() throws {
    repeat { try wait(until: "saved, with the time") { $0.isSaved } } while take(waiting: 150)
  }
}

extension TerminalPicture {
  /// The last row, where the workbench says what became of the texts.
  var footer: String { text.split(separator: "\n", omittingEmptySubsequences: false).last.map(String.init) ?? "" }

  /// True when the footer says at what time all was saved.
  var isSaved: Bool { footer.contains(/\ saved \d\d:\d\d:\d\d$/) }
}
