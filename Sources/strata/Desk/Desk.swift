import Curriculum
import Foundation
import Notebook

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a command works on: the course and the notebook that options and environment name.
struct Desk {
  let options: GlobalOptions
  /// Whether mistakes that stop nothing are told on standard error: not while the workbench has the terminal.
  private let isQuiet: Bool
  private let environment = Console.environment

  init(_ options: GlobalOptions, isQuiet: Bool = false) {
    self.options = options
    self.isQuiet = isQuiet
  }

  // MARK: The course

  /// True when the course was named, and is not the one that came with the program.
  var isContentNamed: Bool {
    options.content != nil || !environment["STRATA_CONTENT", default: ""].isEmpty
  }

  func folder() throws(CourseError) -> CourseFolder {
    try CourseFolder.find(
      flag: options.content, environment: environment, executable: Bundle.main.executablePath)
  }

  /// Reads the course.
  ///
  /// A named one is checked, and refused when it has mistakes.
  func course() throws(CourseError) -> Course {
    let folder = try folder()
    let (course, problems) = Course.read(folder)
    if isContentNamed {
      let check = CourseCheck(course, readingProblems: problems)
      if !check.problems.isEmpty { throw .broken(folder: folder.content, problems: check.problems) }
    } else if let first = problems.first, !isQuiet {
      Console.warn(
        "the course in \(folder.content) has \(problems.count) mistakes; the first: \(first). "
          + "Going on with what could be read")
    }
    return course
  }

  // MARK: The notebook

  /// The notebook's file, as an absolute path.
  func notebookPath() throws(Failure) -> String {
    guard let path = options.notebook ?? Notebook.defaultPath(environment: environment) else {
      throw Failure("there is no place for a notebook: HOME is not set. Name a file with --notebook FILE")
    }
    return URL(fileURLWithPath: path).path
  }

  /// Opens the notebook, making it when it is not there.
  func notebook() throws -> Notebook {
    try Notebook(at: notebookPath())
  }

  /// Opens the notebook to read from it; nil when it was never made.
  func notebookIfMade() throws -> Notebook? {
    let path = try notebookPath()
    // A file that cannot be looked at counts as made: opening it then says why.
    let isMissing = access(path, F_OK) != 0 && errno == ENOENT
    return isMissing ? nil : try Notebook(at: path)
  }

  /// Everything in the notebook; nothing when it was never made.
  func contents() throws -> NotebookContents {
    try notebookIfMade()?.contents() ?? NotebookContents()
  }

  /// Runs work that is better with a notebook and goes on without, with a warning, when it cannot be used.
  func withoutFail<Value>(_ work: () throws -> Value) -> Value? {
    do {
      return try work()
    } catch let error as NotebookError {
      Console.warn("\(error.message). Going on without the notebook")
    } catch let error as Failure {
      Console.warn("\(error.message). Going on without the notebook")
    } catch {
      Console.warn("the notebook: \(error). Going on without it")
    }
    return nil
  }
}
