import TextSafety

/// The people whom a way of running models needs.
public struct Staffing: Hashable, Sendable {
  public var engineers: Engineers
  /// One engineer with all that the employer pays.
  public var yearly: DollarsPerYear
  /// What being reachable costs beside working hours, for all together.
  public var onCall: DollarsPerMonth
  public var provenance: Provenance?

  public init(
    engineers: Engineers, yearly: DollarsPerYear, onCall: DollarsPerMonth = .zero, provenance: Provenance? = nil
  ) {
    self.engineers = engineers
    self.yearly = yearly
    self.onCall = onCall
    self.provenance = provenance
  }

  /// A role of the catalogue at its most likely figures.
  public init(_ role: PeopleFacts.Role, of facts: PeopleFacts, onCall: DollarsPerMonth = .zero) {
    self.init(
      engineers: role.engineers.mode, yearly: facts.engineer.mode, onCall: role.onCall ? onCall : .zero,
      provenance: facts.provenance)
  }

  public var bill: Bill {
    let work = yearly.perMonth * engineers.value
    let share = SafeText("\(PlainNumber.text((engineers.value * 1000).rounded() / 1000)) engineers")
    return Bill(
      [
        BillLine(.people, share, work, provenance: provenance), BillLine(.people, "on call", onCall),
      ].filter { $0.amount > .zero })
  }
}

/// Work done once to change over, paid off in equal parts.
public struct Migration: Hashable, Sendable {
  public var once: Dollars
  public var months: Int

  public init(once: Dollars, over months: Int) {
    self.once = once
    self.months = max(1, months)
  }

  /// The line of a month, counted from 0; none once it is paid off.
  public func bill(month: Int) -> Bill {
    guard (0..<months).contains(month), once > .zero else { return Bill() }
    let part = DollarsPerMonth(once.value / Double(months))
    return Bill([BillLine(.migration, SafeText("changing over, 1 of \(months) parts"), part)])
  }
}
