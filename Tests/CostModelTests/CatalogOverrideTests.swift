import CostModel
import Foundation
import StrataTesting
import TextSafety
import Testing

@Suite struct CatalogOverrideTests {
  private let row = "runpod/h100-sxm/1x/secure,RunPod,H100-SXM,,1,,secure,list,2.5,,,,my contract,2026-11-20,high,\n"

  @Test func `an own row takes the place of the shipped one, and a new one is added`() throws {
    let own = try TemporaryCatalog()
    try own.write(
      gpuHeader + row + "mine,Basement,L40S,,4,,,ownership,,,0.31,,meter,2026-11,low,\n", to: "gpu-prices.csv")
    let catalog = try own.read()
    #expect(catalog.gpuPrices.count == 104)
    #expect(try catalog.gpuPrice(named: "runpod/h100-sxm/1x/secure").onDemand == DollarsPerHour(2.5))
    #expect(try catalog.gpuPrice(named: "runpod/h100-sxm/1x/secure").provenance.source == "my contract")
    #expect(try catalog.gpuPrice(named: "mine").reserved == DollarsPerHour(0.31))
  }

  @Test func `all bands of an own model replace all of the shipped one`() throws {
    let own = try TemporaryCatalog()
    try own.write(apiHeader + "gpt-6-astra,OpenAI,gpt-6-astra,,7,,35,,,contract,2026-11,high\n", to: "api-prices.csv")
    let price = try own.read().apiPrice(named: "gpt-6-astra")
    #expect(price.bands.count == 1)
    #expect(price.base.standard.output == DollarsPerMillionTokens(35))
    #expect(!price.hasBatch)
  }

  @Test func `an own folder that does not exist changes nothing`() throws {
    #expect(try Catalog.read(shippedCatalog, overriddenBy: "/nowhere/at/all").gpuPrices.count == 103)
  }

