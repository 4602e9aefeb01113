public import Curriculum

/// What an entry of the notebook is: an answer on a worksheet, the note on a question, a free note, a scenario, or the
/// note on a pinned result.
public enum EntryKey: Hashable, Sendable, CustomStringConvertible {
  /// The answer to a field of a lab, by the field's full name (`first.model.sentence`).
  case answer(LabID, field: String)
  /// The reader's own answer to a critical question.
  case question(PageID)
  /// A note, by the number that the notebook gave it.
  case note(Int)
  /// The YAML of a saved scenario.
  case scenario(ScenarioName)
  /// A pinned result, by the number that the notebook gave it; the entry's text is the note on it.
  case measurement(Int)

  /// Reads the written form: `answer:lab-0/first.model.sentence`, `question:q1`, `note:12`, `scenario:rag-desk`,
  /// `measurement:3`.
  public init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let rest = text[text.index(after: colon)...]
    switch text[..<colon] {
    case "answer":
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      self = .answer(LabID(String(rest[..<slash])), field: String(rest[rest.index(after: slash)...]))
    case "question": self = .question(PageID(String(rest)))
    case "note":
      guard let number = Int(rest), number > 0 else { return nil }
      self = .note(number)
    case "scenario":
      guard let name = ScenarioName(rest) else { return nil }
      self = .scenario(name)
    case "measurement":
      guard let number = Int(rest), number > 0 else { return nil }
      self = .measurement(number)
    default: return nil
    }
  }

  public var description: String {
    switch self {
    case .answer(let lab, let field): "answer:\(lab)/\(field)"
    case .question(let page): "question:\(page)"
    case .note(let number): "note:\(number)"
    case .scenario(let name): "scenario:\(name)"
    case .measurement(let number): "measurement:\(number)"
    }
  }

  /// True where the number means another thing in another notebook.
  var isNumbered: Bool {
    switch self {
    case .note, .measurement: true
    case .answer, .question, .scenario: false
    }
  }

  /// What the entry hangs on by its nature; nil for notes, which carry their own anchor, and for what stands alone.
  public var subject: Reference? {
    switch self {
    case .answer(let lab, let field): .field(lab, field)
    case .question(let page): .page(page)
    case .note, .scenario, .measurement: nil
    }
  }
}
