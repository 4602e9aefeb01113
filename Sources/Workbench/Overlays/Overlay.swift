public import Curriculum
public import Decision
public import Notebook
public import Terminal
public import TextSafety

/// Something that lies over the panes and takes the keys.
public enum Overlay: Equatable, Sendable {
  case help(top: Int)
  case picker(Picker)
  case confirm(Confirm)
}

/// A question to be answered with yes or no.
public struct Confirm: Equatable, Sendable {
  /// What follows from yes.
  public enum Answer: Equatable, Sendable {
    case effect(Effect)
    /// An option of the open scenario is taken out.
    case removeOption(ScenarioOption.ID)
  }

  public var text: SafeText
  public var answer: Answer
}

/// A list that a few letters narrow down.
public struct Picker: Equatable, Sendable {
  /// What is picked.
  public enum Kind: Equatable, Sendable {
    case palette, search, glossary
    case versions(EntryKey)
    case choice(FieldTarget, own: Bool)
    /// No list: the letters are the answer.
    case exportFolder
    /// Prepared and own scenarios, to open or to set beside the open one.
    case scenarios(toCompare: Bool)
    /// No list: the letters are the new scenario's name.
    case scenarioName
    /// Kinds of options to add.
    case optionKind
    /// Models' files.
    case model
    /// Options of the open scenario.
    case option(OptionChange)
  }

  /// One row.
  public struct Item: Equatable, Sendable {
    public var title: SafeText
    /// Another name by which it is found.
    public var name = ""
    public var detail: [Span] = []
    public var mark: SafeText = .empty
    public var role: Role = .text
    public var action: Action
  }

  /// What a row does.
  public enum Action: Equatable, Sendable {
    case command(Command)
    case go(Subject)
    case term(TermID)
    case restore(Version)
    case choose(String)
    case compareScenario(Scenario?)
    case addOption(ScenarioOption)
    case chooseModel(LiveModel)
    case changeOption(OptionChange, ScenarioOption.ID)
  }

  /// What is done to one option of a scenario.
  public enum OptionChange: Equatable, Sendable {
    case copy, remove
  }

  public var kind: Kind
  public var query = TextEditor(isSingleLine: true)
  /// All rows, before the query narrows them down.
  public var all: [Item] = []
  public var shown: [Item] = []
  public var list = ListCursor()

  /// The row that is selected.
  public var selected: Item? { shown.indices.contains(list.selected) ? shown[list.selected] : nil }

  init(_ kind: Kind, _ items: [Item] = []) {
    self.kind = kind
    all = items
    shown = items
  }

  /// False where the letters are the answer.
  var isList: Bool { kind != .exportFolder && kind != .scenarioName }

  /// True while its rows are looked for.
  var isWaiting: Bool { (kind == .optionKind || kind == .model) && all.isEmpty }

  /// True when letters narrow the list down here.
  var takesQuery: Bool { if case .versions = kind { false } else { true } }

  /// Narrows down to what fits the query, the best first.
  mutating func narrow() {
    guard kind != .search else { return }
    let text = query.text
    if text.allSatisfy(\.isWhitespace) {
      shown = all
    } else {
      let scored = all.enumerated().compactMap { index, item in
        FuzzyMatch.score(text, in: "\(item.title.string) \(item.name)").map { (score: $0, index: index, item: item) }
      }
      // Of those that fit equally well the shorter ones are meant: a lab before its steps, whose titles begin with its.
      func length(_ item: Item) -> Int { item.title.string.utf8.count }
      shown = scored.sorted {
        ($1.score, length($0.item), $0.index) < ($0.score, length($1.item), $1.index)
      }.map(\.item)
    }
    list = ListCursor()
  }
}
