import CostModel
import StrataTesting
import Testing

@Suite struct BreakEvenTests {
  private let api: CostCurve = { DollarsPerMonth($0.value * 0.01) }

  private func near(_ a: RequestsPerMonth?, _ b: Double) -> Bool {
    a.map { abs($0.value - b) <= 1e-8 * b } ?? false
  }

  @Test func `a fixed bill beats a linear one from their quotient on`() {
    guard
      case .from(let first, let lasting) = BreakEven.solve(
        challenger: { _ in DollarsPerMonth(5000) }, incumbent: api)
    else {
      Issue.record("no crossing")
      return
    }
    #expect(near(first, 500_000) && first == lasting)
  }

  @Test func `seen from the other side the linear bill wins up to there`() {
    guard
      case .until(let lasting, let last) = BreakEven.solve(
        challenger: api, incumbent: { _ in DollarsPerMonth(5000) })
    else {
      Issue.record("no crossing")
      return
    }
    #expect(near(lasting, 500_000) && lasting == last)
  }

  @Test func `dearer everywhere, cheaper everywhere and equal are told apart`() {
    let dearer: CostCurve = { api($0) * 1.01 }
    #expect(BreakEven.solve(challenger: dearer, incumbent: api) == .never)
    #expect(BreakEven.solve(challenger: api, incumbent: dearer) == .always)
    #expect(BreakEven.solve(challenger: api, incumbent: api) == .never)
    #expect(BreakEven.solve(challenger: { _ in DollarsPerMonth(.nan) }, incumbent: api) == .never)
    #expect(BreakEven.solve(challenger: api, incumbent: { _ in DollarsPerMonth(.infinity) }) == .always)
  }

  @Test func `whole replicas win, lose and win again before they win for good`() {
    // One replica a 300,000 requests at 2,900 dollars: the n-th pays from 290,000·n on, the last loss is the 29th's.
    let fleet = Fleet(
      gpusPerReplica: 1, capacity: RequestsPerSecond(300_000 / Month.seconds),
      rates: RentalRates(onDemand: DollarsPerHour(2900 / Month.hours)), spares: 0, floor: 0)
    let crossing = BreakEven.solve(
      challenger: { FleetBill(fleet, requests: $0).bill.total }, incumbent: api, steps: fleet.steps(of: .flat))
    guard case .from(let first, let lasting) = crossing else {
      Issue.record("\(crossing)")
      return
    }
    #expect(near(first, 290_000))
    #expect(near(lasting, 8_410_000))
    #expect(crossing.lastingFrom == lasting)
  }

  @Test func `a window in which the challenger wins is named by its ends`() {
    let crossing = BreakEven.solve(
      challenger: { volume in DollarsPerMonth(5000 + volume.value * volume.value * 1e-9) }, incumbent: api)
    guard case .between(let first, let last) = crossing else {
      Issue.record("\(crossing)")
      return
    }
    // Roots of 1e-9·v² − 0.01·v + 5000.
    let root = (1e-4 - 4 * 1e-9 * 5000).squareRoot()
    #expect(near(first, (0.01 - root) / 2e-9) && near(last, (0.01 + root) / 2e-9))
  }

  @Test func `random straight bills cross where algebra says`() throws {
    try withEverySeed(0..<100) { _, rng in
      let base = Double(rng.int(100...100_000))
      let slope = Double(rng.int(0...90)) / 1e4
      let crossing = BreakEven.solve(challenger: { DollarsPerMonth(base + slope * $0.value) }, incumbent: api)
      guard case .from(let first, _) = crossing else {
        Issue.record("\(crossing)")
        return
      }
      try #require(near(first, base / (0.01 - slope)))
    }
  }

  @Test func `at the volume found the bills agree for a real model and a real fleet`() throws {
    let catalog = try Catalog.read(shippedCatalog)
    let price = try catalog.apiPrice(named: "gpt-4.1")
    let rates = try #require(RentalRates(try catalog.gpuPrice(named: "hyperstack/h100-sxm/1x")))
    let people = DollarsPerYear(46_000).perMonth
    let curve = LoadCurve.daily(peakToMean: 2)
    let fleet = Fleet(
      gpusPerReplica: 4, capacity: RequestsPerSecond(3), rates: rates, scaling: .peak, floor: 2)
    func own(_ volume: RequestsPerMonth) -> DollarsPerMonth {
      FleetBill(fleet, requests: volume, curve: curve).bill.total + people
    }
    func api(_ volume: RequestsPerMonth) -> DollarsPerMonth {
      price.bill(
        for: TokenTraffic(requests: volume, prompts: .fixed(Tokens(1000)), output: Tokens(300))
      ).total
    }
    let crossing = BreakEven.solve(challenger: own, incumbent: api, steps: fleet.steps(of: curve))
    let volume = try #require(crossing.lastingFrom)
    #expect(abs(own(volume).value / api(volume).value - 1) < 1e-6)
    #expect(own(volume * 0.999) > api(volume * 0.999) && own(volume * 1.001) < api(volume * 1.001))
    // A request costs 0.0044 dollars. One replica carries 3.94 million requests at the peak, so that three and a spare
    // run from 7.88 million on: 16 H100s at 3.20, and a fifth of an engineer at 230,000 a year.
    let expected: Double = (37_376 + 46_000 / 12) / 0.0044
    #expect(near(volume, expected))
  }

  @Test func `shares that mean nothing are refused`() {
    for wrong in [1.2, -0.1, .nan, .infinity] { #expect(Share(wrong) == nil) }
    #expect(Share(clamping: .nan) == .none && Share(clamping: 7) == .all)
  }
}
