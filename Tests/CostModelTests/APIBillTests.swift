import CostModel
import StrataTesting
import TextSafety
import Testing

@Suite struct APIBillTests {
  private let catalog: Catalog

  init() throws {
    catalog = try Catalog.read(shippedCatalog)
  }

  /// A million requests of 2,000 tokens in and 500 out.
  private func traffic(_ change: (inout TokenTraffic) -> Void = { _ in }) -> TokenTraffic {
    var traffic = TokenTraffic(
      requests: RequestsPerMonth(1e6), prompts: .fixed(Tokens(2000)), output: Tokens(500))
    change(&traffic)
    return traffic
  }

  private func bill(_ model: String, _ traffic: TokenTraffic) throws -> Bill {
    try catalog.apiPrice(named: model).bill(for: traffic)
  }

  private func near(_ a: DollarsPerMonth, _ b: Double) -> Bool { abs(a.value - b) <= 1e-9 * max(1, abs(b)) }

  @Test func `tokens in and out are billed apart`() throws {
    let bill = try bill("gpt-6-astra", traffic())
    #expect(near(bill[.input], 20_000) && near(bill[.output], 25_000))
    #expect(bill.lines.map(\.label.description) == ["input", "output"])
    let price = try catalog.apiPrice(named: "gpt-6-astra")
    #expect(price.averagePrice(for: traffic()) == DollarsPerMillionTokens(18))
  }

  @Test func `cached and stored prompt tokens have their own prices`() throws {
    let bill = try bill(
      "gpt-6-astra",
      traffic {
        $0.cached = 0.5
        $0.cacheWritten = 0.1
      })
    #expect(near(bill[.input], 8000) && near(bill[.cachedInput], 1000) && near(bill[.cacheWrite], 2500))
    let kept = try self.bill(
      "claude-opus-4-8",
      traffic {
        $0.cacheWritten = 0.1
        $0.keepsCacheLong = true
      })
    #expect(near(kept[.cacheWrite], 2000))
  }

  @Test func `what is read from the cache is not also written to it`() throws {
    let bill = try bill(
      "gpt-6-astra",
      traffic {
        $0.cached = 0.9
        $0.cacheWritten = 0.9
      })
    #expect(near(bill[.cachedInput], 1800) && near(bill[.cacheWrite], 2500) && bill[.input] == .zero)
  }

  @Test func `without a price for cached tokens caching saves nothing`() throws {
    let plain = try bill("groq/qwen/qwen3.8-27b", traffic()).total
    #expect(try near(bill("groq/qwen/qwen3.8-27b", traffic { $0.cached = 0.8 }).total, plain.value))
  }

  @Test func `a request above the threshold is billed whole at the long price`() throws {
    let bill = try bill(
      "gpt-6-astra",
      traffic { $0.prompts = .split(short: Tokens(2000), long: Tokens(300_000), longShare: 0.01) })
    #expect(near(bill[.input], 79_800) && near(bill[.output], 25_125))
    #expect(bill.lines.map(\.label.description).contains("input above 272,000 tokens"))
  }

  @Test func `a prompt of exactly the threshold is not above it`() throws {
    let at = try bill("gpt-6-astra", traffic { $0.prompts = .fixed(Tokens(272_000)) })
    let above = try bill("gpt-6-astra", traffic { $0.prompts = .fixed(Tokens(272_001)) })
    #expect(near(at[.input], 2_720_000) && near(above[.input], 5_440_020))
  }

  @Test func `thresholds other than two hundred thousand hold too`() throws {
    let bill = try bill("claude-haiku-5-5", traffic { $0.prompts = .fixed(Tokens(100_001)) })
    #expect(near(bill[.input], 50_000.5) && near(bill[.output], 1250))
  }

  @Test func `the batch discount is the model's own, not a half`() throws {
    let half = try bill("gpt-6-astra", traffic { $0.batch = 0.4 })
    #expect(near(half.total, 36_000))
    let fifth = try bill("xai/grok-4.7", traffic { $0.batch = .all })
    #expect(near(fifth.total, 5600))
    let none = try bill("mistral/mistral-large-3", traffic { $0.batch = .all })
    #expect(near(none.total, 1750))
  }

