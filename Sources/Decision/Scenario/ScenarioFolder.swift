import Foundation

/// A folder of prepared scenarios, each a file `NAME.yaml`.
public struct ScenarioFolder: Equatable, Sendable {
  public var path: String

  public init(_ path: String) {
    self.path = path
  }

  /// The scenarios' names in alphabetical order; none where the folder cannot be read.
  public var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// The scenario of a name.
  ///
  /// - Throws: ``ScenarioError`` where the file cannot be read, or what is wrong in it.
  public func scenario(named name: String) throws(ScenarioError) -> Scenario {
    let file = name + ".yaml"
    let text: String
    do {
      text = try String(contentsOfFile: path + "/" + file, encoding: .utf8)
    } catch {
      throw ScenarioError(file: file, line: 1, message: "cannot be read as UTF-8 text: \(error.localizedDescription)")
    }
    return try ScenarioReader.read(text, file: file)
  }

  /// All of them, by name.
  public func all() throws(ScenarioError) -> [Scenario] {
    var scenarios: [Scenario] = []
    for name in names { scenarios.append(try scenario(named: name)) }
    return scenarios
  }
}
