import CostModel
import Decision
import StrataTesting
import Testing

@Suite struct ScenarioTests {
  private let text = """
    id: desk
    title: "Support: desk"
    workload:
      requests_per_month: 900_000
      prompt_tokens: 3.2K
      cached_share: 0.35
    objectives: {ttft_s: 1.5, tpot_s: none, e2e_s: 30}
    privacy: no-training
    quality: 70B
    options:
      - {id: frontier, kind: api, price: gpt-6.1-terra, capability: frontier}
      - id: own
        kind: self-host
        model: Llama 3.1/3.3 70B
        gpu: H100-SXM
        tensor_parallel: 2
        autoscale: true
      - {id: both, kind: hybrid, base: own, peak: frontier}
    vendors:
      seats: 6
      lines: [Vercel, Helicone]
    """

  private func failure(_ text: String) -> String? {
    do {
      _ = try ScenarioReader.read(text, file: "s.yaml")
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `a scenario is read with units in the types`() throws {
    let scenario = try ScenarioReader.read(text, file: "s.yaml")
    #expect(scenario.title == "Support: desk")
    #expect(scenario.workload.requests == RequestsPerMonth(900_000))
    #expect(scenario.workload.prompt == Tokens(3200))
    #expect(scenario.objectives.ttft == Seconds(1.5) && scenario.objectives.tpot == nil)
    #expect(scenario.privacy == .noTraining && scenario.quality == .large)
    #expect(scenario.options.map(\.kind) == [.api, .selfHost, .hybrid])
    #expect(scenario.option("own")?.tensorParallel == 2 && scenario.option("own")?.autoscale == true)
    #expect(scenario.vendors.lines == ["Vercel", "Helicone"])
    #expect(scenario.people == PeoplePlan())
  }

  @Test func `what is written is read back as it was`() throws {
    var scenario = try ScenarioReader.read(text, file: "s.yaml")
    scenario.summary = "quotes \" and \\, a\nline, \u{1B}[31m and ünïcode, null"
    scenario.title = "null"
    #expect(try ScenarioReader.read(scenario.yaml, file: "t.yaml") == scenario)
  }

  @Test(arguments: [
    (
      "workload: {prompt_tokens: -1}",
      "s.yaml:1: workload.prompt_tokens: -1 is out of range; allowed: 1 to 1000000 tokens"
    ),
    ("workload:\n  promt_tokens: 5", "s.yaml:2: workload.promt_tokens: no such field; nearest: workload.prompt_tokens"),
    (
      "workload: {prompt_tokens: many}",
      "s.yaml:1: workload.prompt_tokens: \"many\" is no number; give one of 1 to 1000000 tokens"
    ),
    (
      "workload: {prompt_tokens: .nan}",
      "s.yaml:1: workload.prompt_tokens: \".nan\" is no number; give one of 1 to 1000000 tokens"
    ),
    (
      "workload: {prompt_tokens: 1e999}",
      "s.yaml:1: workload.prompt_tokens: \"1e999\" is no number; give one of 1 to 1000000 tokens"
    ),
    (
      "privacy: own-vcp",
      "s.yaml:1: privacy: \"own-vcp\" is none of none, no-training, in-region, own-vpc, air-gapped; nearest: own-vpc"
    ),
    (
      "options:\n- {id: a, kind: selfhost}",
      "s.yaml:2: options.a.kind: \"selfhost\" is none of api, managed-open, dedicated, self-host, tuned-small, hybrid; nearest: self-host"
    ),
    ("options:\n- {id: a, kind: api}\n- {id: a, kind: api}", "s.yaml:3: two options are named \"a\""),
    (
      "options:\n- {id: a, kind: api, gpu: H100}",
      "s.yaml:2: options.a.gpu: no such field; there are: price, provider, capability, rate_limit_tokens_per_minute"
    ),
    (
      "options:\n- {id: a, kind: self-host, tensor_parallel: 1.5}",
      "s.yaml:2: options.a.tensor_parallel: 1.5 is no whole number; allowed: 1 to 64"
    ),
    ("options: 5", "s.yaml:1: options must be a list"),
    ("- 1", "s.yaml:1: a scenario is a mapping of fields, and this is none"),
    ("", "s.yaml:1: a scenario is a mapping of fields, and this is none"),
    ("id: ../../etc", "s.yaml:1: id: \"../../etc\" may hold lower-case letters, digits and hyphens, at most 60"),
    ("horizon_months: 1\nhorizon_months: 2", "s.yaml:1: no valid YAML: key given twice: horizon_months"),
  ])
  func `a mistake names its line, field, value and range`(_ text: String, _ message: String) {
    #expect(failure(text) == message)
  }

  @Test func `a hybrid needs two options that are there`() {
    let hybrid = "options:\n- {id: own, kind: self-host}\n- {id: both, kind: hybrid, base: owm, peak: own}"
    #expect(failure(hybrid) == "s.yaml:1: options.both.base: no option is named \"owm\"; nearest: own")
  }

  @Test func `numbers are written as people write them`() throws {
    var scenario = Scenario()
    for (written, number) in [("2M", 2e6), ("1_500", 1500), ("3e5", 3e5), ("40K", 40_000), ("1B", 1e9)] {
      try scenario.set("workload.requests_per_month", written)
      #expect(scenario.workload.requests.value == number)
    }
    #expect(throws: FieldError.self) { try scenario.set("workload.requests_per_month", "K") }
    #expect(throws: FieldError.self) { try scenario.set("workload.requests_per_month", "1e") }
  }

  @Test func `no text makes the reader trap`() {
    var random = SplitMix64(seed: 7)
    let bytes = Array(text.utf8)
    for _ in 0..<400 {
      var mutated = bytes
      for _ in 0..<(1 + Int(random.next() % 6)) {
        let place = Int(random.next() % UInt64(mutated.count))
        if random.next() % 3 == 0 {
          mutated.remove(at: place)
        } else {
          mutated[place] = UInt8(truncatingIfNeeded: random.next())
        }
      }
      let scenario = try? ScenarioReader.read(String(decoding: mutated, as: UTF8.self), file: "s.yaml")
      if let scenario { #expect((try? ScenarioReader.read(scenario.yaml, file: "t.yaml")) == scenario) }
    }
  }

  @Test func `every field names itself and takes the values that it shows`() throws {
    let scenario = try ScenarioReader.read(text, file: "s.yaml")
    #expect(Set(scenario.fields.map(\.path)).count == scenario.fields.count)
    for field in scenario.fields {
      #expect(!field.title.isEmpty && field.meaning.hasSuffix("."), "\(field.path)")
      guard let value = field.value(in: scenario) else {
        #expect(field.isOptional, "\(field.path)")
        continue
      }
      var copy = scenario
      try copy.set(field.path, value.text)
      #expect(copy == scenario, "\(field.path)")
    }
  }
}
