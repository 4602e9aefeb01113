public import TextSafety

/// One line of a monthly bill.
public struct BillLine: Hashable, Sendable {
  /// What the money goes to.
  public enum Part: String, Sendable, CaseIterable {
    case input
    case cachedInput = "cached input"
    case cacheWrite = "cache writes"
    case output
    case gpus = "GPUs"
    case hosting
    case storage
    case egress
    case people
    case migration
    case vendors

    /// Whether it pays for tokens: by the token, or for the machines that make them.
    public var isInference: Bool {
      switch self {
      case .input, .cachedInput, .cacheWrite, .output, .gpus, .hosting: true
      case .storage, .egress, .people, .migration, .vendors: false
      }
    }
  }

  public var part: Part
  /// What it is in words: `input above 272,000 tokens, batch`.
  public var label: SafeText
  public var amount: DollarsPerMonth
  /// Where the price comes from; nil for what the reader states.
  public var provenance: Provenance?

  public init(_ part: Part, _ label: SafeText, _ amount: DollarsPerMonth, provenance: Provenance? = nil) {
    self.part = part
    self.label = label
    self.amount = amount
    self.provenance = provenance
  }
}

/// What a month costs, item by item.
public struct Bill: Hashable, Sendable {
  public var lines: [BillLine]

  public init(_ lines: [BillLine] = []) {
    self.lines = lines
  }

  public var total: DollarsPerMonth { lines.reduce(.zero) { $0 + $1.amount } }

  /// The lines of one part, summed.
  public subscript(part: BillLine.Part) -> DollarsPerMonth {
    lines.reduce(.zero) { $1.part == part ? $0 + $1.amount : $0 }
  }

  /// How much of the bill does not pay for tokens; none of an empty bill.
  public var shareBesidesInference: Share {
    let total = total
    guard total > .zero else { return .none }
    return Share(clamping: lines.reduce(.zero) { $1.part.isInference ? $0 : $0 + $1.amount } / total)
  }

  /// Lines whose prices are too old to be relied on.
  public func staleLines(on today: CalendarDay) -> [BillLine] {
    lines.filter { $0.provenance?.isStale(on: today) ?? false }
  }

  public static func + (a: Bill, b: Bill) -> Bill { Bill(a.lines + b.lines) }
}
