public import Terminal

/// Which keys ask for which command, where.
///
/// The one table from which keys are looked up and the footer, the help sheet, the palette and the manual's table are
/// printed.
public struct Keymap: Equatable, Sendable {
  /// What has the focus.
  public enum Context: String, CaseIterable, Sendable {
    case list, page, stop, field, score, editor
    /// On a scenario's form, and on what follows from it.
    case scenario, results
    /// On an experiment's form, and on its run.
    case setup, run

    /// The context's name as the help has it.
    public var title: String {
      switch self {
      case .list: "In a list"
      case .page: "On a page"
      case .stop: "On an action or a field with text"
      case .field: "On an empty field"
      case .score: "On a score"
      case .editor: "While writing"
      case .scenario: "On a scenario"
      case .results: "On its charts"
      case .setup: "On an experiment"
      case .run: "On its run"
      }
    }
  }

  /// A command with its keys, where they hold.
  public struct Binding: Equatable, Sendable {
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

  /// The table, in the order of the help.
  public let bindings: [Binding]
  private let table: [Context: [Key: Command]]

  init(_ bindings: [Binding]) {
    self.bindings = bindings
    var table: [Context: [Key: Command]] = [:]
    for binding in bindings {
      for context in binding.contexts {
        for key in binding.keys { table[context, default: [:]][key] = binding.command }
      }
    }
    self.table = table
  }

  /// The command of a key where the focus is.
  public func command(for key: Key, in context: Context) -> Command? {
    table[context]?[key]
  }

  /// The keys of a command, as they are shown; empty when only the palette has it.
  public func keys(of command: Command) -> String {
    bindings.first { $0.command == command }?.keys.map(\.name).joined(separator: " ") ?? ""
  }

  /// The key that a hint names for a command, where it is told or anywhere; the palette when it has none.
  func name(of command: Command, in context: Context? = nil) -> String {
    let own = bindings.filter { $0.command == command && (context.map($0.contexts.contains) ?? true) }
    return own.lazy.compactMap(\.keys.first).first?.name ?? "the palette"
  }
}

extension Keymap {
  static let browse: Set<Context> = [.list, .page, .stop, .field, .score]
  /// Where letters are commands.
  ///
  /// On an empty field they are not: who types there means to write.
  static let letters: Set<Context> = [.list, .page, .stop, .score]
  /// The panes in which a sheet is read.
  private static let sheets: Set<Pane> = [.stack, .labs, .questions, .notebook]
  private static let all = Set(Context.allCases)
  /// The costs pane: a form has the letters that it steps with.
  private static let costs: Set<Context> = [.scenario, .results]
  /// The stage of the live pane, which has such a form too.
  private static let stage: Set<Context> = [.setup, .run]
  private static let anywhere = browse.union(costs).union(stage)
  /// Where digits change the pane.
  private static let digits: Set<Context> = [.list, .page, .stop, .results, .run]

  private static func alt(_ letter: Character) -> Key { Key(.character(letter), alt: true) }

