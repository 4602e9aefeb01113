import Foundation
import Testing
import Workbench

/// The manual says what the program does.
@Suite struct ManualTests {
  @Test func `the manual's table of keys is the keymap`() throws {
    let manual = try String(contentsOf: Courses.package.appendingPathComponent("README.md"), encoding: .utf8)
    let start = try #require(manual.range(of: "<!-- keys -->"))
    let end = try #require(manual.range(of: "<!-- /keys -->"))
    let table = manual[start.upperBound..<end.lowerBound].trimmingCharacters(in: .whitespacesAndNewlines)
    let expected = Keymap.markdownTable.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(table == expected, "between the two marks belongs:\n\(expected)")
  }
}
