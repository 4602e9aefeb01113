import Foundation
import StrataTesting
import Testing

/// Prepared scenarios in a course, and labs that run them.
@Suite struct ExperimentTests {
  private let home: Home

  init() throws {
    home = try Home()
    _ = try home.file("course/Content/scenarios/shop.yaml", Self.scenario)
    _ = try home.file("course/Labs/trial/lab.md", Self.lab)
  }

  private static let scenario = """
    id: shop
    title: A shop
    summary: It answers.
    workload:
      requests_per_month: 900000
      prompt_tokens: 3200
      output_tokens: 260
    options:
      - {id: api, kind: api, price: gpt-5.5}
      - id: own
        kind: self-host
        model: Llama 3.1/3.3 70B
        gpu: H100-SXM
        precision: FP8
        tensor_parallel: 2
        provider: Lambda

    """

  private static let lab = """
    ---
    id: trial
    title: A trial
    summary: Guess, then run.
    layer: all
    order: 1
    minutes: 10
    needs: nothing
    covers: []
    sources: []
    steps:
      - id: predict
        title: Predict
        kind: predict
        text: Guess.
        fields:
          - {id: volume, prompt: "How much?", kind: number, unit: M}
          - {id: busy, prompt: "How busy?", kind: number, unit: "%"}
          - {id: why, prompt: "Why?", kind: line}
      - id: run
        title: Run
        kind: run
        experiment: cost.compare
        parameters: {scenario: shop}
        text: Run it.
      - id: more
        title: Run more
        kind: run
        experiment: cost.simulate
        parameters: {scenario: shop, workload.requests_per_month: 1800000, options.own.redundancy: 0}
        text: The sealed hint.
      - id: compare
        title: Compare
        kind: compare
        compares:
          - {field: volume, with: break_even_million_tokens_per_month, apart: 100}
          - {field: busy, with: utilization_percent, apart: 10}
        text: The sealed answer.
    ---
    Try [a shop](scenario:shop).
    """

  private func predict(volume: String = "0", busy: String = "20") throws {
    for (field, text) in [("volume", volume), ("busy", busy), ("why", "A guess")] {
      try home.strata("lab", "set", "trial", field, text)
    }
  }

  // MARK: Checking

  /// Checks the course with a file changed.
  private func problems(_ path: String, _ text: String, _ new: String) throws -> [String] {
    let url = home.folder.appendingPathComponent("course/" + path)
    let before = try String(contentsOf: url, encoding: .utf8)
    try #require(before.contains(text))
    _ = try home.file("course/" + path, before.replacing(text, with: new))
    defer { try? Data(before.utf8).write(to: url) }
    let outcome = try home.strata("content", "check", "--json")
    #expect(outcome.status == 1)
    return (try outcome.object()["problems"] as? [[String: Any]] ?? []).map {
      "\($0["file"] ?? ""):\($0["line"] ?? 0): \($0["message"] ?? "")"
    }
  }

