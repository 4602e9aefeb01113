public import Terminal

extension Keymap {
  /// Why keys cannot be given to commands.
  public enum BindingError: Error, Equatable, Sendable {
    /// Two commands would have one key where the focus is.
    case shared(Key, Command, Command, Context)
    /// The command holds only where the key writes a character.
    case typed(Key, Command)

    /// The commands that it is about.
    public var commands: [Command] {
      switch self {
      case .shared(_, let one, let other, _): [one, other]
      case .typed(_, let command): [command]
      }
    }
  }

  /// The keymap with other keys for some commands.
  ///
  /// They take the place of all keys that a command has. Where text is written a letter is no command: there a command
  /// whose new keys are letters keeps its old ones.
  public func rebound(_ keys: [Command: [Key]]) throws(BindingError) -> Keymap {
    for command in Command.allCases {
      let contexts = bindings.filter { $0.command == command }.flatMap(\.contexts)
      for key in keys[command] ?? [] where contexts.allSatisfy({ Keymap.writes(key, in: $0) }) {
        throw .typed(key, command)
      }
    }
    var done: [Command: Set<Context>] = [:]
    let keymap = Keymap(
      bindings.flatMap { binding in
        guard let wanted = keys[binding.command] else { return [binding] }
        var rest = binding
        rest.contexts.subtract(done[binding.command, default: []])
        done[binding.command, default: []].formUnion(binding.contexts)
        return rest.split(wanted)
      })
    try keymap.checkOwners()
    return keymap
  }

  private func checkOwners() throws(BindingError) {
    for context in Context.allCases {
      var owners: [Key: Command] = [:]
      for binding in bindings where binding.contexts.contains(context) {
        for key in binding.keys {
          if let owner = owners[key], owner != binding.command { throw .shared(key, owner, binding.command, context) }
          owners[key] = binding.command
        }
      }
    }
  }

  /// True where a key writes: a character in a text, a digit on a score.
  fileprivate static func writes(_ key: Key, in context: Context) -> Bool {
    switch context {
    case .editor, .field: key.isTyped
    case .score, .scenario, .setup:
      if key.isTyped, case .character(let character) = key.base { character.isNumber } else { false }
    case .list, .page, .stop, .results, .run: false
    }
  }
}

extension Keymap.Binding {
  /// One binding for each set of contexts in which the same of the wanted keys can be used.
  fileprivate func split(_ wanted: [Key]) -> [Keymap.Binding] {
    var out: [Keymap.Binding] = []
    for context in Keymap.Context.allCases where contexts.contains(context) {
      let usable = wanted.filter { !Keymap.writes($0, in: context) }
      let keys = usable.isEmpty ? self.keys : usable
      if let same = out.firstIndex(where: { $0.keys == keys }) {
        out[same].contexts.insert(context)
      } else {
        var binding = self
        (binding.keys, binding.contexts) = (keys, [context])
        out.append(binding)
      }
    }
    return out
  }
}
