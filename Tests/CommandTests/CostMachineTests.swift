import Foundation
import Testing

/// The verbs about machines: simulate, plan, validate, calibrate.
@Suite struct CostMachineTests {
  private let home: Home

  init() throws {
    home = try Home()
  }

  private func cost(_ arguments: String..., input: Data = Data()) throws -> Outcome {
    try home.run(Home.program.path, ["cost"] + arguments, input: input)
  }

  private func number(_ value: Any?) throws -> Double { try #require(value as? Double) }

  // MARK: Measure

  @Test func `this machine becomes a row that a scenario can name`() throws {
    let measured = try cost("catalog", "measure", "--per-hour", "0.07", "--model", "15m", "--json").object()
    #expect(measured["accelerator"] as? String == "this-machine" && measured["model"] as? String == "15m")
    let ratio = try number(measured["measured_tokens_per_s"]) / number(measured["predicted_tokens_per_s"])
    let said = try number(measured["measured_over_predicted"])
    #expect(ratio > 0 && abs(said - ratio) < 1e-9)
    let rows = try #require(
      try cost("catalog", "list", "accelerators", "--json").object()["accelerators"] as? [[String: Any]])
    let row = try #require(rows.first { $0["id"] as? String == "this-machine" })
    #expect(row["source"] as? String == "measured on this machine" && row["generation"] as? String == "CPU")
    let bandwidth = try number(measured["bandwidth_bytes_per_s"])
    let kept = try number(row["bandwidth_bytes_per_s"])
    #expect(abs(kept / bandwidth - 1) < 0.001)
    let compared = try cost(
      "compare", "prototype-chatbot", "--set", "options.own.gpu=this-machine", "--set", "options.own.provider=own",
      "--set", "options.own.model=Llama 3.2 1B", "--set", "options.own.precision=INT8", "--set",
      "objectives.ttft_s=600",
      "--set", "objectives.tpot_s=10", "--draws", "0", "--json"
    ).object()
    let options = try #require(compared["options"] as? [[String: Any]])
    let own = try #require(options.first { $0["id"] as? String == "own" })
    #expect((own["runs"] as? String)?.contains("this-machine") == true && own["fleet"] is [String: Any])
  }

  @Test(arguments: [
    (["--per-hour", "-1"], "--per-hour"), (["--per-hour", "1", "--name", "a b"], "--name"), ([], "--per-hour"),
    (["--per-hour", "1", "--model", "8b"], "--model"), (["--per-hour", "1", "--name", "H100-SXM"], "H100-SXM"),
  ])
  func `a machine without a price, a plain name or a shape is not measured`(arguments: [String], said: String) throws {
    let outcome = try home.run(Home.program.path, ["cost", "catalog", "measure"] + arguments)
    #expect(outcome.status == 64 && outcome.errors.contains(said), "\(outcome.errors)")
  }

  // MARK: Simulate

  @Test(arguments: [["--json"], []]) func `one seed gives one output, to the last byte`(format: [String]) throws {
    func run(_ seed: String) throws -> String {
      let arguments = ["cost", "simulate", "--requests", "300", "--seed", seed, "--today", "2026-11-26"] + format
      let outcome = try home.run(Home.program.path, arguments)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output
    }
    #expect(try run("5") == run("5"))
    #expect(try run("5") != run("6"))
  }

  @Test func `the JSON holds latencies in order, rates that fit, and a use below one`() throws {
    let outcome = try cost("simulate", "--requests", "2000", "--json")
    let value = try outcome.object()
    #expect(value["requests"] as? Int == 2000 && value["option"] as? String == "own")
    for name in ["ttft_s", "tpot_s", "e2e_s"] {
      let summary = try #require(value[name] as? [String: Any])
      let places = try ["p50", "p90", "p99", "max"].map { try number(summary[$0]) }
      #expect(places == places.sorted() && places[0] > 0, "\(name)")
      #expect(try number(summary["p99_low"]) <= places[2] && places[2] <= number(summary["p99_high"]), "\(name)")
      #expect(try number(summary["mean"]) > 0)
    }
    let rate = try number(value["rate_rps"])
    // 900,000 requests of 730 hours, times 2.5 in the busiest one.
    #expect(abs(rate - 900_000 / (730 * 3600) * 2.5) < 1e-9)
    // So many answers of 260 tokens, within five standard errors of 2,000 that deviate by 0.9 of the mean.
    #expect(abs(try number(value["output_tokens_per_s"]) / (rate * 260) - 1) < 5 * 1.35 / 2000.0.squareRoot())
    #expect(try number(value["goodput_rps"]) <= number(value["requests_per_s"]))
    #expect((0...1).contains(try number(value["utilization"])))
    #expect(try number(value["cost_per_million_tokens_usd"]) > 0)
    #expect(outcome.errors.contains("strata: simulated ") && outcome.errors.contains(" a second"))
  }

