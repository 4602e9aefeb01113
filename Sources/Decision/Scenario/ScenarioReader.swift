import CostModel
import TextSafety
import Yams

/// Reads a scenario from YAML; its shape is that of the presets in `Content/scenarios`.
public enum ScenarioReader {
  /// A scenario from the text of a file.
  ///
  /// - Parameters:
  ///   - text: the YAML text.
  ///   - file: the name that errors carry.
  /// - Throws: ``ScenarioError`` with the first mistake, its line, field, value, range and the nearest known name.
  public static func read(_ text: String, file: String) throws(ScenarioError) -> Scenario {
    guard text.utf8.count <= largestFile else {
      throw ScenarioError(file: file, line: 1, message: "larger than \(largestFile / 1024) KiB; a scenario is a page")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text.withoutByteOrderMark, .basic)
    } catch let error as YamlError {
      throw ScenarioError(file: file, line: line(of: error), message: "no valid YAML: \(reason(error))")
    } catch {
      throw ScenarioError(file: file, line: 1, message: "no valid YAML: \(error)")
    }
    guard let root, case .mapping(let mapping) = root else {
      throw ScenarioError(file: file, line: 1, message: "a scenario is a mapping of fields, and this is none")
    }
    var builder = ScenarioBuilder(file: file)
    try builder.take(mapping)
    return builder.scenario
  }

  private static let largestFile = 256 * 1024

  private static func line(of error: YamlError) -> Int {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    default: 1
    }
  }

  private static func reason(_ error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
    case .duplicatedKeysInMapping(let keys, _): "key given twice: \(keys.joined(separator: ", "))"
    default: "it cannot be read"
    }
  }
}

/// A mistake in a scenario, with its place.
public struct ScenarioError: Error, Equatable, Sendable {
  public var file: String
  /// From 1.
  public var line: Int
  public var message: String

  public init(file: String, line: Int, message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  /// File, line and mistake in a line.
  public var description: String { "\(file):\(line): \(message)" }
}

/// Takes the mappings of a YAML file into a scenario.
private struct ScenarioBuilder {
  let file: String
  var scenario = Scenario()

  mutating func take(_ mapping: Node.Mapping) throws(ScenarioError) {
    // Options first: their fields exist once their kinds are known.
    for (key, value) in mapping where key.string == "options" { try takeOptions(value) }
    for (key, value) in mapping {
      let name = try text(of: key, "a field's name")
      switch name {
      case "options": continue
      case "id": scenario.id = try identifier(value)
      case "workload", "objectives", "people", "vendors", "hosting", "prices":
        guard case .mapping(let inner) = value else {
          throw error(value, "\(name) must be a mapping of fields")
        }
        for (key, value) in inner { try set("\(name).\(try text(of: key, "a field's name"))", value, key) }
      default: try set(name, value, key)
      }
    }
    try checkReferences(mapping)
  }

  private mutating func takeOptions(_ node: Node) throws(ScenarioError) {
    guard case .sequence(let items) = node else { throw error(node, "options must be a list") }
    guard items.count <= Scenario.mostOptions else {
      throw error(node, "\(items.count) options; at most \(Scenario.mostOptions) can be compared")
    }
    for item in items {
      guard case .mapping(let mapping) = item else { throw error(item, "an option must be a mapping of fields") }
      let id = try identifier(try required("id", in: mapping, of: item))
      guard scenario.option(id) == nil else { throw error(item, "two options are named \"\(id)\"") }
      let kindNode = try required("kind", in: mapping, of: item)
      let word = try text(of: kindNode, "options.\(id).kind")
      guard let kind = ScenarioOption.Kind(rawValue: word) else {
        let known = ScenarioOption.Kind.allCases.map(\.rawValue)
        throw error(kindNode, FieldError(path: "options.\(id).kind", value: word, problem: .unknownWord(known)).message)
      }
      scenario.options.append(ScenarioOption(id: id, kind: kind))
      for (key, value) in mapping where key.string != "id" && key.string != "kind" {
        try set("options.\(id).\(try text(of: key, "a field's name"))", value, key)
      }
    }
  }

  /// A hybrid's parts must be options that are no hybrids themselves.
  private func checkReferences(_ mapping: Node.Mapping) throws(ScenarioError) {
    let parts = scenario.options.filter { $0.kind != .hybrid }
    for hybrid in scenario.options where hybrid.kind == .hybrid {
      for (key, name) in [("base", hybrid.base), ("peak", hybrid.peak)] where !parts.contains(where: { $0.id == name })
      {
        let problem = FieldError.Problem.unknownName(what: "option", known: parts.map(\.id))
        let message = FieldError(path: "options.\(hybrid.id).\(key)", value: name, problem: problem).message
        throw ScenarioError(file: file, line: mapping.mark?.line ?? 1, message: message)
      }
    }
  }

  private mutating func set(_ path: String, _ node: Node, _ key: Node) throws(ScenarioError) {
    let field: ScenarioField
    do {
      field = try scenario.field(path)
    } catch {
      throw self.error(key, error.message)
    }
    let value: String
    switch node {
    case .scalar(let scalar): value = scalar.string
    case .sequence(let items) where field.kind == .names:
      var texts: [String] = []
      for item in items { texts.append(try text(of: item, path)) }
      field.put(&scenario, .texts(texts))
      return
    default: throw error(node, "\(path) must be \(field.kind == .names ? "a list of names" : "a single value")")
    }
    do {
      try field.set(value, in: &scenario)
    } catch {
      throw self.error(node, error.message)
    }
  }

  private func required(
    _ key: String, in mapping: Node.Mapping, of item: Node
  ) throws(ScenarioError) -> Node {
    guard let found = mapping[key] else { throw error(item, "an option needs a field \"\(key)\"") }
    return found
  }

  private func identifier(_ node: Node) throws(ScenarioError) -> String {
    let name = try text(of: node, "id")
    guard !name.isEmpty, name.count <= 60,
      name.unicodeScalars.allSatisfy({ ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" })
    else { throw error(node, "id: \"\(name)\" may hold lower-case letters, digits and hyphens, at most 60") }
    return name
  }

  private func text(of node: Node, _ what: String) throws(ScenarioError) -> String {
    guard case .scalar(let scalar) = node else { throw error(node, "\(what) must be a single value") }
    return scalar.string
  }

  private func error(_ node: Node, _ message: String) -> ScenarioError {
    ScenarioError(file: file, line: node.mark?.line ?? 1, message: message)
  }
}