  /// The keys as they come, for a reader who sets none.
  public static let standard = Keymap([
    Binding(.finish, [.escape, .control("s")], [.editor], footer: "done"),
    Binding(.open, [.enter, .right, .character("l")], [.list], footer: "open"),
    Binding(.open, [.enter], [.page], footer: "first link"),
    Binding(.open, [.enter], [.stop, .field], footer: "write"),
    Binding(.open, [.enter], [.score]),
    Binding(.lower, [.left, .character("h")], [.score], footer: "lower"),
    Binding(.higher, [.right, .character("l")], [.score], footer: "higher"),
    Binding(.up, [.up, .character("k")], browse),
    Binding(.down, [.down, .character("j")], browse),
    Binding(.nextField, [.tab], [.stop, .field, .score, .editor], footer: "next field"),
    Binding(.previousField, [.backTab], [.stop, .field, .score, .editor]),
    Binding(.switchSide, [.tab, .backTab], [.list], footer: "page"),
    Binding(.switchSide, [.tab, .backTab], [.page], footer: "list", in: [.stack]),
    Binding(
      .close, [.escape, .left, .character("h")], [.page], footer: "list", in: [.labs, .questions, .notebook]),
    Binding(.close, [.escape, .left, .character("h")], [.stop], footer: "leave"),
    Binding(.close, [.escape, .left], [.field], footer: "leave"),
    Binding(.close, [.escape], [.list]),
    Binding(.close, [.escape], [.score], footer: "leave"),
    Binding(.pageDown, [.pageDown, .control("d")], browse),
    Binding(.pageDown, [.character(" ")], letters),
    Binding(.pageUp, [.pageUp, .control("u")], browse),
    Binding(.top, [.home], browse),
    Binding(.top, [.character("g")], letters),
    Binding(.bottom, [.end], browse),
    Binding(.bottom, [.character("G")], letters),
    Binding(.back, [.character("b"), .backspace], letters, footer: "back"),
    Binding(.forward, [.character("B")], letters),
    Binding(.markRead, [.character("r")], letters, footer: "read", in: [.stack]),
    Binding(.note, [.character("n")], letters, footer: "note"),
    Binding(.note, [alt("n")], browse),
    Binding(.tryIt, [.character("t")], letters, footer: "try", in: [.stack, .notebook]),
    Binding(.versions, [.character("v")], letters, footer: "versions", in: [.labs, .questions, .notebook]),
    Binding(.versions, [alt("v")], browse),
    Binding(.editor, [.character("e")], letters, footer: "$EDITOR", in: [.labs, .notebook]),
    Binding(.editor, [.control("o")], browse.union([.editor])),
    Binding(.pauseClock, [.character("p")], letters, footer: "clock", in: [.labs]),
    Binding(.removeNote, [.character("X")], letters, footer: "remove", in: [.notebook]),
    Binding(.removeNote, [alt("x")], browse),
    Binding(.export, [.character("x")], letters, footer: "export", in: [.notebook]),
    Binding(.nextLink, [.character("]")], [.page, .stop, .score], footer: "next link"),
    Binding(.previousLink, [.character("[")], [.page, .stop, .score]),
    Binding(.find, [.character("f")], letters, footer: "find", in: sheets),
    Binding(.define, [.character("d")], letters, footer: "define", in: sheets),
    Binding(.resetLab, [], browse),
    Binding(.copy, [.character("y")], letters),
    Binding(.switchSide, [.tab, .backTab], [.scenario], footer: "charts"),
    Binding(.switchSide, [.tab, .backTab], [.results], footer: "form"),
    Binding(.switchSide, [.tab, .backTab], [.setup], footer: "run"),
    Binding(.switchSide, [.tab, .backTab], [.run], footer: "form"),
    Binding(.runExperiment, [.character("r")], stage, footer: "run it"),
    Binding(.stopExperiment, [.character("s")], stage, footer: "stop"),
    Binding(.pauseRun, [.character("P")], stage, footer: "pause"),
    Binding(.nextChart, [.character("]"), .character("c")], stage, footer: "chart"),
    Binding(.previousChart, [.character("["), .character("C")], stage),
    Binding(.back, [.character("b")], costs.union(stage), footer: "back", in: [.costs]),
    Binding(.back, [.backspace], [.results, .run]),
    Binding(.forward, [.character("B")], costs.union(stage)),
    Binding(.close, [.escape], [.results]),
    Binding(.up, [.up, .character("k")], [.results, .run]),
    Binding(.down, [.down, .character("j")], [.results, .run], footer: "scroll"),
    Binding(.pageUp, [.pageUp, .control("u")], [.results, .run]),
    Binding(.pageDown, [.pageDown, .control("d"), .character(" ")], [.results, .run]),
    Binding(.top, [.home, .character("g")], [.results, .run]),
    Binding(.bottom, [.end, .character("G")], [.results, .run]),
    Binding(.nextChart, [.character("c")], costs, footer: "chart"),
    Binding(.nextChart, [.right, .character("l")], [.results]),
    Binding(.previousChart, [.character("C")], costs),
    Binding(.previousChart, [.left, .character("h")], [.results]),
    Binding(.openScenario, [.character("o")], costs, footer: "open"),
    Binding(.newScenario, [.character("N")], costs, footer: "new"),
    Binding(.addOption, [.character("a")], costs, footer: "add"),
    Binding(.copyOption, [.character("D")], costs, footer: "copy"),
    Binding(.removeOption, [.character("X")], costs, footer: "remove"),
    Binding(.compareScenarios, [.character("v")], costs, footer: "versus"),
    Binding(.accuracy, [.character("A")], costs),
    Binding(.simulate, [.character("s")], costs, footer: "simulate"),
    Binding(.pinResult, [.character("p")], costs.union(stage), footer: "pin"),
    Binding(.note, [.character("n")], stage, footer: "note"),
    Binding(.close, [.escape], [.setup], footer: "list"),
    Binding(.close, [.escape, .left, .character("h")], [.run], footer: "list"),
    Binding(.saveScenario, [.character("w")], costs, footer: "save"),
    Binding(.editor, [.character("e")], costs, footer: "YAML"),
    Binding(.takeBack, [.character("u")], costs, footer: "undo"),
    Binding(.stack, [.character("1")], digits),
    Binding(.costs, [.character("2")], digits),
    Binding(.labs, [.character("3")], digits),
    Binding(.questions, [.character("4")], digits),
    Binding(.live, [.character("5")], digits),
    Binding(.notebook, [.character("6")], digits),
    Binding(.stack, [alt("1")], anywhere),
    Binding(.costs, [alt("2")], anywhere),
    Binding(.labs, [alt("3")], anywhere),
    Binding(.questions, [alt("4")], anywhere),
    Binding(.live, [alt("5")], anywhere),
    Binding(.notebook, [alt("6")], anywhere),
    Binding(.search, [.character("/")], anywhere),
    Binding(.palette, [.character(":"), .control("p")], anywhere),
    Binding(.help, [.character("?"), Key(.function(1))], anywhere),
    Binding(.theme, [.character("T")], letters.union(costs).union(stage)),
    Binding(.mouse, [.character("m")], letters.union(costs).union(stage)),
    Binding(.undo, [.control("_"), alt("u")], [.editor], footer: "undo"),
    Binding(.redo, [.control("y"), alt("r")], [.editor], footer: "redo"),
    Binding(.redraw, [.control("l")], all),
    Binding(.suspend, [.control("z")], all),
    Binding(.quit, [.character("q")], letters.union(costs).union(stage)),
    Binding(.quit, [.control("c")], all),
  ])

