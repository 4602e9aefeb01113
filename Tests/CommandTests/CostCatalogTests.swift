import Foundation
import Testing

/// The catalogue, imports into it, and wrong usage of all cost verbs.
@Suite struct CostCatalogTests {
  private let home: Home

  init() throws {
    home = try Home()
  }

  private func cost(_ arguments: String..., input: Data = Data()) throws -> Outcome {
    try home.run(Home.program.path, ["cost"] + arguments, input: input)
  }

  private var ownPrices: URL { home.folder.appendingPathComponent("data/strata/catalog/api-prices.csv") }

  // MARK: List

  @Test func `every row of the catalogue has a source and a date`() throws {
    let value = try cost("catalog", "list", "--json", "--today", "2026-11-26").object()
    #expect(value.keys.sorted() == ["accelerators", "api", "gpus", "market", "models", "services"])
    for (kind, rows) in value {
      let rows = try #require(rows as? [[String: Any]])
      #expect(!rows.isEmpty, "\(kind)")
      for row in rows {
        #expect((row["source"] as? String)?.isEmpty == false && row["date"] is String, "\(kind) \(row["id"] ?? "")")
        let age = try #require(row["age_days"] as? Int)
        #expect(row["stale"] as? Bool == (age > 90))
      }
    }
    let text = try cost("catalog", "list", "gpus", "--today", "2026-11-26")
    #expect(text.lines.contains { $0.contains("nebius/l40s") && $0.hasSuffix("2026-01-01 (329 days old)") })
  }

  // MARK: Import

  private static let prices = """
    {"sample_spec": {"mode": "x"},
     "my/model": {"mode": "chat", "litellm_provider": "openai", "input_cost_per_token": 1e-6,
       "output_cost_per_token": 2e-6, "cache_read_input_token_cost": 1e-7},
     "gpt-6.1-terra": {"mode": "chat", "litellm_provider": "openai", "input_cost_per_token": 1e-5,
       "output_cost_per_token": 5e-5},
     "broken": {"mode": "chat", "input_cost_per_token": "free", "output_cost_per_token": 1e-6},
     "pictures": {"mode": "image_generation"}}
    """

  @Test func `prices from litellm go before the shipped ones`() throws {
    let before = try cost("compare", "--json", "--draws", "0").object()
    let file = try home.file("prices.json", Self.prices)
    let outcome = try cost("catalog", "import", file, "--date", "2026-11-20")
    #expect(outcome.status == 0)
    #expect(outcome.output == "2 prices in \(ownPrices.path), 1 left out, 2 of other kinds\n")
    #expect(outcome.errors.hasPrefix("strata: left out broken: "))
    let rows = try #require(try cost("catalog", "list", "api", "--json").object()["api"] as? [[String: Any]])
    let mine = try #require(rows.first { $0["id"] as? String == "my/model" })
    #expect(mine["cached_input_usd_per_million_tokens"] as? Double == 0.1 && mine["date"] as? String == "2026-11-20")
    func bill(_ value: [String: Any]) throws -> Double {
      let options = try #require(value["options"] as? [[String: Any]])
      return try #require(options.first { $0["id"] as? String == "frontier-api" }?["usd_per_month"] as? Double)
    }
    #expect(try bill(try cost("compare", "--json", "--draws", "0").object()) > bill(before))
    let again = try cost("catalog", "import", file, "--only", "my/", "--json").object()
    #expect(again["imported"] as? Int == 1)
  }

