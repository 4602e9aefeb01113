import Foundation
import Testing

/// The verbs that decide by money: presets, compare, breakeven, sensitivity, vendors.
@Suite struct CostDecisionTests {
  private let home: Home
  private static let day = ["--today", "2026-11-26"]

  init() throws {
    home = try Home()
  }

  private func cost(_ arguments: String..., input: Data = Data()) throws -> Outcome {
    try home.run(Home.program.path, ["cost"] + arguments + (arguments[0] == "presets" ? [] : Self.day), input: input)
  }

  private func options(_ arguments: String...) throws -> [String: [String: Any]] {
    let outcome = try home.run(Home.program.path, ["cost", "compare", "--json", "--draws", "0"] + arguments + Self.day)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let list = try outcome.object()["options"] as? [[String: Any]] ?? []
    return Dictionary(list.map { ($0["id"] as? String ?? "", $0) }, uniquingKeysWith: { first, _ in first })
  }

  private func number(_ value: Any?) throws -> Double { try #require(value as? Double) }

  // MARK: Presets and scenarios

  @Test func `the presets are listed with their options, and the reader's own below`() throws {
    let all = #"{"format": "strata-notebook", "formatVersion": 1, "entries": [{"key": "scenario:mine", "uid": "s1","#
    let text = #" "text": "title: My desk\noptions: [{id: api, kind: api, price: gpt-6.1-terra}]"}]}"#
    try home.strata("import", try home.file("all.json", all + text))
    let presets = try cost("presets", "--json").objects()
    #expect(presets.count == 7)
    #expect(presets.last?["id"] as? String == "mine" && presets.last?["kind"] as? String == "saved")
    #expect(
      presets.contains { $0["id"] as? String == "rag-support-desk" && $0["requests_per_month"] as? Int == 900_000 })
    #expect(try cost("presets").lines.contains("mine  My desk  (yours)"))
    let own = try cost("compare", "mine")
    #expect(own.status == 0 && own.output.hasPrefix("My desk\n"))
    #expect(try cost("compare", "scenario:mine").output == own.output)
  }

  @Test func `a scenario from a preset, from a file and from standard input are counted alike`() throws {
    let presets = try cost("presets", "--json").objects()
    let yaml = try #require(presets.first { $0["id"] as? String == "bank-assistant" }?["yaml"] as? String)
    let wanted = try cost("compare", "bank-assistant", "--draws", "50").output
    #expect(wanted.hasPrefix("Bank-internal assistant  (bank-assistant)\n"))
    #expect(try cost("compare", try home.file("bank.yaml", yaml), "--draws", "50").output == wanted)
    #expect(try cost("compare", "-", "--draws", "50", input: Data(yaml.utf8)).output == wanted)
  }