  /// The key table of the manual, in Markdown: a row for each command, keys for browsing apart from those for writing.
  public var markdownTable: String {
    var out = "| Key | Command | What it does |\n|---|---|---|\n"
    for isWriting in [false, true] {
      var seen: Set<Command> = []
      for command in bindings.map(\.command) where seen.insert(command).inserted {
        let own = bindings.filter {
          $0.command == command && ($0.contexts == [.editor]) == isWriting
        }
        guard !own.isEmpty else { continue }
        let contexts = own.reduce(into: Set<Context>()) { $0.formUnion($1.contexts) }.subtracting([.editor])
        let place =
          isWriting ? " (while writing)" : contexts.isSuperset(of: Keymap.browse) ? "" : " (\(places(contexts)))"
        out += "| \(names(own, contexts)) | \(command.title)\(place) | \(command.help) |\n"
      }
    }
    return out
  }

  /// A command's keys; behind those that do not ask for it in all of its places, where they do or do not.
  private func names(_ bindings: [Binding], _ all: Set<Context>) -> String {
    var groups: [(keys: [Key], contexts: Set<Context>)] = []
    var seen: Set<Key> = []
    for key in bindings.flatMap(\.keys) where seen.insert(key).inserted {
      let contexts = bindings.filter { $0.keys.contains(key) }.reduce(into: Set<Context>()) {
        $0.formUnion($1.contexts.subtracting([.editor]))
      }
      if let place = groups.firstIndex(where: { $0.contexts == contexts }) {
        groups[place].keys.append(key)
      } else {
        groups.append(([key], contexts))
      }
    }
    guard !groups.isEmpty else { return "palette" }
    return groups.map { keys, contexts in
      let missing = all.subtracting(contexts)
      let place = missing.count < contexts.count ? "not: \(places(missing))" : places(contexts)
      return keys.map { "`\($0.name)`" }.joined(separator: " ") + (missing.isEmpty ? "" : " (\(place))")
    }.joined(separator: ", ")
  }

  private func places(_ contexts: Set<Context>) -> String {
    Context.allCases.filter { contexts.contains($0) && $0 != .editor }.map(\.rawValue).joined(separator: ", ")
  }
}
