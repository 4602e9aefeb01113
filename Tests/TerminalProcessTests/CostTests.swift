import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing

extension ProcessTests {
  /// The costs pane with the catalogue that Strata ships.
  @Suite struct CostTests {
    private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()

    /// The costs pane, once it shows a result.
    private func open(_ study: Study) throws -> PseudoTerminal {
      let terminal = try study.start(
        changes: ["STRATA_CONTENT": CostTests.package.path], size: Size(120, 40))
      // Where the last run was left, or at the beginning.
      try terminal.wait(for: "1 Stack")
      try terminal.type("2")
      try terminal.wait(for: "Cheapest now")
      terminal.settle()
      return terminal
    }

    /// The monthly sum that the verdict names first.
    private func total(_ terminal: PseudoTerminal) -> String? {
      terminal.picture.text.firstMatch(of: /Cheapest now: .*?, (\$[0-9.,]+[KMB]?) a month/).map { String($0.1) }
    }

    @Test func `a value that is typed shows another total at once`() throws {
      let study = try Study()
      let terminal = try open(study)
      let before = try #require(total(terminal))
      try terminal.type("4M\r")
      try terminal.wait(until: "another total") { _ in total(terminal).map { $0 != before } ?? false }
      try terminal.wait(for: "‹ 4M › a month")
      try terminal.type("u")
      try terminal.wait(until: "the first total") { _ in total(terminal) == before }
      try terminal.type("q")
      #expect(try terminal.waitForEnd() == .exit(0))
      #expect(terminal.picture.modesLeftOn == [] && terminal.isAsItWas)
    }

    @Test func `kill -9 loses no scenario that was saved`() throws {
      let study = try Study()
      let terminal = try open(study)
      try terminal.type("4M\rw")
      try terminal.wait(for: "my-rag-support-desk")
      try terminal.type("\u{1B}[C")
      try terminal.waitUntilSaved()
      // A change that was not saved, and whatever is counted just now.
      try terminal.type("7M\r")
      try terminal.wait(for: "‹ 7M › a month")
      kill(terminal.process, SIGKILL)
      #expect(try terminal.waitForEnd() == .signal(SIGKILL))
      let notebook = try study.notebook()
      #expect(try notebook.integrityProblems() == [])
      let name = try #require(ScenarioName("my-rag-support-desk"))
      #expect(try notebook.contents().text(.scenario(name)).contains("requests_per_month: 4000000"))

      let next = try open(study)
      try next.type("o")
      try next.wait(for: "My RAG support desk")
      try next.type("\r")
      // As it was saved; or as it was changed, where that was kept before the end.
      try next.wait(until: "the scenario") { picture in
        picture.text.contains("‹ 4M › a month") || picture.text.contains("‹ 7M › a month")
      }
      try next.type("q")
      #expect(try next.waitForEnd() == .exit(0))
    }
  }
}
