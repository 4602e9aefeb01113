extension Scenario {
  /// More options can't be compared.
  public static let mostOptions = 24

  /// A scenario without options, in which all else is as when nothing is known.
  public static func blank(id: String, title: String) -> Scenario {
    var scenario = Scenario()
    (scenario.id, scenario.title) = (id, title)
    return scenario
  }

  /// A name that no option has yet: the wanted one, or the same with a number.
  public func freeOptionName(_ wanted: String) -> ScenarioOption.ID {
    guard option(wanted) != nil else { return wanted }
    let parts = wanted.split(separator: "-", omittingEmptySubsequences: false)
    let stem = parts.count > 1 && Int(parts[parts.count - 1]) != nil ? parts.dropLast().joined(separator: "-") : wanted
    var number = 2
    while option("\(stem)-\(number)") != nil { number += 1 }
    return "\(stem)-\(number)"
  }

  /// The hybrids that an option is a part of.
  public func hybrids(with id: ScenarioOption.ID) -> [ScenarioOption.ID] {
    options.filter { $0.kind == .hybrid && ($0.base == id || $0.peak == id) }.map(\.id)
  }

  /// Takes an option out, and with it the hybrids that it is a part of.
  public mutating func removeOption(_ id: ScenarioOption.ID) {
    let gone = Set(hybrids(with: id) + [id])
    options.removeAll { gone.contains($0.id) }
  }

  /// Puts a copy of an option behind it, under a name of its own.
  ///
  /// - Returns: the copy's name; nil where there is no such option.
  public mutating func copyOption(_ id: ScenarioOption.ID) -> ScenarioOption.ID? {
    guard let place = options.firstIndex(where: { $0.id == id }) else { return nil }
    var copy = options[place]
    copy.id = freeOptionName(id)
    options.insert(copy, at: place + 1)
    return copy.id
  }
}
