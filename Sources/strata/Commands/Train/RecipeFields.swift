import TextSafety
import Yams

/// The names and values of a mapping in a recipe, read one by one; what nobody asked for is a mistake.
struct RecipeFields {
  private let file: String
  /// What the mapping is called, with a point behind; empty for the whole file.
  private let prefix: String
  private let line: Int
  private var values: [(name: String, value: Node, line: Int)]
  private var asked: [String] = []

  /// A file's text.
  init(file: String, text: String) throws(RecipeError) {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text.withoutByteOrderMark)
    } catch let error as YamlError {
      throw RecipeFields.syntaxError(error, file)
    } catch {
      throw RecipeError(file: file, problem: "is not YAML: \(error)")
    }
    guard let node, node.scalar?.string.isEmpty != true else { throw RecipeError(file: file, problem: "is empty") }
    try self.init(file: file, node, prefix: "", line: 1)
  }

  private init(file: String, _ node: Node, prefix: String, line: Int) throws(RecipeError) {
    self.file = file
    self.prefix = prefix
    self.line = line
    guard let mapping = node.mapping else {
      throw RecipeError(file: file, line: line, field: prefix, problem: "must be names with their values")
    }
    values = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        throw RecipeError(file: file, line: key.mark?.line, field: prefix, problem: "must be names with their values")
      }
      values.append((name, value, key.mark?.line ?? line))
    }
  }

  private static func syntaxError(_ error: YamlError, _ file: String) -> RecipeError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      RecipeError(file: file, line: mark.line, problem: "is not YAML: \(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
      RecipeError(
        file: file, line: context.mark.line,
        problem: "is not YAML: \(keys.sorted().joined(separator: ", ")) stands there twice")
    default: RecipeError(file: file, problem: "is not YAML: \(error)")
    }
  }

  private mutating func node(_ name: String) -> (Node, Int)? {
    asked.append(name)
    return values.first { $0.name == name }.map { ($0.value, $0.line) }
  }

  /// A mistake of a value, or of a name that is missing.
  func error(_ name: String, _ problem: String) -> RecipeError {
    let place = values.first { $0.name == name }?.line ?? line
    return RecipeError(file: file, line: place, field: prefix + name, problem: problem)
  }

  /// Whether a name stands there.
  func has(_ name: String) -> Bool { values.contains { $0.name == name } }

  // MARK: Values

  mutating func text(_ name: String, needed: String) throws(RecipeError) -> String? {
    guard let (node, _) = node(name) else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else { throw error(name, "must be \(needed)") }
    return text
  }

  /// A text, or a list of them.
  mutating func texts(_ name: String, needed: String) throws(RecipeError) -> [String]? {
    guard let (node, _) = node(name) else { return nil }
    let all = (node.sequence.map(Array.init) ?? [node]).map { $0.scalar?.string ?? "" }
    guard !all.isEmpty, !all.contains("") else { throw error(name, "must be \(needed)") }
    return all
  }

  mutating func whole(_ name: String, _ allowed: ClosedRange<Int>) throws(RecipeError) -> Int? {
    guard let (node, _) = node(name) else { return nil }
    let needed = "a whole number from \(allowed.lowerBound) to \(allowed.upperBound)"
    guard let text = node.scalar?.string else { throw error(name, "must be \(needed)") }
    guard let value = Int(text.replacing("_", with: "")), allowed.contains(value) else {
      throw error(name, "is \(NearNames.quoted(text)); it must be \(needed)")
    }
    return value
  }

  mutating func number(_ name: String, _ allowed: ClosedRange<Double>) throws(RecipeError) -> Double? {
    guard let (node, _) = node(name) else { return nil }
    let needed = "a number from \(allowed.lowerBound) to \(allowed.upperBound)"
    guard let text = node.scalar?.string else { throw error(name, "must be \(needed)") }
    guard let value = Double(text), allowed.contains(value) else {
      throw error(name, "is \(NearNames.quoted(text)); it must be \(needed)")
    }
    return value
  }

  /// The mapping of a name.
  mutating func fields(_ name: String) throws(RecipeError) -> RecipeFields? {
    guard let (node, line) = node(name) else { return nil }
    return try RecipeFields(file: file, node, prefix: prefix + name + ".", line: line)
  }

  /// Refuses names that nobody asked for.
  func finish() throws(RecipeError) {
    for entry in values where !asked.contains(entry.name) {
      let hint = NearNames.hint(entry.name, among: asked)
      throw error(
        entry.name, "is unknown" + hint + (hint.isEmpty ? "; there are: " + asked.joined(separator: ", ") : ""))
    }
  }
}
