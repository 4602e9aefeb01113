import CostModel
import Curriculum
import Decision
import Foundation
import Notebook
import TextSafety

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

  func catalogFolder() throws -> String { try contentFolder(with: "catalog") }

  /// The reader's own catalogue, which need not exist; nil where there is no place for one.
  var ownCatalogFolder: String? {
    func setting(_ name: String) -> String? { Console.environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let data = setting("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/strata/catalog" }
    return setting("HOME").map { $0 + "/.local/share/strata/catalog" }
  }

  func catalog() throws -> Catalog {
    try Catalog.read(catalogFolder(), overriddenBy: ownCatalogFolder)
  }

  /// The reader's own calibration, else the one that came along.
  func factors() throws -> Factors {
    if let own = ownCatalogFolder.map({ $0 + "/calibration.csv" }), FileManager.default.fileExists(atPath: own) {
      return try Factors.read(own)
    }
    return try Factors.read(catalogFolder() + "/calibration.csv")
  }

  /// How far measurements lie from predictions; the reader's own, else those that came along.
  func bands() throws -> Bands {
    for folder in [ownCatalogFolder, try catalogFolder()].compactMap({ $0 }) {
      let path = folder + "/bands.csv"
      if FileManager.default.fileExists(atPath: path) { return try Bands.read(path) }
    }
    return Bands()
  }

  // MARK: Scenarios

  /// The most that a scenario's file may hold, in bytes.
  private static let largestScenario = 1 << 20

  /// The ids of the prepared scenarios, in alphabetical order.
  func presetNames() throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: contentFolder(with: "scenarios"))
    return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  func preset(_ name: String) throws -> Scenario {
    let path = try contentFolder(with: "scenarios") + "/\(name).yaml"
    return try ScenarioReader.read(InputFile.text(of: path, most: Desk.largestScenario), file: "\(name).yaml")
  }

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
    let presets = try presetNames()
    if name.hasPrefix("preset:"), presets.contains(String(name.dropFirst(7))) {
      return try preset(String(name.dropFirst(7)))
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
    if presets.contains(name) { return try preset(name) }
    let known = presets + saved.map(\.name.rawValue)
    throw Failure.usage(
      "there is no scenario \(NearNames.quoted(name))" + NearNames.hint(bare, among: known) + "; there are: "
        + known.joined(separator: ", "))
  }
}
