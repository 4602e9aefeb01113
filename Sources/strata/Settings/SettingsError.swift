import TextSafety

/// Why the settings file cannot be used: where, and what would be right.
struct SettingsError: Error, Equatable {
  /// What is wrong.
  enum Problem: Equatable {
    case unreadable(String)
    /// The file is no YAML.
    case syntax(String)
    case unknown(near: String, known: [String])
    case wrongType(needed: String)
    case badValue(String, near: String, needed: String)
    /// Two commands have one key where the focus is.
    case sharedKey(String, commands: [String], place: String)
    /// The key writes a character wherever the command holds.
    case typedKey(String)
  }

  var file: String
  /// From 1; nil when the whole file is meant.
  var line: Int?
  /// The setting, with those that it stands in: `keys.note`; empty when the whole file is meant.
  var field = ""
  var problem: Problem

  /// One line for the user.
  var message: String {
    file + (line.map { ":\($0)" } ?? "") + ": " + (field.isEmpty ? "" : field + " ") + explanation
  }

  private var explanation: String {
    switch problem {
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .syntax(let reason): "is not YAML: \(reason)"
    case .unknown(let near, let known):
      "is unknown" + near + (near.isEmpty ? "; there are: " + known.joined(separator: ", ") : "")
    case .wrongType(let needed): "must be \(needed)"
    case .badValue(let value, let near, let needed): "cannot be \(NearNames.quoted(value))\(near); it must be \(needed)"
    case .sharedKey(let key, let commands, let place):
      "cannot be \(key): \(commands.joined(separator: " and ")) would share it (\(place)). "
        + "Give one of them another key"
    case .typedKey(let key): "cannot be \(key), which writes a character there; take a key with ^ or M-"
    }
  }
}
