import Decision
import Foundation
import Testing

@Suite struct PresetTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Content/scenarios")

  static let files = [
    "prototype-chatbot", "rag-support-desk", "coding-assistant", "batch-extraction", "bank-assistant",
    "agentic-research",
  ]

  @Test(arguments: files) func `a prepared scenario is read, and carries its file's name`(_ name: String) throws {
    let text = try String(contentsOf: PresetTests.folder.appendingPathComponent(name + ".yaml"), encoding: .utf8)
    let scenario = try ScenarioReader.read(text, file: name + ".yaml")
    #expect(scenario.id == name && !scenario.title.isEmpty && !scenario.summary.isEmpty)
    #expect(scenario.options.count >= 3)
  }
}
