public import TextSafety

/// How much a result moves when one input at a time goes to its low and its high end, the strongest on top.
public struct Tornado: Plot {
  /// One input.
  public struct Entry: Hashable, Sendable {
    public var name: SafeText
    /// The input's ends as text: `0.5M`, `4M`.
    public var lowInput: SafeText
    public var highInput: SafeText
    /// The result with the input at its low end, and at its high end.
    public var atLow: Double
    public var atHigh: Double

    public init(_ name: SafeText, lowInput: SafeText, highInput: SafeText, atLow: Double, atHigh: Double) {
      self.name = name
      self.lowInput = lowInput
      self.highInput = highInput
      self.atLow = atLow
      self.atHigh = atHigh
    }

    /// How far apart the two results lie; below zero when one of them is no number.
    public var swing: Double { atLow.isFinite && atHigh.isFinite ? abs(atHigh - atLow) : -1 }
  }

  public var title: SafeText
  public var format: ValueFormat
  /// The result with every input as it is.
  public var base: Double
  public let entries: [Entry]

  /// A chart whose entries are put in the order of their strength; equal ones keep theirs.
  public init(title: SafeText = .empty, format: ValueFormat, base: Double, entries: [Entry]) {
    self.title = title
    self.format = format
    self.base = base
    self.entries = entries.enumerated()
      .sorted { ($1.element.swing, $0.offset) < ($0.element.swing, $1.offset) }.map(\.element)
  }

  /// The ends of the results' axis.
  var span: AxisSpan {
    AxisSpan(Axis(format: format), values: [base] + entries.flatMap { [$0.atLow, $0.atHigh] })
  }

  /// The two bars of an entry as ends on the axis from 0 to 1, the longer first so that the other lies on it.
  func bars(of entry: Entry, _ span: AxisSpan) -> [(isHigh: Bool, from: Double, to: Double)] {
    guard let middle = span.place(base) else { return [] }
    let bars = [(false, entry.atLow), (true, entry.atHigh)].compactMap { isHigh, value in
      span.place(value).map { (isHigh: isHigh, from: min($0, middle), to: max($0, middle)) }
    }
    return bars.sorted { $0.to - $0.from > $1.to - $1.from }
  }

  /// The lowest and highest of the results that can be drawn.
  func ends(of entry: Entry) -> (low: Double, high: Double)? {
    let values = [entry.atLow, entry.atHigh, base].filter(\.isFinite)
    guard base.isFinite, let low = values.min(), let high = values.max() else { return nil }
    return (low, high)
  }

  static let lowShade: SafeText = "░"
  static let highShade: SafeText = "█"

  var legend: Legend {
    Legend(items: [
      Legend.Item(swatch: Tornado.lowShade, name: "input low", style: Style(.agents)),
      Legend.Item(swatch: Tornado.highShade, name: "input high", style: Style(.infrastructure)),
    ])
  }

  public var summary: SafeText {
    let all = entries.map { entry in
      (entry.name + " from " + entry.lowInput + " to " + entry.highInput + ": " + format.text(entry.atLow) + " to "
        + format.text(entry.atHigh)).string
    }
    return (title.isEmpty ? "Sensitivity" : title) + ". Base " + format.text(base) + "; "
      + SafeText(all.joined(separator: "; ")) + "."
  }
}
