import CostModel
import StrataTesting
import TextSafety
import Testing

@Suite struct FleetTests {
  /// Replicas of 8 GPUs at 2 dollars that serve 2 requests a second.
  private func fleet(_ change: (inout Fleet) -> Void = { _ in }) -> Fleet {
    var fleet = Fleet(
      gpusPerReplica: 8, capacity: RequestsPerSecond(2),
      rates: RentalRates(onDemand: DollarsPerHour(2), spot: DollarsPerHour(0.5), reserved: DollarsPerHour(1.5)))
    change(&fleet)
    return fleet
  }

  private func requests(_ perSecond: Double) -> RequestsPerMonth { RequestsPerMonth(perSecond * Month.seconds) }

  @Test func `whole replicas and a spare run around the clock under a flat load`() {
    let result = FleetBill(fleet(), requests: requests(5))
    #expect(result.peakReplicas == 4)
    #expect(result.replicaHours == Hours(4 * 730) && result.spareHours == Hours(730))
    #expect(abs(result.utilisation.value - 0.625) < 1e-12)
    #expect(result.bill.total == DollarsPerMonth(46_720))
    #expect(result.bill.lines.map(\.label.description) == ["GPUs on demand"])
  }

  @Test func `a load of exactly one replica needs no second`() {
    #expect(FleetBill(fleet { $0.spares = 0 }, requests: requests(2)).peakReplicas == 1)
    #expect(FleetBill(fleet { $0.spares = 0 }, requests: requests(2.001)).peakReplicas == 2)
  }

  @Test func `replicas follow the load, never under the floor`() throws {
    let curve = try #require(LoadCurve([0, 1, 3, 4]))
    let result = FleetBill(fleet { $0.floor = 2 }, requests: requests(4), curve: curve)
    // Loads 0, 2, 6, 8: 0, 1, 3, 4 replicas needed; with a spare and the floor 2, 2, 4, 5.
    #expect(result.replicaHours == Hours(13 * 182.5))
    #expect(result.spareHours == Hours(3 * 182.5) && result.floorHours == Hours(2 * 182.5))
    #expect(result.busyHours == Hours(8 * 182.5) && result.idleHours == Hours(5 * 182.5))
    #expect(result.peakReplicas == 5 && result.meanReplicas == 3.25)
    let peak = FleetBill(fleet { $0.scaling = .peak }, requests: requests(4), curve: curve)
    #expect(peak.replicaHours == Hours(5 * 730))
  }

  @Test func `reserved replicas are paid idle or not, the rest on demand or on spot`() throws {
    let curve = try #require(LoadCurve([0, 2]))
    let result = FleetBill(
      fleet {
        $0.reservedReplicas = 3
        $0.spotShare = 0.5
        $0.spotLoss = 0.1
        $0.hostingFactor = 1.2
      }, requests: requests(4), curve: curve)
    // Loads 0 and 8: replicas 1 (the floor) and 5; beyond three reserved ones 0 and 2, for 365 hours.
    #expect(
      result.bill.lines.map { "\($0.label): \($0.amount.value.rounded())" } == [
        "GPUs reserved: 26280.0", "GPUs on demand: 5840.0", "GPUs on spot: 1460.0", "spot interruptions: 146.0",
        "hosting: 6745.0",
      ])
  }

  @Test func `storage and egress are lines of their own`() {
    let result = FleetBill(
      fleet {
        $0.storage = Gigabytes(500)
        $0.storagePrice = DollarsPerGigabyteMonth(0.1)
        $0.egressPerRequest = Gigabytes(1e-6)
        $0.egressPrice = DollarsPerGigabyte(0.09)
      }, requests: RequestsPerMonth(2e6))
    #expect(result.bill[.storage] == DollarsPerMonth(50))
    #expect(abs(result.bill[.egress].value - 0.18) < 1e-12)
  }

  @Test func `a replica without capacity costs without end, and nothing costs nothing`() {
    #expect(FleetBill(fleet { $0.capacity = .zero }, requests: requests(1)).bill.total.value == .infinity)
    #expect(FleetBill(fleet { $0.floor = 0 }, requests: .zero).bill.total == .zero)
  }

  @Test func `a price without an offer on demand is reckoned at what it has`() throws {
    let catalog = try Catalog.read(shippedCatalog)
    let auction = try #require(RentalRates(try catalog.gpuPrice(named: "mithril/h100-sxm/8x/spot-7-day-mean")))
    #expect(auction.onDemand == DollarsPerHour(1.5))
    let contract = try #require(
      RentalRates(try catalog.gpuPrice(named: "semianalysis-estimate/h200-sxm/1x/3-year-rental")))
    #expect(contract.onDemand == DollarsPerHour(1.6))
    let discounted = try #require(
      RentalRates(try catalog.gpuPrice(named: "runpod/h100-sxm/1x/secure"), reservedDiscount: 0.4))
    #expect(abs(discounted.reserved.value - 3.99 * 0.6) < 1e-12 && discounted.spot == DollarsPerHour(3.99))
  }

  @Test(arguments: [1.0, 1.5, 2.5, 5, 12])
  func `a day's curve has its mean at one and its peak where wanted`(peak: Double) {
    let curve = LoadCurve.daily(peakToMean: peak)
    #expect(curve.factors.count == 24)
    #expect(abs(curve.factors.reduce(0, +) - 24) < 1e-9)
    #expect(abs(curve.peak - peak) < 1e-6)
    #expect(curve.factors.allSatisfy { $0 >= 0 })
  }

  @Test(arguments: [[], [0, 0], [-1, 2], [.nan], [.infinity, 1]])
  func `steps that are no load make no curve`(steps: [Double]) {
    #expect(LoadCurve(steps) == nil)
  }

  @Test func `following the load is never dearer than the peak, and more load never cheaper`() throws {
    try withEverySeed(0..<150) { _, rng in
      let curve = LoadCurve.daily(peakToMean: 1 + Double(rng.int(0...60)) / 10)
      let load = requests(Double(rng.int(0...4000)) / 100)
      let fleet = fleet {
        $0.spares = rng.int(0...2)
        $0.floor = rng.int(0...3)
        $0.reservedReplicas = rng.int(0...3)
        $0.spotShare = Share(clamping: Double(rng.int(0...10)) / 10)
      }
      var fixed = fleet
      fixed.scaling = .peak
      let result = FleetBill(fleet, requests: load, curve: curve)
      try #require(result.bill.total <= FleetBill(fixed, requests: load, curve: curve).bill.total)
      try #require(result.bill.total <= FleetBill(fleet, requests: load * 1.3, curve: curve).bill.total)
      try #require(result.idleHours.value >= -1e-6 && result.utilisation <= .all)
      let parts = BillLine.Part.allCases.reduce(DollarsPerMonth.zero) { $0 + result.bill[$1] }
      try #require(abs(parts.value - result.bill.total.value) < 1e-6)
    }
  }
}
