import Yams

/// Reads keys of a YAML mapping and notes every mistake with its line, instead of stopping at the first.
struct FieldReader {
  let file: String
  /// Added to the line numbers of the YAML text.
  let lineOffset: Int
  let node: Node
  let sink: ProblemSink
  private var used: Set<String> = []

  init(_ node: Node, file: String, lineOffset: Int, sink: ProblemSink) {
    self.node = node
    self.file = file
    self.lineOffset = lineOffset
    self.sink = sink
  }

  var line: Int { line(of: node) }

  func line(of node: Node) -> Int { (node.mark?.line ?? 1) + lineOffset }

  func report(_ message: String, at node: Node? = nil) {
    sink.report(file, line(of: node ?? self.node), message)
  }

  private mutating func value(_ key: String) -> Node? {
    used.insert(key)
    guard case .mapping(let mapping) = node else { return nil }
    return mapping[key]
  }

  /// A required text; empty when it is missing, which is reported.
  mutating func text(_ key: String) -> String {
    guard let found = value(key) else {
      report("\(key) is missing")
      return ""
    }
    guard let text = found.string, !text.isEmpty else {
      report("\(key) must be a text", at: found)
      return ""
    }
    return text
  }

  /// The file's line on which a text begins: of a block (`|`) the line after its mark.
  func firstLine(ofText key: String) -> Int {
    guard case .mapping(let mapping) = node, let found = mapping[key] else { return line }
    guard case .scalar(let scalar) = found, [.literal, .folded].contains(scalar.style) else { return line(of: found) }
    return line(of: found) + 1
  }

  mutating func optionalText(_ key: String) -> String? {
    guard let found = value(key) else { return nil }
    guard let text = found.string else {
      report("\(key) must be a text", at: found)
      return nil
    }
    return text
  }

  mutating func int(_ key: String) -> Int {
    guard let found = value(key) else {
      report("\(key) is missing")
      return 0
    }
    guard let number = found.int else {
      report("\(key) must be a whole number", at: found)
      return 0
    }
    return number
  }

  mutating func number(_ key: String, default fallback: Double) -> Double {
    guard let found = value(key) else { return fallback }
    guard let number = found.float else {
      report("\(key) must be a number", at: found)
      return fallback
    }
    return number
  }

  mutating func bool(_ key: String) -> Bool {
    guard let found = value(key) else { return false }
    guard let bool = found.bool else {
      report("\(key) must be true or false", at: found)
      return false
    }
    return bool
  }

  mutating func texts(_ key: String) -> [String] {
    guard let found = value(key) else { return [] }
    guard case .sequence(let items) = found else {
      report("\(key) must be a list", at: found)
      return []
    }
    return items.compactMap { item in
      if item.string == nil { report("\(key) must be a list of texts", at: item) }
      return item.string
    }
  }

  /// The mappings of a list.
  mutating func list(_ key: String) -> [FieldReader] {
    guard let found = value(key) else { return [] }
    guard case .sequence(let items) = found else {
      report("\(key) must be a list", at: found)
      return []
    }
    return items.compactMap { item in
      guard case .mapping = item else {
        report("\(key) must be a list of mappings", at: item)
        return nil
      }
      return FieldReader(item, file: file, lineOffset: lineOffset, sink: sink)
    }
  }

  /// A nested mapping.
  mutating func mapping(_ key: String) -> FieldReader? {
    guard let found = value(key) else { return nil }
    guard case .mapping = found else {
      report("\(key) must be a mapping", at: found)
      return nil
    }
    return FieldReader(found, file: file, lineOffset: lineOffset, sink: sink)
  }

  /// All keys and texts of a nested mapping.
  mutating func dictionary(_ key: String) -> [String: String] {
    guard let found = value(key) else { return [:] }
    guard case .mapping(let pairs) = found else {
      report("\(key) must be a mapping", at: found)
      return [:]
    }
    var out: [String: String] = [:]
    for (name, value) in pairs {
      if let name = name.string, let value = value.string { out[name] = value }
    }
    return out
  }

  /// One of the words of an enumeration.
  mutating func word<Word: RawRepresentable & CaseIterable>(_ key: String, default fallback: Word) -> Word
  where Word.RawValue == String {
    let text = text(key)
    if let word = Word(rawValue: text) { return word }
    if !text.isEmpty {
      let known = Word.allCases.map { String($0.rawValue) }.joined(separator: ", ")
      report("\(key) is \"\(text)\", which is none of: \(known)", at: value(key))
    }
    return fallback
  }

  /// Reports keys that nobody read: most are misspelt.
  func reportUnknownKeys() {
    guard case .mapping(let mapping) = node else { return }
    for (key, _) in mapping {
      if let name = key.string, !used.contains(name) { report("unknown key \"\(name)\"", at: key) }
    }
  }
}

/// Where mistakes are collected.
final class ProblemSink {
  private(set) var problems: [ContentProblem] = []

  func report(_ file: String, _ line: Int, _ message: String) {
    problems.append(ContentProblem(file: file, line: line, message: message))
  }
}
