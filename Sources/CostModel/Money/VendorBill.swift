public import TextSafety

/// What a vendor's tier costs for some usage.
public struct VendorBill: Hashable, Sendable {
  public let vendor: Vendor.ID
  public let tier: String
  public let bill: Bill

  public var total: DollarsPerMonth { bill.total }
}

extension Vendor {
  /// Why a tier cannot be had, or its bill not be known.
  public enum Refusal: Error, Hashable, Sendable {
    /// The vendor quotes on request.
    case quoted
    case notForBusiness
    case tooManySeats(most: Int)
    case exceeds(Metric, most: Count)
    /// No price is published for more than what is included.
    case noPrice(Metric, beyond: Count)

    /// The reason in words, for a terminal.
    public var words: SafeText {
      switch self {
      case .quoted: "priced on request"
      case .notForBusiness: "not for businesses"
      case .tooManySeats(let most): SafeText("at most \(most) seats")
      case .exceeds(let metric, let most): SafeText("at most \(PlainNumber.grouped(most.value)) \(metric.words)")
      case .noPrice(let metric, let beyond):
        SafeText("no published price beyond \(PlainNumber.grouped(beyond.value)) \(metric.words)")
      }
    }
  }

  /// The monthly bill of a tier: the larger of its minimum and base, seats and usage beyond what is included, less
  /// credits for usage.
  ///
  /// - Parameter place: where prices stated as a range are taken: 0 at the low end, 1 at the high one.
  public func bill(_ tier: Tier, for usage: Usage, at place: Share = 0.5) throws(Refusal) -> VendorBill {
    guard let base = tier.base else { throw .quoted }
    guard tier.allowsBusiness else { throw .notForBusiness }
    var lines: [BillLine] = []
    func add(_ label: String, _ amount: DollarsPerMonth, _ own: Provenance? = nil) {
      if amount.value != 0 {
        lines.append(BillLine(.vendors, SafeText("\(name): \(label)"), amount, provenance: own ?? provenance))
      }
    }
    add(tier.name, base)
    if let seats = tier.seats {
      if let most = seats.most, usage.seats > most { throw .tooManySeats(most: most) }
      add("seats", seats.price * Double(max(0, usage.seats - seats.included)))
    }
    var used = DollarsPerMonth.zero
    for meter in tier.meters {
      let cost = try meter.cost(of: usage[meter.metric], at: place)
      add(meter.metric.words, cost, meter.provenance)
      used += cost
    }
    add("credits", min(used, tier.credits) * -1)
    let total = Bill(lines).total
    if total < tier.minimum { add("up to the minimum", tier.minimum - total) }
    return VendorBill(vendor: id, tier: tier.name, bill: Bill(lines))
  }

  /// Every tier with its bill or why there is none, in the vendor's order.
  public func offers(for usage: Usage, at place: Share = 0.5) -> [(tier: Tier, bill: Result<VendorBill, Refusal>)] {
    tiers.map { tier in
      (tier, Result { () throws(Refusal) in try bill(tier, for: usage, at: place) })
    }
  }

  /// The cheapest tier that can be had; of equal ones the first.
  ///
  /// Nil when there is none.
  public func cheapest(for usage: Usage, at place: Share = 0.5) -> VendorBill? {
    offers(for: usage, at: place).compactMap { try? $0.bill.get() }.min { $0.total < $1.total }
  }

  /// A tier by name, whatever the case; nil when there is none.
  public func tier(named name: String) -> Tier? {
    tiers.first { NameIndex.key($0.name) == NameIndex.key(name) }
  }
}

extension Vendor.Meter {
  /// What an amount costs beyond what is included.
  func cost(of amount: Count, at place: Share) throws(Vendor.Refusal) -> DollarsPerMonth {
    if let most, amount > most { throw .exceeds(metric, most: most) }
    let beyond = amount - included
    guard beyond > .zero else { return .zero }
    var cost = 0.0
    var from = Count.zero
    for band in bands {
      let end = band.upTo.map { min($0, beyond) } ?? beyond
      if end > from { cost += (end - from) / per * band.price.at(place).value }
      from = max(from, end)
    }
    guard from >= beyond else { throw .noPrice(metric, beyond: included + from) }
    return DollarsPerMonth(cost)
  }
}

/// The services of a product, added up.
public struct VendorStack: Hashable, Sendable {
  /// A service, and the tier where it is chosen; nil for the cheapest that can be had.
  public struct Choice: Hashable, Sendable {
    public var vendor: Vendor
    public var tier: String?
    /// Run by oneself instead, where the catalogue knows what that costs.
    public var selfHosted: Bool

    public init(_ vendor: Vendor, tier: String? = nil, selfHosted: Bool = false) {
      self.vendor = vendor
      self.tier = tier
      self.selfHosted = selfHosted
    }
  }

  /// A service that could not be added.
  public struct Missing: Hashable, Sendable {
    public var vendor: Vendor.ID
    /// For a terminal.
    public var why: SafeText
  }

  public let bill: Bill
  /// The tiers that were taken.
  public let tiers: [VendorBill]
  public let missing: [Missing]

  public init(_ choices: [Choice], usage: Usage, at place: Share = 0.5) {
    var bills: [VendorBill] = []
    var missing: [Missing] = []
    for choice in choices {
      switch choice.bill(for: usage, at: place) {
      case .success(let bill): bills.append(bill)
      case .failure(let why): missing.append(Missing(vendor: choice.vendor.id, why: why.text))
      }
    }
    tiers = bills
    self.missing = missing
    bill = bills.reduce(Bill()) { $0 + $1.bill }
  }
}

extension VendorStack.Choice {
  fileprivate struct Reason: Error {
    let text: SafeText
  }

  fileprivate func bill(for usage: Usage, at place: Share) -> Result<VendorBill, Reason> {
    if selfHosted {
      guard let own = vendor.selfHosted else {
        return .failure(Reason(text: "what running it oneself costs is not known"))
      }
      let line = BillLine(
        .vendors, SafeText("\(own.name), run by oneself"), own.low + (own.high - own.low) * place,
        provenance: vendor.provenance)
      return .success(VendorBill(vendor: vendor.id, tier: "self-hosted", bill: Bill([line])))
    }
    guard let name = tier else {
      if let bill = vendor.cheapest(for: usage, at: place) { return .success(bill) }
      let reasons = vendor.offers(for: usage, at: place).map { offer -> String in
        if case .failure(let refusal) = offer.bill { return "\(offer.tier.name): \(refusal.words)" }
        return offer.tier.name
      }
      return .failure(Reason(text: SafeText("no tier can be had: \(reasons.joined(separator: "; "))")))
    }
    guard let tier = vendor.tier(named: name) else {
      let hint = NearNames.hint(name, among: vendor.tiers.map(\.name))
      return .failure(Reason(text: SafeText("there is no tier \"\(CatalogProblem.shortened(name))\"\(hint)")))
    }
    do {
      return .success(try vendor.bill(tier, for: usage, at: place))
    } catch {
      return .failure(Reason(text: SafeText("\(tier.name): \(error.words)")))
    }
  }
}
