import CostModel
import Foundation
import StrataTesting
import TextSafety
import Testing

@Suite struct LiteLLMImportTests {
  private func read(_ json: String) throws -> ImportReport<APIPrice> {
    let day = try #require(CalendarDay("2026-11-12"))
    return try LiteLLMImport.read(Data(json.utf8), source: "prices.json", date: day)
  }

  /// One chat model with the fields given.
  private func price(_ fields: String) throws -> APIPrice {
    let report = try read("{\"p/m\": {\"mode\": \"chat\", \"litellm_provider\": \"p\", \(fields)}}")
    #expect(report.skipped.map(\.why) == [])
    return try #require(report.rows.first)
  }

  private func skipped(_ entry: String) throws -> String? {
    try read("{\"p/m\": \(entry)}").skipped.first?.safe.string
  }

  @Test func `a price for one token becomes a price for a million`() throws {
    let price = try price(
      """
      "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07, "max_input_tokens": 128000,
      "max_output_tokens": "16384", "deprecation_date": "2027-04-01", "source": "https://example.org/prices"
      """)
    #expect(price.id == "p/m" && price.provider == "p" && price.model == "m")
    #expect(price.base.standard == .init(input: .init(0.15), output: .init(0.6)))
    #expect(price.bands.count == 1 && !price.hasBatch)
    #expect(price.contextWindow == Tokens(128_000) && price.maxOutput == Tokens(16_384))
    #expect(price.retires == CalendarDay("2027-04-01"))
    #expect(price.provenance.source == "prices.json (https://example.org/prices)")
  }

