import TextSafety

/// What a parameter is set to.
public enum SettingValue: Equatable, Sendable, CustomStringConvertible {
  case whole(Int)
  case number(Double)
  case choice(String)

  /// As it is written behind the parameter's name.
  public var description: String {
    switch self {
    case .whole(let value): String(value)
    case .number(let value): Numeral.plain(value)
    case .choice(let name): name
    }
  }
}

/// Values for all parameters of an experiment, each of them in its range.
public struct ExperimentSettings: Equatable, Sendable {
  /// In the order of the parameters.
  public private(set) var values: [(name: String, value: SettingValue)]

  /// Why a value cannot be set.
  public enum SettingError: Error, Equatable, CustomStringConvertible {
    /// Nothing has this name; those that may have been meant, and all.
    case unknownName(String, near: [String], known: [String])
    /// The value is none of those that are allowed.
    case notAllowed(name: String, value: String, allowed: String)

    public var description: String {
      switch self {
      case .unknownName(let name, let near, let known):
        "there is no parameter \(quoted(name))"
          + (near.isEmpty
            ? (known.isEmpty ? "; there are none" : "; there are: " + known.joined(separator: ", "))
            : "; near it: " + near.joined(separator: ", "))
      case .notAllowed(let name, let value, let allowed): "\(name) is \(quoted(value)); it must be \(allowed)"
      }
    }

    private func quoted(_ text: String) -> String { "\"\(SafeText(text.prefix(48)))\"" }
  }

  /// The usual values.
  public init(_ description: ExperimentDescription) {
    values = description.parameters.map { ($0.name, $0.usual) }
  }

  /// The usual values, some of them set anew by their names.
  public init(
    _ description: ExperimentDescription, setting texts: [(name: String, value: String)]
  ) throws(SettingError) {
    self.init(description)
    for (name, text) in texts {
      guard let place = description.parameters.firstIndex(where: { $0.name == name }) else {
        let known = description.parameters.map(\.name)
        throw .unknownName(name, near: NearNames.of(name, among: known), known: known)
      }
      let parameter = description.parameters[place]
      guard let value = ExperimentSettings.value(text, parameter.kind) else {
        throw .notAllowed(name: name, value: text, allowed: ExperimentSettings.needed(parameter))
      }
      values[place].value = value
    }
  }

  private static func needed(_ parameter: ExperimentParameter) -> String {
    switch parameter.kind {
    case .whole: "a whole number " + parameter.allowed
    case .number: "a number " + parameter.allowed
    case .choice: parameter.allowed
    }
  }

  private static func value(_ text: String, _ kind: ExperimentParameter.Kind) -> SettingValue? {
    switch kind {
    case .whole(let range, _): Int(text).flatMap { range.contains($0) ? .whole($0) : nil }
    case .number(let range, _): Double(text).flatMap { range.contains($0) ? .number($0) : nil }
    case .choice(let names, _): names.first { $0.lowercased() == text.lowercased() }.map { .choice($0) }
    }
  }

  public static func == (a: ExperimentSettings, b: ExperimentSettings) -> Bool {
    a.values.elementsEqual(b.values) { $0 == $1 }
  }

  // MARK: Reading

  /// The value of a name that the experiment has.
  public subscript(_ name: String) -> SettingValue? { values.first { $0.name == name }?.value }

  /// The value of a parameter that is a whole number.
  func whole(_ name: String) -> Int {
    guard case .whole(let value)? = self[name] else { preconditionFailure("\(name) is no whole number here") }
    return value
  }

  /// The value of a parameter that is a number.
  func number(_ name: String) -> Double {
    guard case .number(let value)? = self[name] else { preconditionFailure("\(name) is no number here") }
    return value
  }

  /// The value of a parameter that is one of several names.
  func choice(_ name: String) -> String {
    guard case .choice(let value)? = self[name] else { preconditionFailure("\(name) is no choice here") }
    return value
  }
}
