import Curriculum
import Foundation
import Notebook
import Terminal
import TerminalNcurses
import TextSafety
import Workbench

/// Opens the workbench and runs it until the reader leaves.
///
/// Returns the exit status.
///
/// - Parameters:
///   - folder: where the course lies.
///   - isCheckNeeded: true for a course that the reader brought: it is checked whole before it opens.
///   - notebookPath: the notebook's file.
func openWorkbench(course folder: CourseFolder, isCheckNeeded: Bool, notebookPath: String) -> Int32 {
  let environment = ProcessInfo.processInfo.environment
  guard NcursesScreen.isTerminal else { return complain(NcursesScreen.OpenError.notATerminal.message, 2) }
  if isCheckNeeded {
    let check = CourseCheck(folder)
    if !check.problems.isEmpty {
      let error = CourseError.broken(folder: folder.content, problems: check.problems)
      return complain(error.message, 1)
    }
  }
  let notebook: Notebook
  let contents: NotebookContents
  do {
    notebook = try Notebook(at: notebookPath)
    contents = try notebook.contents()
  } catch {
    return complain(error.message, 1)
  }
  guard let signalDescriptor = Rescue.install() else { return complain("the system gives no pipe", 1) }
  let chosen = Theme(rawValue: environment["STRATA_THEME"] ?? "")
  let theme = chosen ?? .dark
  let screen: NcursesScreen
  do {
    screen = try NcursesScreen(environment: environment, colors: Colors(theme, isBackgroundPainted: chosen != nil))
  } catch {
    return complain(error.message, 2)
  }
  let missing = screen.capabilities.missingTerm
  var state = State(
    size: NcursesScreen.size, now: Date(), theme: theme, isThemeChosen: chosen != nil, contents: contents,
    run: UUID().uuidString)
  if let missing {
    state.message = Message(
      text: SafeText("TERM=\(missing) is unknown here; \(screen.capabilities.term) is used instead"), isBad: true)
  }
  let runner = EffectRunner(notebook, home: environment["HOME"] ?? "")
  let signals = SignalSource(
    descriptor: signalDescriptor, next: { Rescue.nextSignal(signalDescriptor) }, stop: { Rescue.stop() })
  let loop = RunLoop(
    screen: screen, state: state, runner: runner, signals: signals, editorCommand: editorCommand(environment)
  ) {
    .courseRead(Course.read(folder).course)
  }
  guard let loop else { return complain("the system gives no pipe", 1) }
  let (ending, unsaved) = loop.run()
  keep(unsaved, environment)
  if case .signal(let number) = ending { Rescue.end(by: number) }
  return unsaved.isEmpty ? 0 : 1
}

private func complain(_ message: String, _ status: Int32) -> Int32 {
  FileHandle.standardError.write(Data("strata: \(SafeText(message))\n".utf8))
  return status
}

/// The reader's editor.
private func editorCommand(_ environment: [String: String]) -> String {
  ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.allSatisfy(\.isWhitespace) } ?? "vi"
}

/// Puts texts that the notebook did not take into a file, or, where that fails too, on the terminal.
private func keep(_ unsaved: [PendingWrite], _ environment: [String: String]) {
  guard !unsaved.isEmpty else { return }
  let text = SafeText.cleanedBlock(unsaved.map { "<!-- \($0.target.name) -->\n\($0.text)\n" }.joined(separator: "\n"))
  let name = "strata-unsaved-\(Int(Date().timeIntervalSince1970))-\(ProcessInfo.processInfo.processIdentifier).md"
  for folder in [environment["HOME"], NSTemporaryDirectory()].compactMap({ $0 }) {
    let path = URL(fileURLWithPath: folder).appendingPathComponent(name).path
    // For the reader's eyes alone, wherever the temporary folder is.
    if FileManager.default.createFile(
      atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    {
      _ = complain("not saved in the notebook; the text is kept in \(path)", 1)
      return
    }
  }
  print("Not saved in the notebook. Your text:\n\(text)")
}
