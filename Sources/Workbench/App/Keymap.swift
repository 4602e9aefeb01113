public import Terminal

/// Which keys ask for which command, where. The one table from which keys are looked up and the footer, the help
/// sheet, the palette and the manual's table are printed.
public enum Keymap {
  /// What has the focus.
  public enum Context: String, CaseIterable, Sendable {
    case list, page, score, editor

    /// The context's name as the help has it.
    public var title: String {
      switch self {
      case .list: "In a list"
      case .page: "On a page or worksheet"
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
  }

  private static let browse: Set<Context> = [.list, .page, .score]
  private static let sheet: Set<Context> = [.page, .score]

  /// The table, in the order of the help.
  public static let bindings: [Binding] = [
    Binding(command: .up, keys: [.up, .character("k")], contexts: browse),
    Binding(command: .down, keys: [.down, .character("j")], contexts: browse),
    Binding(command: .open, keys: [.enter, .character("l"), .right], contexts: [.list], footer: "open"),
    Binding(command: .open, keys: [.enter], contexts: [.page], footer: "open"),
    Binding(command: .open, keys: [.enter], contexts: [.score]),
    Binding(command: .lower, keys: [.left, .character("h")], contexts: [.score], footer: "lower"),
    Binding(command: .higher, keys: [.right, .character("l")], contexts: [.score], footer: "higher"),
    Binding(command: .switchSide, keys: [.tab, .backTab], contexts: browse, footer: "list/page"),
    Binding(command: .close, keys: [.escape, .left, .character("h")], contexts: [.page]),
    Binding(command: .close, keys: [.escape], contexts: [.list, .score]),
    Binding(command: .pageDown, keys: [.pageDown, .character(" "), .control("d")], contexts: browse),
    Binding(command: .pageUp, keys: [.pageUp, .control("u")], contexts: browse),
    Binding(command: .top, keys: [.home, .character("g")], contexts: browse),
    Binding(command: .bottom, keys: [.end, .character("G")], contexts: browse),
    Binding(command: .nextLink, keys: [.character("]")], contexts: sheet, footer: "next link"),
    Binding(command: .previousLink, keys: [.character("[")], contexts: sheet),
    Binding(command: .back, keys: [.character("b"), .backspace], contexts: browse, footer: "back"),
    Binding(command: .forward, keys: [.character("B")], contexts: browse),
    Binding(command: .find, keys: [.character("f")], contexts: browse, footer: "find"),
    Binding(command: .note, keys: [.character("n")], contexts: browse, footer: "note"),
    Binding(command: .markRead, keys: [.character("r")], contexts: browse, footer: "read"),
    Binding(command: .tryIt, keys: [.character("t")], contexts: browse, footer: "try"),
    Binding(command: .define, keys: [.character("d")], contexts: browse, footer: "define"),
    Binding(command: .versions, keys: [.character("v")], contexts: browse),
    Binding(command: .editor, keys: [.character("e")], contexts: browse),
    Binding(command: .removeNote, keys: [.character("X")], contexts: browse),
    Binding(command: .pauseClock, keys: [.character("p")], contexts: browse),
    Binding(command: .resetLab, keys: [], contexts: browse),
    Binding(command: .copy, keys: [.character("y")], contexts: browse),
    Binding(command: .export, keys: [.character("x")], contexts: browse),
    Binding(command: .stack, keys: [.character("1")], contexts: [.list, .page]),
    Binding(command: .labs, keys: [.character("2")], contexts: [.list, .page]),
    Binding(command: .questions, keys: [.character("3")], contexts: [.list, .page]),
    Binding(command: .notebook, keys: [.character("4")], contexts: [.list, .page]),
    Binding(command: .search, keys: [.character("/")], contexts: browse),
    Binding(command: .palette, keys: [.character(":"), .control("p")], contexts: browse),
    Binding(command: .help, keys: [.character("?"), Key(.function(1))], contexts: browse),
    Binding(command: .theme, keys: [.character("T")], contexts: browse),
    Binding(command: .mouse, keys: [.character("m")], contexts: browse),
    Binding(command: .redraw, keys: [.control("l")], contexts: [.list, .page, .score, .editor]),
    Binding(command: .suspend, keys: [.control("z")], contexts: [.list, .page, .score, .editor]),
    Binding(command: .quit, keys: [.character("q"), .control("c")], contexts: browse),
    Binding(command: .finish, keys: [.escape, .control("s")], contexts: [.editor], footer: "done"),
    Binding(command: .nextField, keys: [.tab], contexts: [.editor], footer: "next field"),
    Binding(command: .previousField, keys: [.backTab], contexts: [.editor]),
    Binding(command: .undo, keys: [.control("_"), Key(.character("u"), alt: true)], contexts: [.editor], footer: "undo"),
    Binding(command: .redo, keys: [.control("y"), Key(.character("r"), alt: true)], contexts: [.editor], footer: "redo"),
    Binding(command: .editor, keys: [.control("o")], contexts: [.editor], footer: "$EDITOR"),
    Binding(command: .quit, keys: [.control("c")], contexts: [.editor]),
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

  /// The key table of the manual, in Markdown.
  public static var markdownTable: String {
    var out = "| Key | Command | What it does |\n|---|---|---|\n"
    for binding in bindings {
      let keys = binding.keys.isEmpty ? "palette" : binding.keys.map { "`\($0.name)`" }.joined(separator: " ")
      let place = binding.contexts == [.editor] ? " (while writing)" : binding.contexts == [.score] ? " (on a score)" : ""
      out += "| \(keys) | \(binding.command.title)\(place) | \(binding.command.help) |\n"
    }
    return out
  }
}
