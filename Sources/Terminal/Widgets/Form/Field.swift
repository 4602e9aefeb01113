public import TextSafety

extension Form {
  /// One value with its name.
  public struct Field: Equatable, Sendable {
    /// What a field holds.
    public enum Kind: Equatable, Sendable {
      case number(Number)
      /// One of several; the number of the chosen one.
      case choice([SafeText], Int)
      case toggle(Bool)
      case text(String)
      /// Something computed, which cannot be changed here.
      case fixed(SafeText)
    }

    /// Names the field to the program; unique in its form.
    public var id: String
    public var label: SafeText
    public var kind: Kind
    /// What stands behind the value, such as `GB` or `tokens`.
    public var unit: SafeText
    /// Where the value comes from and how far it may go; shown while the field is selected.
    public var note: SafeText
    /// What the value rests on, below the note; empty for nothing to name.
    public var source: SafeText
    /// Whether that is too old to be relied on.
    public var isSourceStale: Bool
    /// What is wrong with the value, shown at once; nil when nothing is.
    public var problem: SafeText?
    /// The value to come back to, and to tell changed ones by.
    public var initial: Kind
    /// The word for a number that is left out, where it may be: then the kind is a text with this word.
    public var blank: String?

    public init(
      _ id: String, _ label: SafeText, _ kind: Kind, unit: SafeText = .empty, note: SafeText = .empty,
      source: SafeText = .empty, isSourceStale: Bool = false, problem: SafeText? = nil, blank: String? = nil
    ) {
      self.id = id
      self.label = label
      self.kind = kind
      self.unit = unit
      self.note = note
      self.source = source
      self.isSourceStale = isSourceStale
      self.problem = problem
      self.blank = blank
      initial = kind
    }

    public var isChanged: Bool { kind != initial }

    /// The value as it is shown.
    public var valueText: SafeText {
      switch kind {
      case .number(let number): number.format.text(number.value, significant: 6)
      case .choice(let names, let chosen): names.indices.contains(chosen) ? names[chosen] : "–"
      case .toggle(let isOn): isOn ? "on" : "off"
      case .text(let text): text.isEmpty ? "–" : SafeText(text)
      case .fixed(let text): text
      }
    }
  }

  /// A number that is stepped and typed within a range.
  public struct Number: Equatable, Sendable {
    /// How far a step goes.
    public enum Step: Equatable, Sendable {
      /// To the next multiple; a big step is ten of them.
      case linear(Double)
      /// To the next of ten round numbers in each decade; a big step goes to the next of 1, 2 and 5.
      case logarithmic
    }

    public var value: Double
    public var range: ClosedRange<Double>
    public var step: Step
    public var format: ValueFormat

    public init(
      _ value: Double, in range: ClosedRange<Double>, step: Step, format: ValueFormat = ValueFormat(.plain)
    ) {
      self.value = value
      self.range = range
      self.step = step
      self.format = format
    }

    /// Where the value lies in its range, from 0 to 1.
    public var place: Double {
      let axis = Axis(scale: step == .logarithmic && range.lowerBound > 0 ? .log10 : .linear, range: range)
      return min(max(AxisSpan(axis, values: []).place(value) ?? 0, 0), 1)
    }

    /// Moves by a step in a direction, -1 or 1, and stays within the range.
    public mutating func move(_ direction: Int, isBig: Bool) {
      let next: Double
      switch step {
      case .linear(let size): next = multiple(of: isBig ? size * 10 : size, direction)
      case .logarithmic:
        next = neighbour(direction, among: isBig ? [1, 2, 5] : [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8])
      }
      value = min(max(next, range.lowerBound), range.upperBound)
    }

    private func multiple(of size: Double, _ direction: Int) -> Double {
      guard size > 0, value.isFinite, let unit = Decimal(size, significant: 6) else { return value }
      let steps = value / size
      let nearest = steps.rounded()
      let isOn = abs(steps - nearest) < 1e-6
      let count = isOn ? nearest + Double(direction) : direction > 0 ? steps.rounded(.up) : steps.rounded(.down)
      guard abs(count) < 1e12, abs(unit.digits) < 1_000_000 else { return value + Double(direction) * size }
      // By whole digits, so that three steps of 0.1 are 0.3.
      return Decimal(digits: Int(count) * unit.digits, exponent: unit.exponent).value
    }

    /// The next round number above or below.
    ///
    /// Where the range begins at zero, zero is the step below a millionth of its end.
    private func neighbour(_ direction: Int, among mantissas: [Double]) -> Double {
      guard value.isFinite, range.upperBound > 0 else { return value }
      let last = Int(Logarithm.base10(min(range.upperBound, AxisSpan.limits.largest)).rounded(.down))
      let least = range.lowerBound > 0 ? range.lowerBound : Logarithm.power10(last - 6)
      guard value >= least else { return direction > 0 ? least : range.lowerBound }
      let exponent = Int(Logarithm.base10(value).rounded(.down))
      let all = (exponent - 1...exponent + 1).flatMap { power in
        mantissas.map { Decimal(digits: Int($0 * 10), exponent: power - 1).value }
      }
      let hair = value * 1e-9
      let next = direction > 0 ? all.first { $0 > value + hair } : all.last { $0 < value - hair }
      return (next ?? value) < least * (1 - 1e-9) ? range.lowerBound : next ?? value
    }

    /// The typed number, or what is wrong with it.
    func reading(_ typed: String) -> (value: Double?, problem: SafeText?) {
      guard let value = format.value(of: typed) else { return (nil, "not a number") }
      guard range.contains(value) else {
        let low = format.text(range.lowerBound)
        return (nil, "must be " + low + " to " + format.text(range.upperBound))
      }
      return (value, nil)
    }
  }
}
