import CostModel
import Testing

@Suite struct UnitTests {
  @Test func `an amount at a rate takes its time`() {
    #expect(Bytes(3.35e12) / BytesPerSecond(3.35e12) == Seconds(1))
    #expect(FLOPs(10) / FLOPsPerSecond(4) == Seconds(2.5))
    #expect(TokensPerSecond(50) * Seconds(4) == Tokens(200))
  }

  @Test func `prices meet volumes in millions of tokens`() {
    #expect(DollarsPerMillionTokens(2.5) * TokensPerMonth(4e6) == DollarsPerMonth(10))
    #expect(DollarsPerMonth(10) / TokensPerMonth(4e6) == DollarsPerMillionTokens(2.5))
    #expect(DollarsPerHour(2).perMonth == DollarsPerMonth(1460))
  }

  @Test func `a day is read from a full date, a month or a year`() {
    #expect(CalendarDay("2026-11-12 (upload)")?.description == "2026-11-12")
    #expect(CalendarDay("2026-11")?.description == "2026-11-01")
    #expect(CalendarDay("2026")?.description == "2026-01-01")
    #expect(CalendarDay("2026-02-29") == nil)
    #expect(CalendarDay("2024-02-29") != nil)
    #expect(CalendarDay("12") == nil && CalendarDay("yesterday") == nil && CalendarDay("2026-1-2-3") == nil)
  }

  @Test func `days are counted across months and leap years`() {
    #expect(CalendarDay("1970-01-01")?.dayNumber == 0)
    #expect(CalendarDay("2000-03-01")?.dayNumber == 11_017)
    #expect(CalendarDay("2026-11-26")?.dayNumber == 20_783)
  }

  @Test func `a day's number leads back to it`() {
    for number in stride(from: -700_000, through: 2_900_000, by: 1237) {
      #expect(CalendarDay(dayNumber: number).dayNumber == number)
    }
    #expect(CalendarDay(dayNumber: 20_783).description == "2026-11-26")
  }

  @Test func `a row is stale from its ninety-first day on`() throws {
    let row = Provenance(source: "s", date: try #require(CalendarDay("2026-08-28")), confidence: .high)
    #expect(!row.isStale(on: try #require(CalendarDay("2026-11-26"))))
    #expect(row.isStale(on: try #require(CalendarDay("2026-11-27"))))
  }

  @Test func `a step beyond the table goes on at the table's last slope`() {
    let costs = StepCosts(
      tokenSeconds: (0...80).map { Seconds(Double($0) * 2) }, perDecode: Seconds(1), perContextToken: Seconds(0.5),
      perWindowToken: Seconds(0.25), window: 10, perPair: Seconds(3))
    #expect(costs.time(of: StepShape(decodes: 0, context: 0)) == .zero)
    #expect(costs.time(of: StepShape(decodes: 2, context: 100)) == Seconds(4 + 2 + 50 + 5))
    #expect(costs.time(of: StepShape(decodes: 0, context: 0, prefill: 100, pairs: 2)) == Seconds(200 + 6))
  }
}