  @Test func `a course with a scenario and an experiment passes`() throws {
    let outcome = try home.strata("content", "check")
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("1 scenario"))
  }

  @Test func `a link to a scenario that is not there is named with its line`() throws {
    #expect(
      try problems("Labs/trial/lab.md", "(scenario:shop)", "(scenario:shoop)") == [
        "Labs/trial/lab.md:40: \"scenario:shoop\" does not exist"
      ])
  }

  @Test func `a mistake in a scenario is named with its file and line, read or counted`() throws {
    let file = "Content/scenarios/shop.yaml"
    let range = try problems(file, "900000", "-4")
    #expect(range.count == 1 && range[0].hasPrefix(file + ":5: workload.requests_per_month: -4 is out of range"))
    let gpu = try problems(file, "H100-SXM", "H100-SXN")
    #expect(gpu.count == 1 && gpu[0].hasPrefix(file + ":13: options.own.gpu"), "\(gpu)")
    #expect(gpu[0].contains("H100-SXM"))
    #expect(
      try problems(file, "id: shop\n", "id: store\n") == [
        file + ":1: id must be \"shop\", as the file is called, not \"store\""
      ])
  }

  @Test func `what an experiment sets must be a field, its verb and its figures known`() throws {
    let file = "Labs/trial/lab.md"
    let path = try problems(file, "workload.requests_per_month", "workload.request_per_month")
    #expect(path == [file + ":26: workload.request_per_month: no such field; nearest: workload.requests_per_month"])
    let verb = try problems(file, "cost.simulate", "cost.guess")
    #expect(verb.count == 1 && verb[0].hasPrefix(file + ":26: experiment is \"cost.guess\", which is none of: "))
    let figure = try problems(file, "utilization_percent", "utilisation")
    #expect(figure.count == 1 && figure[0].hasPrefix(file + ":32: compares with \"utilisation\", which is none of: "))
  }

  // MARK: Running

  @Test func `nothing runs before all is predicted, and what is missing is named`() throws {
    try home.strata("lab", "set", "trial", "volume", "3000")
    for verb in [["run", "trial", "run"], ["compare", "trial"]] {
      let outcome = try home.run(Home.program.path, ["lab"] + verb)
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      #expect(outcome.errors.contains("2 fields missing: busy, why"))
    }
    #expect(try home.strata("lab", "set", "trial", "volume", "4000").status == 0)
    #expect(try home.strata("lab", "status", "trial").output.contains("2 fields to fill in before it runs"))
  }

  @Test func `running locks the predictions and prints the command, by the step's name or number`() throws {
    try predict()
    let outcome = try home.strata("lab", "run", "trial", "more")
    #expect(
      outcome.output
        == "strata cost simulate shop --set options.own.redundancy=0 --set workload.requests_per_month=1800000\n")
    #expect(outcome.errors == "strata: the 3 fields of your predictions cannot be changed any more\n")
    let again = try home.strata("lab", "run", "trial", "2")
    #expect(again.output == "strata cost compare shop\n" && again.errors.isEmpty)
    let late = try home.strata("lab", "set", "trial", "busy", "80")
    #expect(late.status == 1 && late.errors.contains("locked"))
    #expect(try home.strata("lab", "status", "trial", "--json").object()["run"] as? Bool == true)
  }

  @Test func `a step that runs nothing, or is none, is told with those that do`() throws {
    try predict()
    #expect(try home.strata("lab", "run", "trial", "predict").errors.contains("runs nothing; those that do: run, more"))
    #expect(try home.strata("lab", "run", "trial", "mroe").errors.contains("no step \"mroe\"; near it: more"))
    #expect(try home.strata("lab", "run", "duel", "evidence").errors.contains("runs nothing"))
    #expect(try home.strata("lab", "status", "trial", "--json").object()["run"] as? Bool == false)
  }

  @Test func `the worksheet keeps what tells the answer closed until the experiment was run`() throws {
    let before = try home.strata("lab", "show", "trial").output
    #expect(before.contains("Opens once \"Run\" was run") && !before.contains("sealed"))
    #expect(try home.strata("search", "sealed answer").output.contains("trial") == false)
    try predict()
    try home.strata("lab", "run", "trial", "run")
    let after = try home.strata("lab", "show", "trial").output
    #expect(after.contains("The sealed hint.") && after.contains("The sealed answer."))
  }

  @Test func `comparing lays the predictions beside what strata cost computes`() throws {
    try predict(volume: "0", busy: "20")
    let outcome = try home.strata("lab", "compare", "trial")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let pairs =
      try home.strata("cost", "breakeven", "shop", "--draws", "0", "--json").object()["pairs"] as? [[String: Any]]
    let tokens = try #require(pairs?.first?["lasting_tokens_per_month"] as? Double)
    let options = try home.strata("cost", "compare", "shop", "--draws", "0").lines
    let used = try #require(options.first { $0.hasPrefix("own ") }?.split(separator: " ").suffix(2).first)
    let volume = try #require(outcome.lines.first { $0.hasPrefix("volume") })
    let busy = try #require(outcome.lines.first { $0.hasPrefix("busy") })
    let words = volume.split(separator: " ").map(String.init)
    #expect(Array(words.prefix(2)) == ["volume", "never"])
    #expect(words[2].replacing(",", with: "") == String(Int((tokens / 1e6).rounded())))
    #expect(volume.contains("≠ far apart"))
    #expect(busy.split(separator: " ").map(String.init).prefix(3) == ["busy", "20", String(used)])
    #expect(outcome.output.contains("why: Why?\n    A guess"))
  }

  // MARK: Reading

  @Test func `a scenario is read with the command that counts it, and raw as its file`() throws {
    let outcome = try home.strata("read", "shop")
    #expect(outcome.output == "A shop\na prepared scenario\n\nIt answers.\n\nIts costs: strata cost compare shop\n")
    #expect(try home.strata("read", "scenario:shop").output == outcome.output)
    #expect(try home.strata("read", "shop", "--raw").output == Self.scenario)
  }

  @Test func `a note on a scenario is exported under its title`() throws {
    try home.strata("note", "add", "--on", "scenario:shop", "Too [dear](scenario:shop).")
    let file = home.folder.appendingPathComponent("notes.md").path
    try home.strata("export", "--out", file)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("Notes on A shop"))
    #expect(text.contains("Too [dear](scenario:shop)."))
  }
}
