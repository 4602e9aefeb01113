import Foundation
import GRDB
import Notebook
import StrataTesting
import Testing

extension ProcessTests {
  /// Notebooks that cannot be used: the workbench does not open, says why in one line, and leaves the file alone.
  @Suite struct UnusableNotebookTests {
    enum Fault: CaseIterable { case noNotebook, damaged, newer, noPlace }

    @Test(arguments: Fault.allCases)
    func `an unusable notebook is left as it is, and the line says what to do`(fault: Fault) throws {
      let study = try Study()
      let (message, changes) = try prepare(fault, study)
      let before = FileManager.default.contents(atPath: study.notebookURL.path)
      let terminal = try study.start(changes: changes)
      #expect(try terminal.waitForEnd() == .exit(1))
      let output = String(decoding: terminal.output, as: UTF8.self)
      #expect(output.hasPrefix("strata: "))
      #expect(output.contains(message), "\(output)")
      #expect(output.contains("--notebook"))
      #expect(output.filter { $0 == "\r\n" }.count == 1)
      #expect(!output.contains("\u{1B}"))
      #expect(FileManager.default.contents(atPath: study.notebookURL.path) == before)
      #expect(terminal.isAsItWas)
    }

    /// Makes the fault.
    ///
    /// Returns what has to be said of it, and the settings that lead there.
    private func prepare(_ fault: Fault, _ study: Study) throws -> (message: String, changes: [String: String?]) {
      switch fault {
      case .noNotebook:
        try study.file("data/strata/notebook.sqlite", String(repeating: "no notebook ", count: 200))
        return ("is not a notebook. Nothing was changed.", [:])
      case .damaged:
        try fill(study)
        let handle = try FileHandle(forWritingTo: study.notebookURL)
        try handle.seek(toOffset: 4096)
        try handle.write(contentsOf: Data(repeating: 0xA5, count: 12 * 4096))
        try handle.close()
        return ("is damaged", [:])
      case .newer:
        try fill(study)
        let database = try DatabaseQueue(path: study.notebookURL.path)
        try database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 later')") }
        try database.close()
        return ("was written by a newer Strata. Nothing was changed.", [:])
      case .noPlace:
        return ("the notebook's folder /dev/null/strata cannot be made", ["XDG_DATA_HOME": "/dev/null"])
      }
    }

    private func fill(_ study: Study) throws {
      let notebook = try study.notebook()
      for number in 0..<60 {
        let text = String(repeating: "word\(number) ", count: 60)
        try notebook.addNote(text, on: nil, session: "s", origin: .typed)
      }
    }
  }
}
