public import Terminal

/// Which keys ask for which command, where.
///
/// The one table from which keys are looked up and the footer, the help sheet, the palette and the manual's table are
/// printed.
public enum Keymap {
  /// What has the focus.
  public enum Context: String, CaseIterable, Sendable {
    case list, page, field, score, editor

    /// The context's name as the help has it.
    public var title: String {
      switch self {
      case .list: "In a list"
      case .page: "On a page"
      case .field: "On a field or an action"
      case .score: "On a score"
      case .editor: "While writing"
      }
    }
  }

  /// A command with its keys, where they hold.
  public struct Binding: Sendable {
    public var command: Command
    public var keys: [Key]
    public var contexts: Set<Context>
    /// The word in the footer; nil keeps the command out of it.
    public var footer: String?
    /// The panes whose footer has it.
    public var panes: Set<Pane>

    init(
      _ command: Command, _ keys: [Key], _ contexts: Set<Context>, footer: String? = nil,
      in panes: Set<Pane> = Set(Pane.allCases)
    ) {
      self.command = command
      self.keys = keys
      self.contexts = contexts
      self.footer = footer
      self.panes = panes
    }
  }

  private static let browse: Set<Context> = [.list, .page, .field, .score]
  private static let sheet: Set<Context> = [.page, .field, .score]
  private static let stops: Set<Context> = [.field, .score]
  private static let all: Set<Context> = [.list, .page, .field, .score, .editor]

  private static func alt(_ digit: Character) -> Key { Key(.character(digit), alt: true) }

  /// The table, in the order of the help.
  public static let bindings: [Binding] = [
    Binding(.open, [.enter, .character("l"), .right], [.list], footer: "open"),
    Binding(.open, [.enter], [.page], footer: "follow", in: [.stack, .questions, .notebook]),
    Binding(.open, [.enter], [.field], footer: "write"),
    Binding(.open, [.enter], [.score]),
    Binding(.lower, [.left, .character("h")], [.score], footer: "lower"),
    Binding(.higher, [.right, .character("l")], [.score], footer: "higher"),
    Binding(.up, [.up, .character("k")], browse),
    Binding(.down, [.down, .character("j")], browse),
    Binding(.nextField, [.tab], [.field, .score, .editor], footer: "next field"),
    Binding(.previousField, [.backTab], [.field, .score, .editor]),
    Binding(.switchSide, [.tab, .backTab], [.list], footer: "page"),
    Binding(.switchSide, [.tab, .backTab], [.page], footer: "list/field"),
    Binding(.close, [.escape, .left, .character("h")], [.page, .field]),
    Binding(.close, [.escape], [.list, .score]),
    Binding(.pageDown, [.pageDown, .character(" "), .control("d")], browse),
    Binding(.pageUp, [.pageUp, .control("u")], browse),
    Binding(.top, [.home, .character("g")], browse),
    Binding(.bottom, [.end, .character("G")], browse),
    Binding(.nextLink, [.character("]")], sheet, footer: "next link", in: [.stack, .questions]),
    Binding(.previousLink, [.character("[")], sheet),
    Binding(.back, [.character("b"), .backspace], browse, footer: "back", in: [.stack, .questions]),
    Binding(.forward, [.character("B")], browse),
    Binding(.markRead, [.character("r")], browse, footer: "read", in: [.stack]),
    Binding(.note, [.character("n")], browse, footer: "note"),
    Binding(.tryIt, [.character("t")], browse, footer: "try", in: [.stack]),
    Binding(.find, [.character("f")], browse, footer: "find", in: [.stack, .questions]),
    Binding(.define, [.character("d")], browse, footer: "define", in: [.stack, .questions]),
    Binding(.versions, [.character("v")], browse, footer: "versions", in: [.labs, .questions, .notebook]),
    Binding(.editor, [.character("e")], browse, footer: "$EDITOR", in: [.labs, .notebook]),
    Binding(.pauseClock, [.character("p")], browse, footer: "clock", in: [.labs]),
    Binding(.removeNote, [.character("X")], browse, footer: "remove", in: [.notebook]),
    Binding(.export, [.character("x")], browse, footer: "export", in: [.notebook]),
    Binding(.resetLab, [], browse),
    Binding(.copy, [.character("y")], browse),
    Binding(.stack, [.character("1")], [.list, .page]),
    Binding(.labs, [.character("2")], [.list, .page]),
    Binding(.questions, [.character("3")], [.list, .page]),
    Binding(.notebook, [.character("4")], [.list, .page]),
    Binding(.stack, [alt("1")], browse),
    Binding(.labs, [alt("2")], browse),
    Binding(.questions, [alt("3")], browse),
    Binding(.notebook, [alt("4")], browse),
    Binding(.search, [.character("/")], browse),
    Binding(.palette, [.character(":"), .control("p")], browse),
    Binding(.help, [.character("?"), Key(.function(1))], browse),
    Binding(.theme, [.character("T")], browse),
    Binding(.mouse, [.character("m")], browse),
    Binding(.finish, [.escape, .control("s")], [.editor], footer: "done"),
    Binding(.undo, [.control("_"), Key(.character("u"), alt: true)], [.editor], footer: "undo"),
    Binding(.redo, [.control("y"), Key(.character("r"), alt: true)], [.editor], footer: "redo"),
    Binding(.editor, [.control("o")], [.editor], footer: "$EDITOR"),
    Binding(.redraw, [.control("l")], all),
    Binding(.suspend, [.control("z")], all),
    Binding(.quit, [.character("q")], browse),
    Binding(.quit, [.control("c")], all),
  ]

  private static let table: [Context: [Key: Command]] = {
    var out: [Context: [Key: Command]] = [:]
    for binding in bindings {
      for context in binding.contexts {
        for key in binding.keys { out[context, default: [:]][key] = binding.command }
      }
    }
    return out
  }()

  /// The command of a key where the focus is.
  public static func command(for key: Key, in context: Context) -> Command? {
    table[context]?[key]
  }

  /// The keys of a command, as they are shown; empty when only the palette has it.
  public static func keys(of command: Command, in context: Context? = nil) -> String {
    for binding in bindings where binding.command == command {
      if context.map(binding.contexts.contains) ?? true {
        return binding.keys.map(\.name).joined(separator: " ")
      }
    }
    return ""
  }

  /// The key table of the manual, in Markdown: a row for each command, keys for browsing apart from those for writing.
  public static var markdownTable: String {
    var out = "| Key | Command | What it does |\n|---|---|---|\n"
    for isWriting in [false, true] {
      var seen: Set<Command> = []
      for command in bindings.map(\.command) where seen.insert(command).inserted {
        let own = bindings.filter {
          $0.command == command && ($0.contexts == [.editor]) == isWriting
        }
        guard !own.isEmpty else { continue }
        var keys: [Key] = []
        for key in own.flatMap(\.keys) where !keys.contains(key) { keys.append(key) }
        let names = keys.isEmpty ? "palette" : keys.map { "`\($0.name)`" }.joined(separator: " ")
        let contexts = own.reduce(into: Set<Context>()) { $0.formUnion($1.contexts) }
        let place =
          isWriting ? " (while writing)" : contexts.isSuperset(of: browse) ? "" : " (\(places(contexts)))"
        out += "| \(names) | \(command.title)\(place) | \(command.help) |\n"
      }
    }
    return out
  }

  private static func places(_ contexts: Set<Context>) -> String {
    Context.allCases.filter { contexts.contains($0) && $0 != .editor }.map(\.rawValue).joined(separator: ", ")
  }
}
