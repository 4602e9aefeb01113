import Curriculum
import Foundation
import Notebook
import Terminal
import TerminalNcurses
import TextSafety
import Workbench

@main struct Main {
  static func main() {
    let environment = ProcessInfo.processInfo.environment
    guard let folder = try? CourseFolder.find(flag: nil, environment: environment, executable: CommandLine.arguments[0]) else { return }
    exit(openWorkbench(course: folder, isCheckNeeded: false, notebookPath: Notebook.defaultPath(environment: environment) ?? "x.sqlite"))
  }
}
