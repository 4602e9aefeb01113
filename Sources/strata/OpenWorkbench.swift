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
///   - settings: what the reader has set.
///   - costs: reads what costs are reckoned with; called on a background thread, when that is needed.
///   - live: the experiments, and what surrounds their runs.
func openWorkbench(
  course folder: CourseFolder, isCheckNeeded: Bool, notebookPath: String, settings: Settings,
  costs: @escaping @Sendable () throws -> CostDesk, live: LiveDesk
) -> Int32 {
  do {
    guard NcursesScreen.isTerminal else { throw NcursesScreen.OpenError.notATerminal }
    if isCheckNeeded { try check(folder) }
    let notebook = try Notebook(at: notebookPath)
    return try run(folder, notebook, try notebook.contents(), settings, Console.environment, costs, live)
  } catch let error as NcursesScreen.OpenError {
    return complain(error.message, 2)
  } catch let error as NotebookError {
    return complain(error.message, 1)
  } catch let error as CourseError {
    return complain(error.message, 1)
  } catch {
    return complain("\(error)", 1)
  }
}

private func check(_ folder: CourseFolder) throws(CourseError) {
  let problems = CourseCheck(folder).problems
  if !problems.isEmpty { throw .broken(folder: folder.content, problems: problems) }
}

private func run(
  _ folder: CourseFolder, _ notebook: Notebook, _ contents: NotebookContents, _ settings: Settings,
  _ environment: [String: String], _ costs: @escaping @Sendable () throws -> CostDesk, _ live: LiveDesk
) throws(NcursesScreen.OpenError) -> Int32 {
  guard let descriptor = Rescue.install() else { return complain("the system gives no pipe", 1) }
  let forced = Theme(rawValue: environment["STRATA_THEME"] ?? "")
  let theme = ThemeChoice(forced: forced, set: settings.theme)
  let screen = try NcursesScreen(environment: environment, colors: theme.colors)
  var state = State(
    size: NcursesScreen.size, now: Date(), theme: theme, keymap: settings.keymap, contents: contents, live: live,
    run: UUID().uuidString)
  state.hasColors = screen.capabilities.depth != .none
  if let missing = screen.capabilities.missingTerm {
    state.message = Message(
      text: SafeText("TERM=\(missing) is unknown here; \(screen.capabilities.term) is used instead"), isBad: true)
  }
  let loop = RunLoop(
    screen: screen, state: state, runner: EffectRunner(notebook, home: environment["HOME"] ?? ""),
    signals: SignalSource(
      descriptor: descriptor, next: { Rescue.nextSignal(descriptor) }, stop: { Rescue.stop() }),
    editorCommand: editorCommand(environment, settings),
    course: {
      defer { releaseCodePages() }
      return .courseRead(Course.read(folder).course)
    }, costs: { read(costs) })
  guard let loop else { return complain("the system gives no pipe", 1) }
  let (ending, unsaved) = loop.run()
  keep(unsaved)
  if case .signal(let number) = ending { Rescue.end(by: number) }
  return unsaved.isEmpty ? 0 : 1
}

/// What costs are reckoned with, or why it cannot be read.
private func read(_ costs: () throws -> CostDesk) -> Event {
  defer { releaseCodePages() }
  do {
    return .costDeskRead(try costs())
  } catch let error as CostDesk.Failure {
    return .costDeskFailed(error.message)
  } catch let error as Failure {
    return .costDeskFailed(SafeText(error.message))
  } catch {
    return .costDeskFailed(SafeText("\(error)"))
  }
}

private func complain(_ message: String, _ status: Int32) -> Int32 {
  FileHandle.standardError.write(Data("strata: \(SafeText(message))\n".utf8))
  return status
}

/// The reader's editor.
private func editorCommand(_ environment: [String: String], _ settings: Settings) -> String {
  ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.allSatisfy(\.isWhitespace) }
    ?? settings.editor ?? "vi"
}

/// Puts texts that the notebook did not take into a file, or, where that fails too, on the terminal.
private func keep(_ unsaved: [PendingWrite]) {
  guard !unsaved.isEmpty else { return }
  let text = SafeText.cleanedBlock(
    unsaved.map { "<!-- \($0.result == nil ? $0.target.name : "result") -->\n\($0.words)\n" }.joined(separator: "\n"))
  if let path = UnsavedFile.write(text) {
    _ = complain("not saved in the notebook; the text is kept in \(path)", 1)
    return
  }
  print("Not saved in the notebook. Your text:\n\(text)")
}