  @Test(arguments: [100, 128, 200, 272, 512])
  func `bands above any threshold are read whole`(thousands: Int) throws {
    let price = try price(
      """
      "input_cost_per_token": 2e-06, "input_cost_per_token_above_\(thousands)k_tokens": 4e-06,
      "output_cost_per_token": 1e-05, "output_cost_per_token_above_\(thousands)k_tokens": 1.5e-05,
      "cache_read_input_token_cost": 2e-07, "cache_read_input_token_cost_above_\(thousands)k_tokens": 4e-07,
      "cache_creation_input_token_cost": 2.5e-06, "cache_creation_input_token_cost_above_\(thousands)k_tokens": 5e-06,
      "cache_creation_input_token_cost_above_1hr": 4e-06,
      "cache_creation_input_token_cost_above_1hr_above_\(thousands)k_tokens": 8e-06,
      "input_cost_per_token_batches": 1e-06, "output_cost_per_token_batches": 5e-06,
      "input_cost_per_token_above_\(thousands)k_tokens_batches": 2e-06,
      "output_cost_per_token_above_\(thousands)k_tokens_batches": 7.5e-06
      """)
    #expect(price.bands.map(\.above) == [.zero, Tokens(Double(thousands) * 1000)])
    #expect(
      price.bands[1].standard
        == .init(
          input: .init(4), cachedInput: .init(0.4), cacheWrite: .init(5), longCacheWrite: .init(8), output: .init(15)))
    #expect(price.bands[1].batch == .init(input: .init(2), output: .init(7.5)))
    #expect(price.bands[0].standard.longCacheWrite == .init(4))
  }

  @Test func `a band without cache prices keeps the ratio of the band below`() throws {
    let price = try price(
      """
      "input_cost_per_token": 2e-06, "input_cost_per_token_above_200k_tokens": 4e-06, "output_cost_per_token": 1e-05,
      "output_cost_per_token_above_200k_tokens": 1.5e-05, "cache_read_input_token_cost": 2e-07,
      "cache_creation_input_token_cost": 2.5e-06
      """)
    #expect(price.bands[1].standard.cachedInput == .init(0.4))
    #expect(price.bands[1].standard.cacheWrite == .init(5))
  }

  @Test func `ranges in a list become bands`() throws {
    let price = try price(
      """
      "tiered_pricing": [
        {"input_cost_per_token": 2.5e-07, "output_cost_per_token": 2e-06, "range": [256000.0, 1000000.0]},
        {"input_cost_per_token": 5e-08, "output_cost_per_token": 4e-07, "range": [0, 256000.0]}]
      """)
    #expect(price.bands.map(\.above) == [.zero, Tokens(256_000)])
    #expect(price.bands[1].standard.output == .init(2))
  }

  @Test func `other service levels, audio and unknown fields change nothing`() throws {
    let price = try price(
      """
      "input_cost_per_token": 1e-06, "output_cost_per_token": 4e-06, "input_cost_per_token_priority": 9e-06,
      "input_cost_per_token_flex": 5e-07, "input_cost_per_audio_token": 1e-05, "output_cost_per_token_ultrafast": 1e-05,
      "cache_read_input_token_cost_above_272k_tokens_priority": 1e-05, "output_cost_per_reasoning_token": 8e-06,
      "supports_vision": true, "search_context_cost_per_query": {"low": 0.01}, "nothing": null
      """)
    #expect(price.bands == [.init(above: .zero, standard: .init(input: .init(1), output: .init(4)))])
  }

  @Test func `writing to the cache for nothing does not make prompts free`() throws {
    let price = try price(
      """
      "input_cost_per_token": 1.32e-06, "output_cost_per_token": 3.96e-06, "cache_creation_input_token_cost": 0.0,
      "input_cost_per_token_cache_hit": 4.4e-08
      """)
    #expect(price.base.standard == .init(input: .init(1.32), cachedInput: .init(0.044), output: .init(3.96)))
  }

  @Test func `only chat models are taken`() throws {
    let report = try read(
      """
      {"a": {"mode": "embedding", "input_cost_per_token": 1e-6}, "b": {"mode": "image_generation"}, "c": {},
       "d": {"mode": "chat", "litellm_provider": "openai", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6}}
      """)
    #expect(report.rows.map(\.id) == ["d"] && report.otherKinds == 3)
    #expect(report.rows[0].provider == "OpenAI")
  }

  @Test(arguments: [
    (
      #"{"mode": "chat", "input_cost_per_token": -1e-6, "output_cost_per_token": 1e-6}"#,
      "p/m: input_cost_per_token is -1e-06, allowed is 0 to 0.1 dollars a token"
    ),
    (
      #"{"mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 3}"#,
      "p/m: output_cost_per_token is 3.0, allowed is 0 to 0.1 dollars a token"
    ),
    (
      #"{"mode": "chat", "input_cost_per_token": 1e999, "output_cost_per_token": 1e-6}"#,
      "p/m: input_cost_per_token is no number"
    ),
    (
      #"{"mode": "chat", "input_cost_per_token": "cheap", "output_cost_per_token": 1e-6}"#,
      "p/m: input_cost_per_token is no number"
    ),
    (
      #"{"mode": "chat", "input_cost_per_token": 1e-6}"#,
      "p/m: it has no input_cost_per_token or no output_cost_per_token"
    ),
    (#"{"mode": "chat"}"#, "p/m: it has no input_cost_per_token"),
    (
      #"{"mode": "chat", "input_cost_per_token": 0, "output_cost_per_token": 0}"#, "p/m: its tokens have no price"
    ),
    (#"{"mode": "chat", "tiered_pricing": [{"range": "all"}]}"#, "p/m: a range of tiered_pricing is broken"),
    ("[1, 2]", "p/m: the entry is no object"),
  ])
  func `a bad entry is skipped with its key and the reason`(entry: String, line: String) throws {
    #expect(try skipped(entry) == line)
  }

  @Test func `a hostile key is skipped and shown harmlessly`() throws {
    let report = try read(
      #"{"\u001b[2Jm": {"mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6}}"#)
    #expect(report.rows.isEmpty)
    #expect(
      report.skipped.first?.safe.string == "␛[2Jm: the key is empty, too long or holds a control character")
  }

  @Test(arguments: ["", "[]", "{", "{\"a\": 1e", "null", String(repeating: "[", count: 100_000)])
  func `what is no table of models is refused as a whole`(json: String) {
    #expect(throws: ImportError.self) { try read(json) }
  }

  @Test func `imported rows read back from the own catalogue, and win there`() throws {
    let own = try TemporaryCatalog()
    let report = try read(
      """
      {"gpt-6-astra": {"mode": "chat", "litellm_provider": "openai", "input_cost_per_token": 9e-06,
        "output_cost_per_token": 4e-05, "cache_read_input_token_cost": 9e-07, "input_cost_per_token_batches": 4.5e-06,
        "output_cost_per_token_batches": 2e-05, "input_cost_per_token_above_272k_tokens": 1.8e-05,
        "output_cost_per_token_above_272k_tokens": 6e-05, "max_input_tokens": 922000}}
      """)
    try own.write(APIPrice.table(of: report.rows), to: "api-prices.csv")
    let catalog = try own.read()
    #expect(try catalog.apiPrice(named: "gpt-6-astra") == report.rows[0])
    #expect(catalog.apiPrices.count == 77)
  }
}
