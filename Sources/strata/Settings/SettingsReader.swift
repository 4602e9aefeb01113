import Terminal
import TextSafety
import Workbench
import Yams

/// Reads the text of a settings file and stops at the first mistake.
struct SettingsReader {
  /// The file's name for messages.
  let file: String

  private static let known = ["editor", "keys", "theme"]

  func read(_ text: String) throws(SettingsError) -> Settings {
    var settings = Settings()
    guard let node = try compose(text), node.scalar?.string.isEmpty != true else { return settings }
    for (name, value, line) in try pairs(node, field: "") {
      switch name {
      case "theme": settings.theme = try theme(value)
      case "editor": settings.editor = try editor(value)
      case "keys": settings.keymap = try keymap(value)
      default: throw unknown(name, line, among: SettingsReader.known)
      }
    }
    return settings
  }

  private func compose(_ text: String) throws(SettingsError) -> Node? {
    do {
      return try Yams.compose(yaml: text.withoutByteOrderMark)
    } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        throw SettingsError(file: file, line: mark.line, problem: .syntax(problem))
      case .duplicatedKeysInMapping(let keys, let context):
        let problem = SettingsError.Problem.syntax("\(keys.sorted().joined(separator: ", ")) stands there twice")
        throw SettingsError(file: file, line: context.mark.line, problem: problem)
      default: throw SettingsError(file: file, problem: .syntax("\(error)"))
      }
    } catch {
      throw SettingsError(file: file, problem: .syntax("\(error)"))
    }
  }

  // MARK: Settings

  private func theme(_ node: Node) throws(SettingsError) -> Theme? {
    let word = try text(node, "theme", needed: "dark, light or auto")
    if let theme = Theme(rawValue: word) { return theme }
    if word == "auto" { return nil }
    let near = NearNames.hint(word, among: Theme.allCases.map(\.rawValue) + ["auto"])
    throw error(node, "theme", .badValue(word, near: near, needed: "dark, light or auto"))
  }

  private func editor(_ node: Node) throws(SettingsError) -> String {
    let needed = "a command, for example \"vim\""
    let command = try text(node, "editor", needed: needed)
    if command.allSatisfy(\.isWhitespace) { throw error(node, "editor", .badValue(command, near: "", needed: needed)) }
    return command
  }

  private func keymap(_ node: Node) throws(SettingsError) -> Keymap {
    var keys: [Command: [Key]] = [:]
    var lines: [Command: Int] = [:]
    for (name, value, line) in try pairs(node, field: "keys") {
      guard let command = Command(rawValue: name) else {
        throw unknown(name, line, among: Command.allCases.map(\.rawValue), in: "keys.")
      }
      keys[command] = try chords(value, "keys." + name)
      lines[command] = line
    }
    do {
      return try Keymap.standard.rebound(keys)
    } catch {
      throw conflict(error, lines)
    }
  }

  private func chords(_ node: Node, _ field: String) throws(SettingsError) -> [Key] {
    let needed = "a key such as ^S, M-u, F2 or x, or a list of keys"
    let nodes = node.sequence.map(Array.init) ?? [node]
    if nodes.isEmpty { throw error(node, field, .wrongType(needed: needed)) }
    var out: [Key] = []
    for node in nodes {
      let name = try text(node, field, needed: needed)
      guard let key = Key(named: name) else { throw error(node, field, .badValue(name, near: "", needed: needed)) }
      if !out.contains(key) { out.append(key) }
    }
    return out
  }

  /// A mistake of the keymap, on the line of the command that stands last in the file.
  private func conflict(_ error: Keymap.BindingError, _ lines: [Command: Int]) -> SettingsError {
    let set = error.commands.filter { lines[$0] != nil }.max { lines[$0] ?? 0 < lines[$1] ?? 0 }
    let problem: SettingsError.Problem =
      switch error {
      case .shared(let key, let one, let other, let context):
        .sharedKey(key.name, commands: [one.rawValue, other.rawValue], place: context.title.lowercased())
      case .typed(let key, _): .typedKey(key.name)
      }
    return SettingsError(
      file: file, line: set.flatMap { lines[$0] }, field: "keys." + (set?.rawValue ?? ""), problem: problem)
  }

  // MARK: Nodes

  private func line(_ node: Node) -> Int { node.mark?.line ?? 1 }

  private func error(_ node: Node, _ field: String, _ problem: SettingsError.Problem) -> SettingsError {
    SettingsError(file: file, line: line(node), field: field, problem: problem)
  }

  private func unknown(_ name: String, _ line: Int, among known: [String], in place: String = "") -> SettingsError {
    let problem = SettingsError.Problem.unknown(near: NearNames.hint(name, among: known), known: known)
    return SettingsError(file: file, line: line, field: place + name, problem: problem)
  }

  private func text(_ node: Node, _ field: String, needed: String) throws(SettingsError) -> String {
    guard let scalar = node.scalar else { throw error(node, field, .wrongType(needed: needed)) }
    return scalar.string
  }

  /// The names of a mapping, with their values and lines; nothing stands for an empty one.
  private func pairs(_ node: Node, field: String) throws(SettingsError) -> [(String, Node, Int)] {
    if node.scalar?.string.isEmpty == true { return [] }
    guard let mapping = node.mapping else { throw error(node, field, .wrongType(needed: "names with their values")) }
    var out: [(String, Node, Int)] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        throw error(key, field, .wrongType(needed: "names with their values"))
      }
      out.append((name, value, line(key)))
    }
    return out
  }
}
