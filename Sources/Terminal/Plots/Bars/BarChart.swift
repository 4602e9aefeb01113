public import TextSafety

/// Horizontal bars made of stacked parts, one a row: its name on the left, its total on the right.
///
/// Parts differ by shade as well as by colour. Parts below zero or without a value are not drawn, but count in the
/// total.
public struct BarChart: Plot {
  /// What a part of every bar stands for.
  public struct Segment: Hashable, Sendable {
    public var name: SafeText
    public var role: Role

    public init(_ name: SafeText, role: Role) {
      self.name = name
      self.role = role
    }
  }

  /// One bar.
  public struct Entry: Hashable, Sendable {
    public var label: SafeText
    /// A value for each segment, in their order.
    public var values: [Double]
    /// How far the total may stray, such as from the tenth to the ninetieth percentile.
    public var spread: ClosedRange<Double>?
    /// Why the entry is out of the comparison: it has no bar then, but the reason.
    public var reasonOut: SafeText?
    /// True for the bar that is talked about; its name is bold.
    public var isEmphasized: Bool

    public init(
      _ label: SafeText, _ values: [Double], spread: ClosedRange<Double>? = nil, reasonOut: SafeText? = nil,
      isEmphasized: Bool = false
    ) {
      self.label = label
      self.values = values
      self.spread = spread
      self.reasonOut = reasonOut
      self.isEmphasized = isEmphasized
    }

    /// The sum of the parts; not a number when one of them is not.
    public var total: Double { values.reduce(0, +) }
  }

  /// A value that all bars are held against, such as a budget.
  public struct Reference: Hashable, Sendable {
    public var value: Double
    public var label: SafeText

    public init(_ value: Double, _ label: SafeText) {
      self.value = value
      self.label = label
    }
  }

  public var title: SafeText
  public var format: ValueFormat
  public var segments: [Segment]
  public var entries: [Entry]
  public var reference: Reference?

  public init(
    title: SafeText = .empty, format: ValueFormat, segments: [Segment], entries: [Entry], reference: Reference? = nil
  ) {
    self.title = title
    self.format = format
    self.segments = segments
    self.entries = entries
    self.reference = reference
  }

  /// The greatest value that has to be shown; above zero.
  var greatest: Double {
    var values: [Double] = []
    for entry in entries where entry.reasonOut == nil {
      values.append(parts(of: entry).reduce(0, +))
      if let spread = entry.spread { values.append(spread.upperBound) }
    }
    if let reference { values.append(reference.value) }
    let greatest = values.filter(\.isFinite).max() ?? 0
    return greatest > 0 ? min(greatest, AxisSpan.limits.largest) : 1
  }

  /// The values that can be drawn, one for each segment.
  func parts(of entry: Entry) -> [Double] {
    segments.indices.map { index in
      guard index < entry.values.count, entry.values[index].isFinite else { return 0 }
      return min(max(0, entry.values[index]), AxisSpan.limits.largest / 1000)
    }
  }

  var hasSpreads: Bool { entries.contains { $0.spread != nil && $0.reasonOut == nil } }

  public var summary: SafeText {
    let all = entries.map { entry -> String in
      if let reason = entry.reasonOut { return (entry.label + ": out, " + reason).string }
      var text = entry.label + ": " + format.text(entry.total)
      if let spread = entry.spread {
        text = text + " (" + format.text(spread.lowerBound) + " to " + format.text(spread.upperBound) + ")"
      }
      return text.string
    }
    let end: SafeText = reference.map { "; " + $0.label + " " + format.text($0.value) } ?? ""
    return (title.isEmpty ? "Bar chart" : title) + ". " + SafeText(all.joined(separator: "; ")) + end + "."
  }
}