  @Test func `a table of SkyPilot needs its seller, and gives hours`() throws {
    let table = """
      InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,SpotPrice
      big-8,H100,8,96,1000,16,east,8
      odd-1,NoSuchCard,1,4,16,1,east,
      """
    let file = try home.file("vms.csv", table)
    #expect(try cost("catalog", "import", file).status == 64)
    let outcome = try cost("catalog", "import", file, "--provider", "Mine")
    #expect(outcome.output.hasPrefix("1 price in ") && outcome.output.contains(", 1 left out"))
    #expect(outcome.errors.contains("left out line 3: there is no accelerator \"NoSuchCard\""))
    let value = try cost("compare", "--json", "--draws", "0", "--set", "options.own.provider=Mine").object()
    let options = try #require(value["options"] as? [[String: Any]])
    let fleet = options.first { $0["id"] as? String == "own" }?["fleet"] as? [String: Any]
    #expect(fleet?["usd_per_gpu_hour"] as? Double == 2)
  }

  @Test(arguments: [
    #"{"a": "#, #"{"a": 3}"#, "{}",
    #"{"a": {"mode": "chat", "input_cost_per_token": 1e308, "output_cost_per_token": 1}}"#,
    "{\"\\u001b[31m\": {\"mode\": \"chat\", \"input_cost_per_token\": 1e-6, \"output_cost_per_token\": 1e-6}}",
    "InstanceType,AcceleratorName,AcceleratorCount,Price,Region\n\"a,H100,1", "\u{0}\u{1}\u{2}", "",
    "InstanceType,AcceleratorName,AcceleratorCount,Price,Region\na,H100,1,1e300,east",
  ])
  func `a hostile file brings nothing in, breaks nothing, and shows no control character`(text: String) throws {
    let outcome = try cost("catalog", "import", try home.file("bad", text), "--provider", "Mine")
    #expect((0...1).contains(outcome.status))
    #expect(!outcome.errors.isEmpty)
    for output in [outcome.errors, outcome.output] {
      #expect(!output.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    }
    #expect(!FileManager.default.fileExists(atPath: ownPrices.path))
    #expect(try cost("compare", "--draws", "0").status == 0)
  }

  @Test func `a mistake in the own catalogue is told with file, line and field`() throws {
    _ = try home.file("data/strata/catalog/gpu-prices.csv", "id,provider,accelerator,gpus\nx,y,H1OO,-3\n")
    let outcome = try cost("compare")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("gpu-prices.csv:2: ") && outcome.errors.filter { $0 == "\n" }.count == 1)
    let doctor = try home.strata("doctor")
    #expect(doctor.status == 1 && doctor.output.contains("✗  catalogue"))
    #expect(doctor.output.contains("broken: catalogue: ") && doctor.output.contains("gpu-prices.csv:2: "))
  }

  // MARK: Wrong usage

