import CostModel
import StrataTesting
import TextSafety
import Testing

@Suite struct VendorBillTests {
  private let catalog: Catalog

  init() throws {
    catalog = try Catalog.read(shippedCatalog)
  }

  private func bill(_ vendor: String, _ tier: String, _ usage: Usage, at place: Share = 0.5) throws -> Double {
    let vendor = try catalog.vendor(named: vendor)
    return try vendor.bill(try #require(vendor.tier(named: tier)), for: usage, at: place).total.value
  }

  private func usage(_ amounts: [Metric: Double], seats: Int = 1) -> Usage {
    var usage = Usage(seats: seats)
    for (metric, amount) in amounts { usage[metric] = Count(amount) }
    return usage
  }

  private func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(1, abs(b)) }

  @Test func `seats and traces beyond the included ones are billed`() throws {
    // Five seats at 39, 240 thousand traces at 2.50.
    let plus = try bill("LangSmith", "plus", usage([.traces: 250_000], seats: 5))
    #expect(near(plus, 795))
  }

  @Test func `bands are filled one after the other`() throws {
    // 100,000 included; 1,000,000 at 8, 9,000,000 at 7, 2,000,000 at 6.5 for each 100,000.
    #expect(near(try bill("langfuse", "Core", usage([.observations: 12_100_000])), 869))
    #expect(near(try bill("langfuse", "Core", usage([.observations: 100_000])), 29))
    #expect(near(try bill("langfuse", "Core", usage([.observations: 150_000])), 33))
  }

  @Test func `the last band has no end`() throws {
    // As above with 40,000,000 at 6.5 and 950,000,000 at 6.
    let huge = try bill("langfuse", "Core", usage([.observations: 1_000_100_000]))
    #expect(near(huge, 60_339))
  }

  @Test func `usage below the minimum is billed at the minimum`() throws {
    let small = usage([.vectorStorageGB: 20, .vectorReadUnits: 1_000_000])
    #expect(near(try bill("pinecone", "Standard", small), 50))
    // 100 GB at 0.33, ten million reads at 16 to 18, two million writes at 4 to 4.5.
    let large = usage([.vectorStorageGB: 100, .vectorReadUnits: 10_000_000, .vectorWriteUnits: 2_000_000])
    #expect(near(try bill("pinecone", "Standard", large), 211.5))
    #expect(near(try bill("pinecone", "Standard", large, at: .none), 201))
    #expect(near(try bill("pinecone", "Standard", large, at: .all), 222))
  }

  @Test func `credits pay for usage, not for seats or base`() throws {
    #expect(near(try bill("vercel", "Pro", usage([:], seats: 2)), 40))
    #expect(near(try bill("vercel", "Pro", usage([.webTransferGB: 1100], seats: 2)), 40))
    #expect(near(try bill("vercel", "Pro", usage([.webTransferGB: 1200], seats: 2)), 50))
    #expect(near(try bill("braintrust", "Pro", usage([.processedGB: 55])), 299))
  }

