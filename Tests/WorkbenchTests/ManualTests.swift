import Foundation
import Testing
import Workbench

/// The manual says what the program does.
///
/// With `STRATA_RECORD=1` its table of keys is written anew, and the test fails.
@Suite struct ManualTests {
  @Test func `the manual's table of keys is the keymap`() throws {
    let file = Courses.package.appendingPathComponent("README.md")
    let manual = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(manual.range(of: "<!-- keys -->"))
    let end = try #require(manual.range(of: "<!-- /keys -->"))
    let table = manual[start.upperBound..<end.lowerBound].trimmingCharacters(in: .whitespacesAndNewlines)
    if ProcessInfo.processInfo.environment["STRATA_RECORD"] == "1" {
      let text = manual.replacingCharacters(
        in: start.upperBound..<end.lowerBound, with: "\n" + Keymap.standard.markdownTable)
      try Data(text.utf8).write(to: file)
      Issue.record("recorded the table of keys")
      return
    }
    let expected = Keymap.standard.markdownTable.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(table == expected, "between the two marks belongs:\n\(expected)")
  }

  @Test func `the manual names the commands to which the settings file can give keys`() throws {
    let manual = try String(contentsOf: Courses.package.appendingPathComponent("README.md"), encoding: .utf8)
    let start = try #require(manual.range(of: "The commands are "))
    let list = manual[start.upperBound...].prefix { $0 != "." }
    #expect(list.matches(of: /`(\w+)`/).map { String($0.1) } == Command.allCases.map(\.rawValue))
  }
}
