public import TextSafety

/// What happened to each of several things in each step, one letter a step: the timeline of a batch, say.
///
/// Letters carry the meaning; roles only help. With more steps than columns the latest are shown, or all of them in
/// columns that stand for several.
public struct HeatStrip: Plot {
  /// One thing's steps.
  public struct Row: Hashable, Sendable {
    public var label: SafeText
    /// A letter for each step from step 0 on; blanks are nothing.
    public var letters: String

    public init(_ label: SafeText, _ letters: String) {
      self.label = label
      self.letters = letters
    }
  }

  public var title: SafeText
  public var rows: [Row]
  /// What the letters mean, in the order of the legend.
  public var meanings: [Meaning]
  /// What a step is called.
  public var stepName: SafeText
  /// The step of the first letter.
  public var firstStep: Int
  /// Steps that a letter stands for already.
  public var stepsPerLetter: Int
  /// Whether all steps show: where they are more than columns, a column has the letter that most of its steps have.
  public var isWhole: Bool

  /// A letter's name and role.
  public struct Meaning: Hashable, Sendable {
    public var letter: Character
    public var name: SafeText
    public var role: Role

    public init(_ letter: Character, _ name: SafeText, role: Role) {
      self.letter = letter
      self.name = name
      self.role = role
    }
  }

  public init(
    title: SafeText = .empty, rows: [Row], meanings: [Meaning], stepName: SafeText = "step", firstStep: Int = 0,
    stepsPerLetter: Int = 1, isWhole: Bool = false
  ) {
    self.title = title
    self.rows = rows
    self.meanings = meanings
    self.stepName = stepName
    self.firstStep = max(0, firstStep)
    self.stepsPerLetter = max(1, stepsPerLetter)
    self.isWhole = isWhole
  }

  public func height(forWidth width: Int) -> Int {
    (title.isEmpty ? 0 : 1) + max(1, rows.count) + 2 + max(1, legend.rows(width: width).count)
  }

  var legend: Legend {
    Legend(
      items: meanings.map {
        Legend.Item(swatch: HeatStrip.cell($0.letter), name: $0.name, style: Style($0.role, on: nil, .bold))
      })
  }

  /// A letter as wide as a cell; what is not becomes a question mark.
  static func cell(_ letter: Character) -> SafeText {
    let text = SafeText(String(letter))
    return DisplayWidth.of(text) == 1 ? text : "?"
  }

  public var summary: SafeText {
    let all = rows.map { row -> String in
      // Whoever hears it read out is helped by counts, not by thousands of letters.
      guard isWhole, row.letters.utf8.count > 80 else { return (row.label + " " + SafeText(row.letters)).string }
      let letters = StripColumns(row.letters)
      let counts = meanings.map { "\($0.name) \(letters.count(of: $0.letter))" }
      return (row.label + ": " + SafeText(counts.joined(separator: ", "))).string
    }
    return (title.isEmpty ? "Steps" : title) + ". " + SafeText(all.joined(separator: "; ")) + "."
  }
}

/// The letters of a row, quickly counted and gathered into columns.
struct StripColumns {
  private enum Letters {
    case ascii([UInt8])
    case any([Character])
  }

  private let letters: Letters

  init(_ text: String) {
    let bytes = Array(text.utf8)
    // A line break of two bytes is one character.
    letters = bytes.allSatisfy { $0 < 0x80 && $0 != 0x0D } ? .ascii(bytes) : .any(Array(text))
  }

  var count: Int {
    switch letters {
    case .ascii(let bytes): bytes.count
    case .any(let characters): characters.count
    }
  }

  func count(of letter: Character) -> Int {
    switch letters {
    case .ascii(let bytes): letter.asciiValue.map { value in bytes.count { $0 == value } } ?? 0
    case .any(let characters): characters.count { $0 == letter }
    }
  }

  /// The letters from a step on, a column for so many: the one that most of them have that are not blank, of several
  /// the one that is named first.
  func columns(from first: Int, by size: Int, _ order: [Character]) -> [Character] {
    switch letters {
    case .ascii(let bytes):
      let order = order.compactMap(\.asciiValue)
      return StripColumns.gathered(bytes, first, size, blank: 0x20, order).map { Character(Unicode.Scalar($0)) }
    case .any(let characters): return StripColumns.gathered(characters, first, size, blank: " ", order)
    }
  }

  private static func gathered<Letter: Hashable>(
    _ letters: [Letter], _ first: Int, _ size: Int, blank: Letter, _ order: [Letter]
  ) -> [Letter] {
    guard size > 1 else { return Array(letters.dropFirst(first)) }
    return stride(from: first, to: letters.count, by: size).map { start in
      var counts: [(letter: Letter, count: Int)] = []
      for letter in letters[start..<min(start + size, letters.count)] where letter != blank {
        if let place = counts.firstIndex(where: { $0.letter == letter }) {
          counts[place].count += 1
        } else {
          counts.append((letter, 1))
        }
      }
      func rank(_ letter: Letter) -> Int { order.firstIndex(of: letter) ?? order.count }
      return counts.max { ($0.count, rank($1.letter)) < ($1.count, rank($0.letter)) }?.letter ?? blank
    }
  }
}