  @Test func `more load takes longer, until the objectives break`() throws {
    func run(_ rate: String) throws -> (wait: Double, kept: Double) {
      let value = try cost("simulate", "--requests", "600", "--rate", rate, "--json").object()
      let kept = try number((value["attainment"] as? [String: Any])?["all"])
      return (try number((value["ttft_s"] as? [String: Any])?["p99"]), kept)
    }
    let (calm, crowded) = (try run("0.5"), try run("20"))
    #expect(calm.wait < crowded.wait && calm.kept > 0.97 && crowded.kept < 0.5)
    let text = try cost("simulate", "--requests", "600", "--rate", "20").output
    #expect(text.contains("Objectives: not kept") && text.contains("Utilisation: "))
  }

  @Test func `the commands that would check it carry the scenario's figures`() throws {
    let check = try #require(try cost("simulate", "--requests", "300", "--json").object()["check"] as? [String: String])
    let bench = try #require(check["vllm_bench_serve"])
    for part in [
      "vllm bench serve ", "--random-prefix-len 1120 ", "--random-input-len 2080 ", "--random-output-len 260 ",
      "--goodput ttft:1500 tpot:50 e2el:30000", "--request-rate 0.4281 ",
    ] { #expect(bench.contains(part), "\(part)") }
    #expect(check["guidellm"]?.contains("kind=poisson,rate=0.4281") == true)
    #expect(check["vllm_serve"]?.contains("--tensor-parallel-size 2") == true)
  }

  @Test func `a trace gives the times and the lengths`() throws {
    let rows = (0..<400).map { "\(Double($0) / 2),100,20" }.joined(separator: "\n")
    let path = try home.file("trace.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n" + rows)
    let value = try cost("simulate", "--trace", path, "--requests", "300", "--json").object()
    #expect(value["requests"] as? Int == 300)
    #expect(abs(try number(value["rate_rps"]) - 2) < 1e-9)
    #expect(abs(try number(value["output_tokens_per_s"]) - 40) < 2)
    let piped = try cost(
      "simulate", "--trace", "-", "--requests", "300", "--json", input: try Data(contentsOf: URL(fileURLWithPath: path))
    )
    #expect(try piped.object()["output_tokens_per_s"] as? Double == value["output_tokens_per_s"] as? Double)
    let faster = try cost("simulate", "--trace", path, "--rate", "4", "--requests", "300", "--json").object()
    #expect(abs(try number(faster["output_tokens_per_s"]) - 80) < 4)
  }

  @Test func `a trace of the catalogue is taken as it is`() throws {
    let path = Home.program.deletingLastPathComponent().path
    let root = try #require(path.range(of: "/.build/").map { String(path[..<$0.lowerBound]) })
    let trace = root + "/Content/catalog/traces/azure-2023-conv.csv"
    let value = try cost("simulate", "--trace", trace, "--rate", "1", "--requests", "200", "--json").object()
    #expect(value["requests"] as? Int == 200)
  }

  @Test func `the curve rises to its knee, and is drawn`() throws {
    let picture = home.folder.appendingPathComponent("load.svg").path
    let outcome = try cost("simulate", "--requests", "300", "--curve", "--chart", picture, "--json")
    let curve = try #require(try outcome.object()["curve"] as? [String: Any])
    let rates = try #require(curve["points"] as? [[String: Any]]).map { try number($0["rate_rps"]) }
    let knee = try number(curve["knee_rps"])
    #expect(rates.count > 8 && rates == rates.sorted() && rates.contains(knee))
    #expect(try String(contentsOfFile: picture, encoding: .utf8).contains("knee"))
  }

  // MARK: Plan

  @Test func `a plan names the cheapest and the smallest fleet among those simulated`() throws {
    let outcome = try cost(
      "plan", "--gpu", "H100-SXM", "--gpu", "B200-SXM", "--precision", "fp8", "--simulated", "2", "--requests", "600",
      "--json")
    let value = try outcome.object()
    let candidates = try #require(value["candidates"] as? [[String: Any]])
    let simulated = candidates.filter { $0["simulated"] is [String: Any] }
    #expect(!simulated.isEmpty)
    let totals = try simulated.map { try number($0["usd_per_month"]) }
    #expect(totals == totals.sorted())
    #expect(value["cheapest"] as? String == simulated.first?["id"] as? String)
    func gpus(_ candidate: [String: Any]?) throws -> Double {
      try number((candidate?["fleet"] as? [String: Any])?["gpus"])
    }
    let smallest = simulated.first { $0["id"] as? String == value["smallest"] as? String }
    #expect(try gpus(smallest) == simulated.map(gpus).min())
    for candidate in simulated {
      let fleet = try #require(candidate["fleet"] as? [String: Any])
      let answer = try #require(candidate["simulated"] as? [String: Any])
      #expect(fleet["precision"] as? String == "FP8")
      #expect(try number(answer["ttft_p99_s"]) <= 1.5 && number(answer["tpot_p99_s"]) <= 0.05)
      #expect(try number(fleet["replicas"]) == number(answer["replicas_without_spare"]) + 1)
    }
    #expect((value["check"] as? [String: Any])?["vllm_bench_serve"] is String)
  }

  @Test func `what no machine can do is said, with the reasons`() throws {
    let outcome = try cost("plan", "--set", "objectives.ttft_s=0.01", "--simulated", "1", "--requests", "300")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("No machine serves it within the objectives."))
    #expect(outcome.output.contains("too slow even for one request at a time ("))
    #expect(outcome.output.contains("too little memory ("))
  }

