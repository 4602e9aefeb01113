import CostModel
import Curriculum
import Decision
import Foundation
import Notebook
import TextSafety
import Workbench

/// Prices, machines, fitted factors and scenarios: those beside the course, and the reader's own.
extension Desk {
  /// The scenario when none is named.
  static let usualScenario = "rag-support-desk"

  /// The folder that has a subfolder: the course's, else the one of the course that came along.
  private func contentFolder(with name: String) throws -> String {
    var isDirectory: ObjCBool = false
    func has(_ folder: CourseFolder) -> Bool {
      FileManager.default.fileExists(atPath: folder.content + "/" + name, isDirectory: &isDirectory)
        && isDirectory.boolValue
    }
    let own = try folder()
    if has(own) { return own.content + "/" + name }
    if let shipped = try? CourseFolder.find(flag: nil, environment: [:], executable: Bundle.main.executablePath),
      has(shipped)
    {
      return shipped.content + "/" + name
    }
    throw Failure("the folder \(own.content)/\(name) is missing; install Strata again, or name a course with --content")
  }

  /// Where the catalogue lies: the course's, and the reader's own.
  func catalogFolders() throws -> CatalogFolders {
    CatalogFolders(shipped: try contentFolder(with: "catalog"), own: CatalogFolders.own(by: Console.environment))
  }

  /// Everything that the workbench reckons costs with.
  func costDesk() throws -> CostDesk { try CostDesk.read(catalogFolders(), presets(), now: Date()) }

  // MARK: Scenarios

  /// The most that a scenario's file may hold, in bytes.
  private static let largestScenario = 1 << 20

  /// The prepared scenarios.
  func presets() throws -> ScenarioFolder { ScenarioFolder(try contentFolder(with: "scenarios")) }

  /// The scenarios in the notebook, by name; none when it cannot be used.
  func savedScenarios() -> [(name: ScenarioName, entry: Entry)] {
    withoutFail { try contents().scenarios } ?? []
  }

  /// The scenario that an argument means: a preset's id, a saved one's name, a file, or standard input.
  func scenario(_ argument: String?) throws -> Scenario {
    let name = argument ?? Desk.usualScenario
    if name == "-" { return try read(name, called: "standard input") }
    if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      guard FileManager.default.fileExists(atPath: name) else {
        throw Failure.usage("there is no file \(NearNames.quoted(name)); strata cost presets shows what there is")
      }
      return try read(name, called: URL(fileURLWithPath: name).lastPathComponent)
    }
    return try named(name)
  }

  private func read(_ path: String, called file: String) throws -> Scenario {
    try ScenarioReader.read(InputFile.text(of: path, most: Desk.largestScenario), file: file)
  }

  /// A preset, written `preset:NAME` where a saved scenario has the same name, or a saved one, `scenario:NAME`.
  private func named(_ name: String) throws -> Scenario {
    let folder = try presets()
    let presets = folder.names
    if name.hasPrefix("preset:"), presets.contains(String(name.dropFirst(7))) {
      return try folder.scenario(named: String(name.dropFirst(7)))
    }
    let saved = savedScenarios()
    let bare = name.hasPrefix("scenario:") ? String(name.dropFirst(9)) : name
    let own = saved.first { $0.name.rawValue == bare }
    if let own, name == bare, presets.contains(bare) {
      throw Failure.usage(
        "\(NearNames.quoted(name)) is a prepared scenario and one of yours; "
          + "write preset:\(bare) or scenario:\(own.name)")
    }
    if let own { return try ScenarioReader.read(own.entry.text, file: "scenario:\(own.name)") }
    if presets.contains(name) { return try folder.scenario(named: name) }
    let known = presets + saved.map(\.name.rawValue)
    throw Failure.usage(
      "there is no scenario \(NearNames.quoted(name))" + NearNames.hint(bare, among: known) + "; there are: "
        + known.joined(separator: ", "))
  }
}