  @Test func `a shipped folder without its files is refused by name`() throws {
    let empty = try TemporaryCatalog()
    #expect(throws: CatalogError.unreadable(path: empty.path + "/api-prices.csv", why: "no such file")) {
      try Catalog.read(empty.path)
    }
  }

  @Test(arguments: [
    ("-3", "is \"-3\", allowed is 0 to 10,000"), ("nan", "is \"nan\", which is no plain decimal number"),
    ("1e999", "is \"1e999\", allowed is 0 to 10,000"), ("0x1p4", "is \"0x1p4\", which is no plain decimal number"),
    ("inf", "is \"inf\", which is no plain decimal number"), ("4e4", "is \"4e4\", allowed is 0 to 10,000"),
    ("3,5", "the row has 17 fields, the header 16"), ("$3", "is \"$3\", which is no plain decimal number"),
  ])
  func `a price that cannot be is refused with place, value and range`(price: String, sentence: String) throws {
    let own = try TemporaryCatalog()
    try own.write(gpuHeader + "x,Me,L4,,1,,,list,\(price),,,,me,2026-11,low,\n", to: "gpu-prices.csv")
    let problems = own.problems()
    #expect(problems.count == 1)
    #expect(problems[0].hasPrefix("gpu-prices.csv:2: ") && problems[0].hasSuffix(sentence), "\(problems)")
  }

  @Test func `every mistake of a file is named at once`() throws {
    let own = try TemporaryCatalog()
    try own.write(
      gpuHeader.replacing("tier,", with: "teir,")
        + "x,Me,H100-SMX,,1.5,,,liste,2,,,,me,2026-13,low,\n\"x\",Me,L4,,0,,,list,,,,,me,yesterday,sure,\n",
      to: "gpu-prices.csv")
    #expect(
      own.problems() == [
        "gpu-prices.csv:1: teir is not a field here; near it: tier",
        "gpu-prices.csv:3: id is \"x\", as on line 2",
        "gpu-prices.csv:2: gpus is \"1.5\", allowed is a whole number",
        "gpu-prices.csv:2: kind is \"liste\", which is none of: list, marketplace, paper, contract, ownership; "
          + "near it: list",
        "gpu-prices.csv:2: source_date is \"2026-13\", which is no day: write 2026-11-12, 2026-11 or 2026",
        "gpu-prices.csv:3: gpus is \"0\", allowed is 1 to 1,024",
        "gpu-prices.csv:3: source_date is \"yesterday\", which is no day: write 2026-11-12, 2026-11 or 2026",
        "gpu-prices.csv:3: confidence is \"sure\", which is none of: high, medium, low",
        "gpu-prices.csv:3: on_demand_usd_per_gpu_h is empty, and so are spot and reserved: one price is needed",
      ])
  }

  @Test func `a machine that nobody knows is named with the nearest`() throws {
    let own = try TemporaryCatalog()
    try own.write(gpuHeader + "x,Me,H100-SMX,,1,,,list,2,,,,me,2026,low,\n", to: "gpu-prices.csv")
    #expect(
      own.problems().first?.hasPrefix(
        "gpu-prices.csv:2: accelerator is \"H100-SMX\", and there is no accelerator of that name; near it: H100-SXM")
        == true)
  }

  @Test func `control characters are refused, and shown harmlessly`() throws {
    let own = try TemporaryCatalog()
    try own.write(gpuHeader + "x,Me\u{1B}[31m,L4,,1,,,list,2,,,,me,2026,low,\n", to: "gpu-prices.csv")
    do {
      _ = try own.read()
      Issue.record("the row was taken")
    } catch .broken(_, let problems) {
      #expect(problems[0].safe.string == "gpu-prices.csv:2: provider holds a control character: \"Me␛[31m\"")
    }
  }

  @Test func `a model needs prices for short prompts`() throws {
    let own = try TemporaryCatalog()
    try own.write(
      apiHeader + "m,P,m,200000,7,,35,,,c,2026-11,high\nn,P,n,,1,,2,0.5,,c,2026-11,high\n", to: "api-prices.csv")
    #expect(
      own.problems() == [
        "api-prices.csv:2: above_tokens must be empty in one row of the id: the prices of short prompts",
        "api-prices.csv:3: batch_output_usd_per_mtok is missing",
      ])
  }

  @Test func `services are read strictly too`() throws {
    let own = try TemporaryCatalog()
    try own.write(
      """
      vendors:
        - id: v
          name: V
          does: tracing
          source: me
          source_date: 2026-11
          confidence: high
          tiers:
            - name: T
              base: -1
              usge: []
              usage:
                - {metric: trace, bands: [{price: 1}, {up_to: 5, price: [3, 2]}]}
      """, to: "vendors.yaml")
    #expect(
      own.problems().prefix(2) == [
        "vendors.yaml:11: vendors[1].tiers[1].usge is not a field here; near it: usage",
        "vendors.yaml:10: vendors[1].tiers[1].base is \"-1\", allowed is 0 to 100,000,000",
      ])
    #expect(own.problems().contains { $0.contains("usage[1].metric is \"trace\"") && $0.hasSuffix("traces") })
    #expect(own.problems().contains { $0.hasSuffix("bands[1].up_to is missing") })
    #expect(own.problems().contains { $0.hasSuffix("bands[2].price must ascend") })
  }

  @Test func `broken YAML is named with its line`() throws {
    let own = try TemporaryCatalog()
    try own.write("vendors:\n  - {id: [\n", to: "vendors.yaml")
    #expect(own.problems().count == 1)
    #expect(own.problems()[0].hasPrefix("vendors.yaml:"))
  }

  @Test func `deep nesting does not overflow the stack`() throws {
    let own = try TemporaryCatalog()
    try own.write("vendors: " + String(repeating: "[", count: 50_000), to: "vendors.yaml")
    #expect(own.problems().count == 1)
  }

  @Test func `random damage to a file is reported, never trapped on`() throws {
    let own = try TemporaryCatalog()
    let shipped = try Data(contentsOf: URL(fileURLWithPath: shippedCatalog + "/vendors.yaml"))
    try withEverySeed(0..<25) { _, rng in
      var bytes = shipped
      for _ in 0..<4 { bytes[rng.int(0...(bytes.count - 1))] = UInt8(rng.int(0...255)) }
      try own.write(bytes, to: "vendors.yaml")
      if let catalog = try? own.read() { try #require(catalog.vendors.count >= 12) }
    }
  }
}
