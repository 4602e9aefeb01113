import CostModel
import Curriculum
import Foundation
import Inference
import Notebook
import Terminal
import TerminalNcurses
import TextSafety

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Looks at everything that the program needs, and goes on whatever it finds.
struct Examination {
  /// How a thing is.
  enum State: String {
    case fine
    /// Works, but not as well as it could.
    case mind
    case broken
  }

  /// One thing looked at.
  struct Finding {
    var name: String
    var state: State
    var value: String
    /// What to do; nil when nothing need be done.
    var advice: String?

    init(_ name: String, _ state: State, _ value: String, advice: String? = nil) {
      self.name = name
      self.state = state
      self.value = value
      self.advice = advice
    }
  }

  let desk: Desk

  func findings() -> [Finding] {
    versions() + terminal() + [settings()] + course() + catalog() + notebook()
  }

  private func versions() -> [Finding] {
    let program = Bundle.main.executablePath ?? "(unknown)"
    return [
      Finding("strata", .fine, Strata.version),
      Finding("program", .fine, program),
      Finding("system", .fine, ProcessInfo.processInfo.operatingSystemVersionString),
    ]
  }

  // MARK: Terminal

  private func terminal() -> [Finding] {
    let environment = Console.environment
    let report = TerminalReport(environment: environment)
    var out = [terminalFinding(report)]
    if let size = report.size {
      let fits = size.width >= 40 && size.height >= 12
      out.append(
        Finding(
          "window", fits ? .fine : .mind, "\(size.width) columns, \(size.height) rows",
          advice: fits ? nil : "the workbench needs 40 columns and 12 rows; make the window larger"))
    }
    let colors: [ColorDepth: String] = [
      .none: "none", .sixteen: "16", .palette256: "256", .trueColor: "16 million",
    ]
    let isRefused = !environment["NO_COLOR", default: ""].isEmpty
    out.append(Finding("colours", .fine, (colors[report.depth] ?? "") + (isRefused ? " (NO_COLOR is set)" : "")))
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "(not set)"
    out.append(
      Finding(
        "locale", report.isUTF8 ? .fine : .mind, locale + (report.isUTF8 ? ", UTF-8" : ", not UTF-8"),
        advice: report.isUTF8 ? nil : "lines and signs are shown in ASCII; set LANG, for example to C.UTF-8"))
    out.append(Finding("ncurses", .fine, report.library))
    return out
  }

  private func terminalFinding(_ report: TerminalReport) -> Finding {
    let name = report.term.isEmpty ? "TERM is not set" : "TERM=\(report.term)"
    guard report.isTerminal else { return Finding("terminal", .fine, "\(name), not a terminal here") }
    guard let entry = report.entry else {
      return Finding(
        "terminal", .broken, name,
        advice: "the workbench cannot open here; set TERM, for example to xterm-256color. The commands work")
    }
    if entry == report.term || (!report.term.isEmpty && entry.hasPrefix(report.term)) || entry.hasSuffix("-direct") {
      return Finding("terminal", .fine, entry == report.term ? name : "\(name), as \(entry)")
    }
    return Finding(
      "terminal", .mind, "\(name), taken for \(entry)",
      advice: "terminfo does not know this terminal; install its entry, or set TERM")
  }

  // MARK: Settings

  private func settings() -> Finding {
    let environment = Console.environment
    guard let path = Settings.path(environment) else { return Finding("settings", .fine, "no place; HOME is not set") }
    do {
      _ = try Settings.read(environment)
    } catch {
      return Finding("settings", .broken, path, advice: error.message)
    }
    return Finding("settings", .fine, path + (access(path, F_OK) == 0 ? "" : ", not made"))
  }

  // MARK: Course

  private func course() -> [Finding] {
    let folder: CourseFolder
    do {
      folder = try desk.folder()
    } catch {
      return [Finding("course", .broken, "not found", advice: error.message)]
    }
    let check = CourseCheck(folder)
    let counts = check.counts.map { Counted.of($0.count, String($0.name.dropLast())) }.joined(separator: ", ")
    var out = [Finding("course", .fine, folder.content), Finding("course check", .fine, counts)]
    if let first = check.problems.first {
      out[1] = Finding(
        "course check", .broken, Counted.of(check.problems.count, "mistake"),
        advice: "the first: \(first). strata content check shows all")
    } else if !check.uncovered.isEmpty {
      out[1] = Finding(
        "course check", .mind, Counted.of(check.uncovered.count, "fact") + " that nothing covers",
        advice: "strata content check names them")
    }
    return out
  }

  // MARK: Catalogue

  /// The tables of prices and cards that the costs are counted with; they lie in the course.
  private func catalog() -> [Finding] {
    guard (try? desk.folder()) != nil else { return [] }
    let folders: CatalogFolders
    do {
      folders = try desk.catalogFolders()
    } catch {
      return [Finding("catalogue", .broken, "not found", advice: (error as? Failure)?.message ?? "\(error)")]
    }
    let own = folders.own.flatMap { access($0, F_OK) == 0 ? $0 : nil }
    let value = own.map { "\(folders.shipped), and your own in \($0)" } ?? folders.shipped
    do {
      _ = try (folders.catalog(), folders.factors(), folders.bands())
      return [Finding("catalogue", .fine, value)]
    } catch {
      return [Finding("catalogue", .broken, value, advice: error.message.string)]
    }
  }

  // MARK: Notebook

  private func notebook() -> [Finding] {
    var out = [engine()]
    let path: String
    do {
      path = try desk.notebookPath()
    } catch {
      return out + [Finding("notebook", .broken, "no place", advice: error.message)]
    }
    do {
      guard let notebook = try desk.notebookIfMade() else { return out + [placeFinding(path)] }
      out.append(Finding("notebook", .fine, "\(path), \(size(path))"))
      out.append(try health(notebook))
    } catch let error as NotebookError {
      out.append(Finding("notebook", .broken, path, advice: error.message))
    } catch {
      out.append(Finding("notebook", .broken, path, advice: "\(error)"))
    }
    return out
  }

  private func engine() -> Finding {
    guard let version = Notebook.engineVersion else {
      return Finding("SQLite", .broken, "does not run", advice: "install Strata again")
    }
    return Finding("SQLite", .fine, version)
  }

  private func health(_ notebook: Notebook) throws -> Finding {
    let problems = try notebook.integrityProblems()
    if let first = problems.first {
      return Finding(
        "notebook health", .broken, Counted.of(problems.count, "fault") + " in the file",
        advice: "the first: \(first). Keep a copy of the file; `sqlite3 FILE .recover` saves what can be read")
    }
    let contents = try notebook.contents()
    let versions = contents.entries.values.reduce(0) { $0 + $1.versionCount }
    return Finding(
      "notebook health", .fine,
      "sound; \(Counted.of(contents.entries.count, "text")) in \(Counted.of(versions, "version")), "
        + Counted.of(contents.notes.count, "note"))
  }

  /// Whether a notebook that was not made yet can be.
  private func placeFinding(_ path: String) -> Finding {
    var folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    while folder.path != "/", access(folder.path, F_OK) != 0 { folder.deleteLastPathComponent() }
    var isDirectory: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: folder.path, isDirectory: &isDirectory)
    if isThere && isDirectory.boolValue && access(folder.path, W_OK) == 0 {
      return Finding("notebook", .fine, "\(path), not made yet")
    }
    return Finding(
      "notebook", .broken, "\(path), cannot be made",
      advice: "\(folder.path) cannot be written; mend its permissions, or name another place with --notebook FILE")
  }

  private func size(_ path: String) -> String {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let bytes = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    return "\(ByteCount(bytes))"
  }
}