  // MARK: Validate, calibrate

  private static let columns = "id,kind,engine,gpu,gpus,model,weights,isl,osl,concurrency,output_tok_s,as_of,headline"
  private static let row = "a,closed-loop,vLLM,H100-SXM,1,Llama 3.1 8B,BF16,1000,1000,16"

  @Test func `the shipped measurements are held against the model, the worst groups first`() throws {
    let value = try cost("validate", "--json").object()
    let rows = try #require(value["rows"] as? [[String: Any]])
    // The summary is of checked headline rows alone; the others stand beside them.
    let errors = try rows.filter { $0["counts"] as? Bool == true }.map { abs(try number($0["error"])) }.sorted()
    #expect(errors.count > 500 && rows.count > errors.count)
    #expect(
      abs(try number(value["median_abs_error"]) - (errors[(errors.count - 1) / 2] + errors[errors.count / 2]) / 2)
        < 1e-9)
    #expect(
      try number(value["median_abs_error"]) < 0.1 && number(value["p90_abs_error"]) >= number(value["median_abs_error"])
    )
    for row in rows {
      #expect(abs(try number(row["predicted"]) / number(row["measured"]) - 1 - number(row["error"])) < 1e-9)
    }
    let groups = try #require(value["by_model"] as? [[String: Any]]).map { try number($0["median_abs_error"]) }
    #expect(groups == groups.sorted(by: >))
  }

  @Test func `own measurements count in the same columns`() throws {
    let other = Self.row.replacing("a,", with: "b,", maxReplacements: 1)
    let text = "\(Self.columns)\n\(Self.row),1500,2026-10,\n\(other),3000,2026-10,\n"
    let outcome = try cost("validate", try home.file("own.csv", text), "--json")
    let rows = try #require(try outcome.object()["rows"] as? [[String: Any]])
    #expect(rows.map { $0["id"] as? String } == ["a", "b"])
    #expect(rows.map { $0["measured"] as? Double } == [1500, 3000])
    #expect(try number(rows[0]["predicted"]) == number(rows[1]["predicted"]))
    let table = try cost("validate", "own.csv", "--rows")
    #expect(table.lines.contains { $0.hasPrefix("b ") || $0.hasPrefix("a ") })
  }

  @Test(arguments: [
    (row.replacing("H100-SXM", with: "H10O-SXM") + ",1,2026,", "own.csv:2: gpu is \"H10O-SXM\""),
    (row.replacing("Llama 3.1 8B", with: "Llama 9") + ",1,2026,", "own.csv:2: model is \"Llama 9\""),
    (row.replacing("BF16", with: "FP7") + ",1,2026,", "own.csv:2: weights is \"FP7\""),
    (row + ",1e999,2026,", "own.csv:2: output_tok_s is \"1e999\", allowed is"),
    (row + ",nan,2026,", "own.csv:2: output_tok_s is \"nan\", which is no plain decimal number"),
    (row + ",\"1", "own.csv:"),
    (row + ",1", "own.csv:"),
  ])
  func `a mistake in measurements is told with its line, field and value`(row: String, message: String) throws {
    let outcome = try cost("validate", try home.file("own.csv", "\(Self.columns)\n\(row)"))
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test func `a calibration is a table that the next run takes`() throws {
    let text = "\(Self.columns)\n\(Self.row),1500,2026-10,1\n"
    let table = try cost("calibrate", "--alone", try home.file("own.csv", text))
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.lines.first == "factor,value,unit,prior,prior_sigma,pull,meaning")
    let before = try number(try cost("validate", "own.csv", "--json").object()["median_abs_error"])
    _ = try home.file("data/strata/catalog/calibration.csv", table.output)
    let after = try number(try cost("validate", "own.csv", "--json").object()["median_abs_error"])
    #expect(after < before)
  }
}
