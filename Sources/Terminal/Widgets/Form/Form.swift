public import TextSafety

/// Fields in sections, one of them selected, that keys step, switch and rewrite.
///
/// A pure value: ``handle(_:)`` takes a key and says what came of it; ``CellGrid/draw(_:in:isFocused:)`` shows it. The
/// owner reads the fields and may put notes and problems of its own into them.
public struct Form: Equatable, Sendable {
  /// Fields under a heading.
  public struct Section: Equatable, Sendable {
    public var title: SafeText
    public var fields: [Field]

    public init(_ title: SafeText, _ fields: [Field]) {
      self.title = title
      self.fields = fields
    }
  }

  /// What a key did.
  public enum Outcome: Equatable, Sendable {
    /// Nothing: the key is somebody else's.
    case ignored
    /// The selection or the text being typed, but no value.
    case handled
    /// The value of the field with that name.
    case changed(String)
  }

  public var sections: [Section] { didSet { longestDetails = [:] } }
  /// The selected field's number, counted through all sections.
  public private(set) var selected: Int
  /// The value being typed; nil when none is.
  public internal(set) var entry: TextEditor?
  /// Why the typed value was not taken.
  public internal(set) var problem: SafeText?
  /// The first row shown, kept from drawing to drawing by ``settle(_:)``.
  public internal(set) var top = 0
  /// Rows of the longest details by width, as measured by ``settle(_:)``: a move must not measure them all again.
  var longestDetails: [Int: Int] = [:]

  public init(_ sections: [Section]) {
    self.sections = sections
    selected = 0
  }

  public var count: Int { sections.reduce(0) { $0 + $1.fields.count } }

  /// True while a value is typed, when every printable key belongs to it.
  public var isTyping: Bool { entry != nil }

  /// The field with a name; setting it does nothing where there is none.
  public subscript(id: String) -> Field? {
    get { sections.lazy.flatMap(\.fields).first { $0.id == id } }
    set {
      guard let newValue, newValue != self[id] else { return }
      for section in sections.indices {
        for field in sections[section].fields.indices where sections[section].fields[field].id == id {
          sections[section].fields[field] = newValue
        }
      }
    }
  }

  /// The selected field; nil in an empty form.
  public var current: Field? {
    place(of: selected).map { sections[$0.section].fields[$0.field] }
  }

  /// Selects the field with that number, or the nearest, and gives up what was being typed.
  public mutating func select(_ number: Int) {
    selected = min(max(0, number), max(0, count - 1))
    entry = nil
    problem = nil
  }

  /// Selects the field with a name; without one nothing happens.
  public mutating func select(id: String) {
    let names = sections.flatMap(\.fields).map(\.id)
    if let number = names.firstIndex(of: id) { select(number) }
  }

  func place(of number: Int) -> (section: Int, field: Int)? {
    var rest = number
    for (index, section) in sections.enumerated() {
      if rest < section.fields.count { return rest < 0 ? nil : (index, rest) }
      rest -= section.fields.count
    }
    return nil
  }

  /// Changes the selected field's value; tells whether it is another one now.
  mutating func change(_ body: (inout Field.Kind) -> Void) -> Outcome {
    guard let place = place(of: selected) else { return .ignored }
    let before = sections[place.section].fields[place.field]
    body(&sections[place.section].fields[place.field].kind)
    let after = sections[place.section].fields[place.field]
    return after.kind == before.kind ? .handled : .changed(after.id)
  }
}