  @Test func `what cannot be had says why`() throws {
    func refusal(_ vendor: String, _ tier: String, _ usage: Usage) throws -> String? {
      let vendor = try catalog.vendor(named: vendor)
      let tier = try #require(vendor.tier(named: tier))
      return #expect(throws: Vendor.Refusal.self) { try vendor.bill(tier, for: usage) }?.words.string
    }
    #expect(try refusal("langsmith", "Enterprise", usage([:])) == "priced on request")
    #expect(try refusal("vercel", "Hobby", usage([:])) == "not for businesses")
    #expect(try refusal("langfuse", "Hobby", usage([:], seats: 3)) == "at most 2 seats")
    #expect(
      try refusal("pinecone", "Starter", usage([.vectorStorageGB: 3])) == "at most 2 GB of vectors")
    #expect(
      try refusal("scorecard", "Growth", usage([.scores: 1_000_001]))
        == "no published price beyond 1,000,000 scores")
  }

  @Test func `the cheapest tier that can be had is taken`() throws {
    let pinecone = try catalog.vendor(named: "Pinecone serverless")
    func tier(_ gigabytes: Double, _ reads: Double) -> String? {
      pinecone.cheapest(for: usage([.vectorStorageGB: gigabytes, .vectorReadUnits: reads]))?.tier
    }
    #expect(tier(1, 1000) == "Starter")
    #expect(tier(5, 1000) == "Builder")
    #expect(tier(50, 1000) == "Standard")
    #expect(tier(1, 1_500_000) == "Builder")
    #expect(try catalog.vendor(named: "scorecard").cheapest(for: usage([.scores: 2_000_000])) == nil)
  }

  @Test func `an amount without a price of its own keeps its own source`() throws {
    let langsmith = try catalog.vendor(named: "langsmith")
    let bill = try #require(langsmith.cheapest(for: usage([.traces: 20_000], seats: 2))).bill
    let today = try #require(CalendarDay("2026-11-26"))
    #expect(bill.staleLines(on: today).map(\.label.description) == ["LangSmith: traces"])
  }

  @Test func `a stack adds its services up and names what is missing`() throws {
    let choices = try [
      VendorStack.Choice(catalog.vendor(named: "langfuse"), selfHosted: true),
      VendorStack.Choice(catalog.vendor(named: "pinecone")),
      VendorStack.Choice(catalog.vendor(named: "vercel"), tier: "pro"),
      VendorStack.Choice(catalog.vendor(named: "scorecard")),
      VendorStack.Choice(catalog.vendor(named: "langsmith"), tier: "pluss"),
      VendorStack.Choice(catalog.vendor(named: "qdrant"), selfHosted: true),
    ]
    let stack = VendorStack(choices, usage: usage([.vectorStorageGB: 50, .scores: 2e6], seats: 3))
    #expect(stack.tiers.map(\.tier) == ["self-hosted", "Standard", "Pro"])
    #expect(near(stack.bill.total.value, 485))
    #expect(
      stack.missing.map { "\($0.vendor): \($0.why)" } == [
        "scorecard: no tier can be had: Growth: no published price beyond 1,000,000 scores",
        "langsmith: there is no tier \"pluss\"; near it: Plus", "qdrant: what running it oneself costs is not known",
      ])
  }

  @Test func `what a product sends becomes what services count`() {
    var use = StackUse(requests: RequestsPerMonth(100_000), seats: 4)
    use.traced = 0.5
    use.spansPerTrace = 6
    use.scored = 0.1
    use.traceSize = Bytes(20_000)
    use.vectors = 2_000_000
    use.dimensions = 1024
    use.vectorExtra = Bytes(904)
    use.searchesPerRequest = 2
    use.vectorWrites = 100_000
    use.namespaces = 5
    use.answerTime = Seconds(9)
    use.functionMemory = Bytes(2e9)
    let usage = use.usage
    #expect(usage.seats == 4 && usage[.traces] == Count(50_000) && usage[.spans] == Count(300_000))
    #expect(usage[.observations] == Count(355_000))
    #expect(usage[.processedGB] == Count(1))
    #expect(usage[.vectorStorageGB] == Count(10) && usage[.vectorDimensions] == Count(2048))
    #expect(usage[.vectorReadUnits] == Count(400_000) && usage[.vectorWriteUnits] == Count(500_000))
    #expect(usage[.functionMemoryGBHours] == Count(500))
    #expect(StackUse(requests: RequestsPerMonth(10), seats: 1).usage[.edgeRequests] == .zero)
  }

  @Test func `more use is never cheaper at any vendor`() throws {
    try withEverySeed(0..<60) { _, rng in
      var usage = Usage(seats: rng.int(1...6))
      for metric in Metric.allCases where rng.oneIn(2) { usage[metric] = Count(Double(rng.int(0...20_000_000))) }
      var more = usage
      more.seats += 1
      for metric in Metric.allCases { more[metric] = usage[metric] * 1.4 }
      for vendor in catalog.vendors {
        guard let bigger = vendor.cheapest(for: more) else { continue }
        let smaller = try #require(vendor.cheapest(for: usage))
        try #require(smaller.total.value <= bigger.total.value + 1e-6, "\(vendor.id)")
        try #require(smaller.total >= .zero)
      }
    }
  }
}