  @Test(arguments: [
    (
      ["compare", "rag-suport-desk"], "there is no scenario \"rag-suport-desk\"; near it: rag-support-desk; there are: "
    ),
    (["compare", "./none.yaml"], "there is no file \"./none.yaml\""),
    (
      ["compare", "--set", "workload.requests_per_moth=1"],
      "workload.requests_per_moth: no such field; nearest: workload.requests_per_month"
    ),
    (
      ["compare", "--set", "workload.requests_per_month=-4"],
      "workload.requests_per_month: -4 is out of range; allowed: 1 to 1000000000000 a month"
    ),
    (["compare", "--set", "workload.prompt_tokens=many"], "workload.prompt_tokens: \"many\" is no number"),
    (["compare", "--set", "workload.prompt_tokens=1e999"], "workload.prompt_tokens: \"1e999\" is no number"),
    (["compare", "--set", "options.own.gpu=H1000"], "options.own.gpu: no GPU is named \"H1000\"; nearest: H100"),
    (
      ["compare", "--set", "options.own.model=Lama 3.1 8B"],
      "options.own.model: no model is named \"Lama 3.1 8B\"; nearest: Llama 3.1 8B"
    ),
    (["compare", "--set", "options.own.tensor_parallel=1.5"], "options.own.tensor_parallel: 1.5 is no whole number"),
    (["compare", "--set", "privacy=secret"], "privacy: \"secret\" is none of none, no-training"),
    (
      ["compare", "--set", "vendors.lines=LangSmth"],
      "vendors.lines: no service is named \"LangSmth\"; nearest: LangSmith"
    ),
    (["compare", "--set", "workload"], "--set takes a path and a value"),
    (["compare", "--today", "yesterday"], "--today takes a day"),
    (["breakeven", "--draws", "-1"], "missing value for '--draws <n>'"),
    (["sensitivity", "--between", "own,nobody"], "--between: the scenario has no option \"nobody\""),
    (["sensitivity", "--between", "own"], "--between takes two options"),
    (["simulate", "--option", "ownn"], "the scenario has no option \"ownn\"; near it: own"),
    (
      ["simulate", "--option", "frontier-api"],
      "frontier-api is paid by the token; only what runs on GPUs can be simulated: "
    ),
    (["simulate", "--rate", "0"], "--rate must be from 0.000001 to 1000000"),
    (["simulate", "--rate", "inf"], "--rate must be from 0.000001 to 1000000"),
    (["simulate", "--requests", "1"], "--requests must be from 100 to 10000000, not 1"),
    (["simulate", "-", "--trace", "-"], "standard input can be the scenario or the trace, not both"),
    (["plan", "--gpu", "H1000"], "gpu: no GPU is named \"H1000\"; nearest: H100"),
    (["plan", "--precision", "FP9"], "--precision must be one of BF16, FP8"),
    (
      ["catalog", "import", "none.json", "--date", "2999-01-01"],
      "--date is the day on which the prices held, and 2999-01-01 is still to come"
    ),
    (["catalog", "list", "clouds"], "the value 'clouds' is invalid for '<kind>'"),
    (["calibrate", "--alone"], "--alone needs a file"),
  ])
  func `what is asked wrongly is one line and status 64`(arguments: [String], message: String) throws {
    let outcome = try home.run(Home.program.path, ["cost"] + arguments)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("strata: " + message), "\(outcome.errors)")
    #expect(outcome.errors.filter { $0 == "\n" }.count == 1)
  }

  @Test func `a scenario may begin with a mark of Windows`() throws {
    let presets = try cost("presets", "--json").objects()
    let yaml = try #require(presets.first?["yaml"] as? String)
    let outcome = try cost("compare", "-", "--draws", "0", input: Data(("\u{FEFF}" + yaml).utf8))
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test(arguments: [
    ("title: [", "standard input:"), ("title: \u{1B}[31m", "standard input:1: "), ("wrkload: {}", "wrkload"),
    ("title: x\noptions: []", "has no options"), ("options: [{id: a, kind: api, price: nope}]", "options.a.price"),
    ("options: [{id: a, kind: alien}]", "options.a.kind: \"alien\" is none of api"),
    ("workload: {prompt_tokens: 99999999999999999999}", "workload.prompt_tokens: "),
    ("", "standard input:1: a scenario is a mapping"),
  ])
  func `a scenario with a mistake is told with its place`(text: String, message: String) throws {
    let outcome = try cost("compare", "-", input: Data(text.utf8))
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(!outcome.errors.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
  }

  @Test(arguments: [
    ("", "has no column TIMESTAMP"), ("TIMESTAMP,ContextTokens,GeneratedTokens\n", "holds no request"),
    ("TIMESTAMP,ContextTokens,GeneratedTokens\n1,2", "ends early on line 2"),
    ("TIMESTAMP,ContextTokens,GeneratedTokens\n1,1e9,3", "has \"1e9\" as ContextTokens on line 2"),
    ("TIMESTAMP,ContextTokens,GeneratedTokens\n\u{1B}[2J,1,3", "as TIMESTAMP on line 2"),
  ])
  func `a trace with a mistake is told with its line`(text: String, message: String) throws {
    let outcome = try cost("simulate", "--trace", "-", input: Data(text.utf8))
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("strata: the trace on standard input ") && outcome.errors.contains(message))
    #expect(!outcome.errors.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
  }
}
