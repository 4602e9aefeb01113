import TextSafety

/// Reads the named fields of one record, a row of a table or a mapping in YAML, and notes every mistake with its place.
///
/// A field that is wrong reads as zero, empty or nil; the notes in the sink decide whether anything is used.
struct FieldReader {
  struct Cell {
    var text: String
    var line: Int
  }

  let file: String
  let line: Int
  /// Where the record stands in its file, before the field's name: `tiers[2].`.
  let path: String
  let cells: [String: Cell]
  let sink: ProblemSink

  init(file: String, line: Int, path: String = "", cells: [String: Cell], sink: ProblemSink) {
    self.file = file
    self.line = line
    self.path = path
    self.cells = cells
    self.sink = sink
  }

  func report(_ field: String?, _ value: String? = nil, _ reason: CatalogProblem.Reason) {
    let line = field.flatMap { cells[$0]?.line } ?? line
    sink.report(CatalogProblem(file: file, line: line, field: field.map { path + $0 }, value: value, reason: reason))
  }

  // MARK: Text

  static let longestText = 500

  /// Nil when the field is empty or not there.
  func optionalText(_ field: String) -> String? {
    guard let text = cells[field]?.text, !text.isEmpty else { return nil }
    if text.count > FieldReader.longestText {
      report(field, text, .tooLong(most: FieldReader.longestText))
      return nil
    }
    if text.unicodeScalars.contains(where: { HarmfulScalar.picture(of: $0) != nil }) {
      report(field, text, .controlCharacter)
      return nil
    }
    return text
  }

  func text(_ field: String) -> String {
    guard let cell = cells[field], !cell.text.isEmpty else {
      report(field, nil, .missing)
      return ""
    }
    return optionalText(field) ?? ""
  }

  /// Names separated by semicolons.
  func names(_ field: String) -> [String] {
    (optionalText(field) ?? "").split(separator: ";").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
  }

  // MARK: Numbers

  /// Nil when the field is empty, or wrong, which is reported.
  func optionalNumber(_ field: String, in range: ClosedRange<Double>) -> Double? {
    guard let text = optionalText(field) else { return nil }
    guard let number = PlainNumber.read(text) else {
      report(field, text, .notANumber)
      return nil
    }
    guard range.contains(number) else {
      report(field, text, .outOfRange(allowed: PlainNumber.words(range)))
      return nil
    }
    return number
  }

  func number(_ field: String, in range: ClosedRange<Double>) -> Double {
    if cells[field].map(\.text.isEmpty) ?? true { report(field, nil, .missing) }
    return optionalNumber(field, in: range) ?? 0
  }

  func optionalWhole(_ field: String, in range: ClosedRange<Int>) -> Int? {
    guard let number = optionalNumber(field, in: Double(range.lowerBound)...Double(range.upperBound)) else {
      return nil
    }
    guard number == number.rounded() else {
      report(field, cells[field]?.text, .outOfRange(allowed: "a whole number"))
      return nil
    }
    return Int(number)
  }

  func whole(_ field: String, in range: ClosedRange<Int>) -> Int {
    if cells[field].map(\.text.isEmpty) ?? true { report(field, nil, .missing) }
    return optionalWhole(field, in: range) ?? range.lowerBound
  }

  /// A quantity whose field counts in thousands, millions or the like of its unit.
  func quantity<Unit>(_ field: String, in range: ClosedRange<Double>, times scale: Double = 1) -> Quantity<Unit> {
    Quantity(number(field, in: range) * scale)
  }

  func optionalQuantity<Unit>(
    _ field: String, in range: ClosedRange<Double>, times scale: Double = 1
  ) -> Quantity<Unit>? {
    optionalNumber(field, in: range).map { Quantity($0 * scale) }
  }

  // MARK: Words and days

  func flag(_ field: String, default fallback: Bool? = nil) -> Bool {
    guard let text = optionalText(field) else {
      if fallback == nil { report(field, nil, .missing) }
      return fallback ?? false
    }
    switch text.lowercased() {
    case "yes", "true": return true
    case "no", "false": return false
    default:
      report(field, text, .unknownWord(known: ["yes", "no"], near: []))
      return false
    }
  }

  func word<Word: RawRepresentable & CaseIterable>(_ field: String, default fallback: Word) -> Word
  where Word.RawValue == String {
    let text = text(field)
    if text.isEmpty { return fallback }
    if let word = Word.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) { return word }
    let known = Word.allCases.map(\.rawValue)
    report(field, text, .unknownWord(known: known, near: NearNames.of(text, among: known)))
    return fallback
  }

  func optionalDay(_ field: String) -> CalendarDay? {
    guard let text = optionalText(field) else { return nil }
    let plain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D }
    guard plain, let day = CalendarDay(text) else {
      report(field, text, .notADay)
      return nil
    }
    return day
  }

  /// The three fields that every record has.
  func provenance() -> Provenance {
    if cells["source_date"].map(\.text.isEmpty) ?? true { report("source_date", nil, .missing) }
    return Provenance(
      source: text("source"), date: optionalDay("source_date") ?? .unknown,
      confidence: word("confidence", default: .low))
  }

  /// Reports fields that nobody reads.
  func reportUnknown(known: [String]) {
    for name in cells.keys.sorted() where !known.contains(name) { reportUnknown(name, known: known) }
  }

  func reportUnknown(_ name: String, known: [String]) {
    report(name, nil, .unknownField(near: NearNames.of(name, among: known)))
  }
}

/// Where mistakes are collected.
final class ProblemSink {
  private(set) var problems: [CatalogProblem] = []

  func report(_ problem: CatalogProblem) {
    problems.append(problem)
  }
}

extension CalendarDay {
  /// Stands in for a day that was reported as wrong.
  static let unknown = CalendarDay(epoch: ())

  private init(epoch: Void) {
    year = 1970
    month = 1
    day = 1
  }
}

extension StringProtocol {
  /// Without blanks and tabs at both ends.
  var trimmingBlanks: String {
    let blanks: Set<Character> = [" ", "\t"]
    var rest = self[...]
    while let first = rest.first, blanks.contains(first) { rest = rest.dropFirst() }
    while let last = rest.last, blanks.contains(last) { rest = rest.dropLast() }
    return String(rest)
  }
}