  @Test func `a name that a preset and a saved scenario share has to be told apart`() throws {
    let all = #"{"format": "strata-notebook", "formatVersion": 1, "entries": [{"key": "scenario:bank-assistant","#
    let text = #" "uid": "s1", "text": "title: Mine\noptions: [{id: api, kind: api, price: gpt-6.1-terra}]"}]}"#
    try home.strata("import", try home.file("all.json", all + text))
    let both = try cost("compare", "bank-assistant")
    #expect(both.status == 64)
    #expect(both.errors.contains("write preset:bank-assistant or scenario:bank-assistant"))
    #expect(try cost("compare", "scenario:bank-assistant").output.hasPrefix("Mine\n"))
    #expect(
      try cost("compare", "preset:bank-assistant").output.hasPrefix("Bank-internal assistant  (bank-assistant)\n"))
  }

  // MARK: Compare

  @Test func `the bill of an option is the sum of its parts and of its lines`() throws {
    for (id, option) in try options("rag-support-desk") {
      let total = try number(option["usd_per_month"])
      let parts = try #require(option["parts_usd_per_month"] as? [String: Double]).values.reduce(0, +)
      let lines = try #require(option["lines"] as? [[String: Any]]).map { try number($0["usd_per_month"]) }
      #expect(abs(parts - total) < 1e-6 * total, "\(id)")
      #expect(abs(lines.reduce(0, +) - total) < 1e-6 * total, "\(id)")
      #expect(abs(try number(option["usd_per_million_tokens"]) - total / 3114) < 1e-6 * total, "\(id)")
    }
  }

  @Test func `the cheapest that passes its gates is named first, in the table and in the verdict`() throws {
    let outcome = try cost("compare", "--json")
    let value = try outcome.object()
    let list = try #require(value["options"] as? [[String: Any]])
    let passing = try list.filter { ($0["out"] as? [String])?.isEmpty == true }.map {
      (id: $0["id"] as? String ?? "", total: try number($0["usd_per_month"]))
    }
    let best = try #require(passing.min { $0.total < $1.total }).id
    #expect(value["cheapest"] as? String == best)
    let lines = try cost("compare").lines
    let head = try #require(lines.firstIndex { $0.hasPrefix("option ") })
    #expect(lines[head + 1].hasPrefix(best + " "))
    #expect(lines.contains { $0.hasPrefix("Cheapest now: \(best) (") })
  }

  @Test func `what may not be taken is out, with the reason`() throws {
    let bank = try options("bank-assistant")
    #expect((bank["open-api"]?["out"] as? [String])?.first?.contains("own cloud account") == true)
    #expect((bank["own"]?["out"] as? [String]) == [])
    #expect(try cost("compare", "bank-assistant").output.contains("open-api (out)"))
  }

  @Test func `a field set on the command line counts as if the scenario had it`() throws {
    let (before, after) = (try options(), try options("--set", "workload.requests_per_month=1.8M"))
    func tokens(_ options: [String: [String: Any]]) throws -> Double {
      try number((options["frontier-api"]?["parts_usd_per_month"] as? [String: Any])?["tokens"])
    }
    #expect(abs(try tokens(after) / tokens(before) - 2) < 1e-9)
    #expect(try cost("compare", "--set", "quality=frontier").output.contains("with quality=frontier"))
  }

  @Test func `rows older than ninety days say how old they are, and no others`() throws {
    let now = try home.run(Home.program.path, ["cost", "compare", "--today", "2026-11-26", "--draws", "0"])
    #expect(now.output.contains("hour of H100-SXM (Nebius) (329 days old)"))
    #expect(now.lines.contains("  2026-11-12  price of gpt-6.1-terra (OpenAI)"))
    let later = try home.run(Home.program.path, ["cost", "compare", "--today", "2027-02-18", "--draws", "0"])
    #expect(later.lines.contains("  2026-11-12  price of gpt-6.1-terra (OpenAI) (98 days old)"))
  }

  @Test func `the chart is a picture, and nothing else is written over`() throws {
    let path = home.folder.appendingPathComponent("bill.svg").path
    #expect(try cost("compare", "--chart", path).status == 0)
    let picture = try String(contentsOfFile: path, encoding: .utf8)
    #expect(picture.hasPrefix("<svg ") && picture.contains("frontier-api"))
    #expect(try cost("breakeven", "--chart", path, "--draws", "0").status == 0)
    #expect(try String(contentsOfFile: path, encoding: .utf8) != picture)
    let text = try home.file("notes.txt", "mine")
    let refused = try cost("compare", "--chart", text)
    #expect(refused.status == 1 && refused.errors.contains("holds something else; it was left as it is"))
    #expect(try String(contentsOfFile: text, encoding: .utf8) == "mine")
    let drawing = try home.file("drawing.svg", "<svg>mine</svg>")
    #expect(try cost("compare", "--chart", drawing).status == 1)
    #expect(try String(contentsOfFile: drawing, encoding: .utf8) == "<svg>mine</svg>")
    // Neither a link, whose file would stay, nor a pipe, in whose place a file would stand.
    let (link, pipe) = (
      home.folder.appendingPathComponent("link.svg").path, home.folder.appendingPathComponent("p").path
    )
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(mkfifo(pipe, 0o600) == 0)
    for place in [link, pipe, home.folder.path] {
      let before = try FileManager.default.attributesOfItem(atPath: place)[.type] as? FileAttributeType
      let refused = try cost("compare", "--chart", place)
      #expect(refused.status == 1 && refused.errors.contains("left as it is"), "\(refused.errors)")
      #expect(try FileManager.default.attributesOfItem(atPath: place)[.type] as? FileAttributeType == before)
    }
    let nowhere = try cost("compare", "--chart", home.folder.path + "/no/x.svg")
    #expect(nowhere.status == 1 && nowhere.errors.contains("No such file or directory"))
  }

  // MARK: Break-even

  @Test func `below a break-even the API is cheaper, above it the machines are`() throws {
    let value = try cost("breakeven", "--json", "--draws", "0").object()
    let pairs = try #require(value["pairs"] as? [[String: Any]])
    let found = pairs.filter { $0["crossing"] as? String == "from" }
    #expect(!found.isEmpty)
    for pair in found {
      let (challenger, incumbent) = (pair["challenger"] as? String ?? "", pair["incumbent"] as? String ?? "")
      let volume = try number(pair["lasting_requests_per_month"])
      for (factor, wins) in [(0.97, false), (1.001, true)] {
        let options = try options("--set", "workload.requests_per_month=\(volume * factor)")
        let own = try number(options[challenger]?["usd_per_month"])
        let other = try number(options[incumbent]?["usd_per_month"])
        if wins { #expect(own < other, "\(challenger) \(incumbent)") }
        if !wins { #expect(own >= other * 0.97, "\(challenger) \(incumbent)") }
      }
    }
  }

  @Test func `the band of a break-even is in order, and the same for the same seed`() throws {
    let first = try cost("breakeven", "--json", "--draws", "30", "--seed", "7")
    #expect(try cost("breakeven", "--json", "--draws", "30", "--seed", "7").output == first.output)
    #expect(try cost("breakeven", "--json", "--draws", "30", "--seed", "8").output != first.output)
    let value = try first.object()
    for pair in try #require(value["pairs"] as? [[String: Any]]) where pair["p10_requests_per_month"] is Double {
      let places = try ["p10", "p50", "p90"].map { try number(pair["\($0)_requests_per_month"]) }
      #expect(places == places.sorted())
      #expect((0...1).contains(try number(pair["share_of_worlds"])))
    }
    for curve in try #require(value["curves"] as? [[String: Any]]) {
      let (low, high) = (curve["p10"] as? [Double] ?? [], curve["p90"] as? [Double] ?? [])
      #expect(low.count == 61 && zip(low, high).allSatisfy { $0 <= $1 })
    }
  }

  // MARK: Sensitivity

  @Test func `one seed gives one answer, and chances add up to one`() throws {
    let first = try cost("sensitivity", "--json", "--draws", "500")
    #expect(try cost("sensitivity", "--json", "--draws", "500").output == first.output)
    let options = try #require(try first.object()["options"] as? [[String: Any]])
    let chances = try options.map { try number($0["probability_cheapest"]) }
    #expect(abs(chances.reduce(0, +) - 1) < 1e-9)
    for option in options {
      let places = try ["p10", "p50", "p90"].map { try number(option["\($0)_usd_per_month"]) }
      #expect(places == places.sorted())
    }
  }

  @Test func `the tornado ranks by swing, of the two best or of two that are named`() throws {
    let usual = try #require(try cost("sensitivity", "--json", "--draws", "10").object()["tornado"] as? [String: Any])
    #expect(usual["favourite"] as? String == "open-api" && usual["rival"] as? String == "frontier-api")
    let named = try cost("sensitivity", "--json", "--draws", "10", "--between", "own,frontier-api").object()
    let tornado = try #require(named["tornado"] as? [String: Any])
    #expect(tornado["favourite"] as? String == "frontier-api" && tornado["rival"] as? String == "own")
    let bars = try #require(tornado["bars"] as? [[String: Any]])
    let swings = try bars.map { try number($0["swing_usd_per_month"]) }
    #expect(swings == swings.sorted(by: >) && bars.contains { $0["input"] as? String == "people" })
    let options = try options()
    let base = try number(options["own"]?["usd_per_month"]) - number(options["frontier-api"]?["usd_per_month"])
    #expect(abs(try number(tornado["base_usd_per_month"]) - base) < 0.01)
  }

  // MARK: Services

  @Test func `services are added up by tier and usage`() throws {
    // 890,000 traces beyond those included at $2.50 a thousand.
    let outcome = try cost("vendors")
    #expect(outcome.lines.contains("  LangSmith: traces  $2,225"))
    let value = try cost("vendors", "--json").object()
    let services = try #require(value["services"] as? [[String: Any]])
    let sum = try services.map { try number($0["usd_per_month"]) }.reduce(0, +)
    #expect(abs(try number(value["usd_per_month"]) - sum) < 1e-6)
    let bill = try number((try options()["open-api"]?["parts_usd_per_month"] as? [String: Any])?["services"])
    #expect(abs(bill - sum) < 1e-6)
    let sampled = try cost("vendors", "--set", "vendors.traces_per_month=45000").output
    #expect(sampled.contains("LangSmith: traces  $87.50"))
    for option in try #require(value["options"] as? [[String: Any]]) {
      #expect((0...1).contains(try number(option["share_not_inference"])))
    }
  }
}
