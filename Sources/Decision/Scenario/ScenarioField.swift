import TextSafety

/// One figure or word of a scenario, reached by its path.
///
/// The table of fields (``Scenario/fields``) is the only place that knows a field's unit, range and meaning. Reading
/// and writing YAML, `--set`, the form and the sensitivity analysis all go through it.
public struct ScenarioField: Sendable, Identifiable {
  public enum Kind: Sendable, Equatable {
    /// A number in a range; dragging adds `step`, or multiplies by `1 + step` where `isRatio` says so.
    case number(ClosedRange<Double>, step: Double, isRatio: Bool = false, isWhole: Bool = false)
    /// One of a few words.
    case choice([String])
    /// A name that the catalogue or the scenario must know.
    case name
    /// Free text.
    case text
    /// `true` or `false`.
    case toggle
    /// Several names.
    case names
  }

  /// `workload.prompt_tokens`, `options.own.gpu`.
  public let path: String
  public let title: String
  /// What stands behind the number: `a month`, `s`, `× mean`; empty for words.
  public let unit: String
  /// What the field means, in a sentence.
  public let meaning: String
  public let kind: Kind
  /// Whether the field can be left out: `none` removes it.
  public let isOptional: Bool

  let get: @Sendable (Scenario) -> FieldValue?
  let put: @Sendable (inout Scenario, FieldValue?) -> Void

  public var id: String { path }
  /// The last part of the path, as YAML has it.
  public var key: String { path.split(separator: ".").last.map(String.init) ?? path }
  /// The first part of the path: `workload`, `options`; for a field at the top, the field itself.
  public var section: String { path.split(separator: ".").first.map(String.init) ?? path }

  /// The field's value; nil when it was left out.
  public func value(in scenario: Scenario) -> FieldValue? { get(scenario) }

  /// Reads a text as the field's value and puts it into a scenario.
  ///
  /// - Throws: ``FieldError`` that names the field, the value, the allowed range and the nearest known word.
  public func set(_ text: String, in scenario: inout Scenario) throws(FieldError) {
    put(&scenario, try parse(text))
  }

  /// Puts a number into a scenario, moved into the allowed range.
  public func set(number: Double, in scenario: inout Scenario) {
    guard case .number(let range, _, _, let isWhole) = kind, number.isFinite else { return }
    let bounded = min(max(number, range.lowerBound), range.upperBound)
    put(&scenario, .number(isWhole ? bounded.rounded() : bounded))
  }

  func parse(_ text: String) throws(FieldError) -> FieldValue? {
    if isOptional, ["none", "", "~", "null"].contains(text) { return nil }
    switch kind {
    case .number(let range, _, _, let isWhole):
      guard let number = ScenarioField.number(text), number.isFinite else {
        throw FieldError(path: path, value: text, problem: .notANumber(range, unit))
      }
      guard range.contains(number) else {
        throw FieldError(path: path, value: text, problem: .outOfRange(range, unit))
      }
      guard !isWhole || number == number.rounded() else {
        throw FieldError(path: path, value: text, problem: .notWhole(range))
      }
      return .number(number)
    case .choice(let words):
      guard let word = words.first(where: { $0.lowercased() == text.lowercased() }) else {
        throw FieldError(path: path, value: text, problem: .unknownWord(words))
      }
      return .text(word)
    case .toggle:
      guard text == "true" || text == "false" else {
        throw FieldError(path: path, value: text, problem: .unknownWord(["true", "false"]))
      }
      return .text(text)
    case .name, .text: return .text(text)
    case .names:
      return .texts(text.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty })
    }
  }

  /// A number as people write it: `1_000_000`, `2.5`, `3e6`, `40K`, `1.2M`, `2B`.
  static func number(_ text: String) -> Double? {
    var digits = text.filter { $0 != "_" && $0 != "," }
    var factor = 1.0
    let factors: [Character: Double] = ["K": 1e3, "k": 1e3, "M": 1e6, "B": 1e9]
    if let last = digits.last, let found = factors[last] {
      factor = found
      digits.removeLast()
    }
    guard !digits.isEmpty, digits.allSatisfy({ "0123456789.eE+-".contains($0) }) else { return nil }
    return Double(digits).map { $0 * factor }
  }
}

/// What a field holds.
public enum FieldValue: Equatable, Sendable {
  case number(Double)
  case text(String)
  case texts([String])

  /// As YAML and `--set` write it.
  public var text: String {
    switch self {
    case .number(let number): FieldValue.plain(number)
    case .text(let text): text
    case .texts(let texts): texts.joined(separator: ", ")
    }
  }

  /// A number without an exponent or needless zeros.
  static func plain(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
    return String(number)
  }
}

/// Why a value does not fit into a field.
public struct FieldError: Error, Equatable, Sendable {
  public enum Problem: Equatable, Sendable {
    case notANumber(ClosedRange<Double>, String)
    case outOfRange(ClosedRange<Double>, String)
    case notWhole(ClosedRange<Double>)
    case unknownWord([String])
    /// The path leads nowhere; the paths there are.
    case unknownField([String])
    /// The catalogue has no such name; what is looked for, and the names there are.
    case unknownName(what: String, known: [String])
  }

  public var path: String
  public var value: String
  public var problem: Problem

  public init(path: String, value: String, problem: Problem) {
    self.path = path
    self.value = value
    self.problem = problem
  }

  /// The whole complaint in a line: field, value, range, nearest known name.
  public var message: String {
    switch problem {
    case .notANumber(let range, let unit):
      "\(path): \"\(value)\" is no number; give one of \(FieldError.text(range, unit))"
    case .outOfRange(let range, let unit): "\(path): \(value) is out of range; allowed: \(FieldError.text(range, unit))"
    case .notWhole(let range): "\(path): \(value) is no whole number; allowed: \(FieldError.text(range, ""))"
    case .unknownWord(let words):
      "\(path): \"\(value)\" is none of \(words.joined(separator: ", "))"
        + (NearNames.of(value, among: words).first.map { "; nearest: \($0)" } ?? "")
    case .unknownField(let paths): "\(path): no such field; \(FieldError.hint(path, paths))"
    case .unknownName(let what, let known):
      "\(path): no \(what) is named \"\(value)\""
        + (NearNames.of(value, among: known).first.map { "; nearest: \($0)" }
          ?? "; known: \(known.prefix(12).joined(separator: ", "))")
    }
  }

  /// The nearest path, or else what there is beside the wrong one.
  private static func hint(_ path: String, _ paths: [String]) -> String {
    if let near = NearNames.of(path, among: paths).first { return "nearest: \(near)" }
    let parent = path.split(separator: ".").dropLast().joined(separator: ".") + "."
    let beside = paths.filter { $0.hasPrefix(parent) }.map { String($0.dropFirst(parent.count)) }
    return "there are: " + (beside.isEmpty ? paths : beside).joined(separator: ", ")
  }

  private static func text(_ range: ClosedRange<Double>, _ unit: String) -> String {
    "\(FieldValue.plain(range.lowerBound)) to \(FieldValue.plain(range.upperBound))\(unit.isEmpty ? "" : " " + unit)"
  }
}

extension Substring {
  var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
