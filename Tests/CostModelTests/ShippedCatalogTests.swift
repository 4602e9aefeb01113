import CostModel
import Foundation
import TextSafety
import Testing

@Suite struct ShippedCatalogTests {
  private let catalog: Catalog

  init() throws {
    catalog = try Catalog.read(shippedCatalog)
  }

  @Test func `all rows that were collected are there`() {
    #expect(catalog.apiPrices.count == 77)
    #expect(catalog.gpuPrices.count == 103)
    #expect(catalog.accelerators.count == 19)
    #expect(catalog.models.count == 25)
    #expect(catalog.vendors.count == 12)
    #expect(catalog.vendors.reduce(0) { $0 + $1.tiers.count } == 31)
    #expect(catalog.people.roles.count == 4)
    #expect(catalog.market.count == 13)
  }

  @Test func `a price list is read with tiers, cache and batch`() throws {
    let price = try catalog.apiPrice(named: "gpt-6-astra")
    #expect(price.provider == "OpenAI")
    #expect(price.contextWindow == Tokens(922_000))
    #expect(price.base.standard.input == DollarsPerMillionTokens(10))
    #expect(price.base.standard.cachedInput == DollarsPerMillionTokens(1))
    #expect(price.base.standard.cacheWrite == DollarsPerMillionTokens(12.5))
    #expect(price.base.batch?.output == DollarsPerMillionTokens(25))
    #expect(price.bands.map(\.above) == [Tokens(0), Tokens(272_000)])
    #expect(price.bands[1].standard.output == DollarsPerMillionTokens(75))
    #expect(price.provenance.date == CalendarDay("2026-11-12"))
  }

  @Test func `a machine and a model are read in their units`() throws {
    let machine = try catalog.accelerator(named: "H200-SXM")
    #expect(machine.memory == Bytes(143_771 * 1_048_576))
    #expect(machine.memoryBandwidth == BytesPerSecond(4.8e12))
    #expect(machine.peak16 == FLOPsPerSecond(989.4e12))
    #expect(machine.peak4 == nil)
    #expect(machine.linkBandwidth == BytesPerSecond(450e9) && !machine.linkIsHost)
    let model = try catalog.model(named: "DeepSeek-V3 / R1")
    #expect(model.attention == .latent(rank: 512, rope: 64))
    #expect(model.experts == LanguageModel.Experts(count: 256, perToken: 8, width: 2048, shared: 1))
    #expect(model.nativePrecision == .fp8)
    let windowed = try catalog.model(named: "gpt-oss-120b")
    #expect(windowed.attention == .alternatingWindow(tokens: 128))
    #expect(windowed.nativePrecision == .mxfp4)
  }

  @Test func `the keys and values of a token follow from the shape`() {
    for model in catalog.models {
      let expected: Double =
        switch model.attention {
        case .latent(let rank, let rope): Double(model.layers * (rank + rope) * 2)
        default: Double(model.layers * model.kvHeads * model.headDim * 2 * 2)
        }
      #expect(model.kvBytesPerToken16.value == expected, "\(model.id)")
    }
  }

  @Test func `every machine of a price and of a measurement is known`() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: shippedCatalog + "/measurements.csv"))
    let table = try CSVTable(bytes)
    let column = try #require(table.columns.firstIndex(of: "gpu"))
    #expect(table.rows.count == 1590)
    let known = Set(catalog.accelerators.map(\.id))
    #expect(Set(table.rows.map { $0.fields[column] }).subtracting(known).sorted() == [])
    #expect(Set(catalog.gpuPrices.map(\.accelerator)).subtracting(known).sorted() == [])
  }

  @Test(arguments: [
    ("azure-2023-code.csv", 8819, 18059974, 245896), ("azure-2023-conv.csv", 19_366, 22361870, 4088665),
  ])
  func `a trace has its requests in the order of their arrival`(file: String, rows: Int, tokens: Int, made: Int) throws
  {
    let table = try CSVTable(Data(contentsOf: URL(fileURLWithPath: shippedCatalog + "/traces/" + file)))
    #expect(table.columns == ["seconds", "context_tokens", "generated_tokens"])
    let numbers = try table.rows.map { row in try row.fields.map { try #require(Double($0)) } }
    #expect(numbers.count == rows)
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0[0] <= $1[0] })
    #expect(numbers.allSatisfy { $0[1] > 0 && $0[2] > 0 })
    #expect(Int(numbers.reduce(0) { $0 + $1[1] }) == tokens)
    #expect(Int(numbers.reduce(0) { $0 + $1[2] }) == made)
  }

  @Test func `prices older than ninety days are stale, newer ones are not`() throws {
    let today = try #require(CalendarDay("2026-11-26"))
    #expect(try !catalog.gpuPrice(named: "runpod/h100-sxm/1x/secure").provenance.isStale(on: today))
    #expect(try catalog.gpuPrice(named: "aws/a10g/g5.xlarge/us-east-1").provenance.isStale(on: today))
    #expect(catalog.people.provenance.isStale(on: today))
    #expect(catalog.apiPrices.allSatisfy { !$0.provenance.isStale(on: today) })
  }

  @Test(arguments: [
    ("h100 sxm", "H100-SXM"), ("H100", "H100-SXM"), ("a100-80gb", "A100-80-SXM"), ("geforce rtx 4090", "RTX4090"),
  ])
  func `a machine is found whatever the case and the blanks`(name: String, id: String) throws {
    #expect(try catalog.accelerator(named: name).id == id)
  }

  @Test(arguments: [
    ("llama 3.3 70b", "Llama 3.1/3.3 70B"), ("meta-llama/Llama-3.3-70B-Instruct", "Llama 3.1/3.3 70B"),
    ("GPT-OSS-120B", "gpt-oss-120b"), ("deepseek r1", "DeepSeek-V3 / R1"),
  ])
  func `a model is found by any of its names`(name: String, id: String) throws {
    #expect(try catalog.model(named: name).id == id)
  }

  @Test func `a wrong name says what is near`() {
    let error = #expect(throws: UnknownName.self) { try catalog.accelerator(named: "H1000-SXM") }
    #expect(error?.near.first == "H100-SXM")
    #expect(
      error?.message.string.hasPrefix("there is no accelerator \"H1000-SXM\" in the catalogue; near it: H100-SXM")
        == true)
  }

  @Test func `a model that several providers serve must be told apart`() throws {
    let error = #expect(throws: UnknownName.self) { try catalog.apiPrice(named: "gpt-oss-20b") }
    #expect(error?.candidates.sorted().first == "deepinfra/openai/gpt-oss-20b")
    #expect(try catalog.apiPrice(named: "Groq/gpt-oss-20b").id == "groq/openai/gpt-oss-20b")
    #expect(try catalog.apiPrice(named: "groq/openai/gpt-oss-20b").provider == "Groq")
  }

  @Test func `offers of a machine come with the cheapest first`() throws {
    let offers = catalog.gpuPrices(of: "B300-SXM")
    #expect(offers.first?.provider == "RunPod" && offers.first?.tier == "community")
    #expect(offers.count == 6)
  }
}