  @Test func `long prompts through the batch API cost the long batch price, stated or not`() throws {
    let long = traffic {
      $0.prompts = .fixed(Tokens(300_000))
      $0.batch = .all
    }
    let stated = try bill("gpt-6-astra", long)
    #expect(near(stated[.input], 3_000_000) && near(stated[.output], 18_750))
    let day = try #require(CalendarDay("2026-11"))
    let band = APIPrice.Band(
      above: .zero, standard: .init(input: .init(2), output: .init(10)),
      batch: .init(input: .init(1.5), output: .init(5)))
    let above = APIPrice.Band(
      above: Tokens(200_000), standard: .init(input: .init(4), cachedInput: .init(0.4), output: .init(15)))
    let price = try #require(
      APIPrice(
        id: "m", provider: "p", model: "m", bands: [above, band],
        provenance: Provenance(source: "s", date: day, confidence: .high)))
    let unstated = price.bill(for: long)
    #expect(near(unstated[.input], 900_000) && near(unstated[.output], 3750))
    let cached = price.batchRates(in: price.bands[1])
    #expect(cached?.cachedInput == DollarsPerMillionTokens(0.4))
  }

  @Test func `lognormal prompts fall into bands by their tail`() {
    let prompts = PromptLengths.lognormal(mean: Tokens(10_000), sigma: 1)
    // ln X ~ N(ln 10000 − 1/2, 1): z = ln 20 + 1/2 = 3.4957, weighted z = 2.4957; 1 − Φ from a table.
    #expect(abs(prompts.share(above: Tokens(200_000)).value - 0.000_236_4) < 2e-6)
    #expect(abs(prompts.tokenShare(above: Tokens(200_000)).value - 0.006_285) < 2e-5)
    #expect(prompts.share(above: .zero) == .all)
  }

  @Test func `a sample of prompts is counted`() {
    let prompts = PromptLengths.sample([1, 2, 3, 94].map { Tokens($0) })
    #expect(prompts.mean == Tokens(25))
    #expect(prompts.share(above: Tokens(2)) == 0.5)
    #expect(prompts.tokenShare(above: Tokens(2)) == 0.97)
    #expect(PromptLengths.sample([]).mean == .zero)
  }

  @Test func `for every model more cache, more batch and less volume never cost more`() throws {
    try withEverySeed(0..<40) { _, rng in
      func share() -> Share { Share(clamping: Double(rng.int(0...100)) / 100) }
      var traffic = TokenTraffic(
        requests: RequestsPerMonth(Double(rng.int(1...10_000_000))),
        prompts: .lognormal(mean: Tokens(Double(rng.int(10...300_000))), sigma: Double(rng.int(0...20)) / 10),
        output: Tokens(Double(rng.int(0...4000))), cached: share(), batch: share())
      for price in catalog.apiPrices {
        let bill = price.bill(for: traffic)
        let before = bill.total.value * (1 + 1e-9)
        let parts = BillLine.Part.allCases.reduce(DollarsPerMonth.zero) { $0 + bill[$1] }
        try #require(abs(parts.value - bill.total.value) <= 1e-9 * before, "\(price.id)")
        try #require(bill.lines.allSatisfy { $0.amount > .zero }, "\(price.id)")
        let kept = traffic
        traffic.cached = Share(clamping: kept.cached.value + 0.2)
        try #require(price.bill(for: traffic).total.value <= before, "\(price.id) cache")
        traffic = kept
        traffic.batch = Share(clamping: kept.batch.value + 0.2)
        try #require(price.bill(for: traffic).total.value <= before, "\(price.id) batch")
        traffic = kept
        traffic.requests = kept.requests * 0.7
        try #require(price.bill(for: traffic).total.value <= before, "\(price.id) volume")
        traffic = kept
      }
    }
  }

  @Test func `lines with old prices are named`() throws {
    let bill = try bill("gpt-6-astra", traffic())
    #expect(bill.staleLines(on: try #require(CalendarDay("2026-11-26"))).isEmpty)
    #expect(bill.staleLines(on: try #require(CalendarDay("2027-02-11"))).count == 2)
  }
}
