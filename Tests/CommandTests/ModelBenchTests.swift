import Foundation
import Inference
import Testing

/// Models for measuring speed, and their measurement; never how fast it is.
@Suite struct ModelBenchTests {
  private let home: Home

  init() throws { home = try Home() }

  private func path(_ name: String) -> String { home.folder.appendingPathComponent(name).path }

  private func model(_ name: String = "small.gguf", type: String = "Q8_0") throws -> String {
    let outcome = try home.strata("model", "make-random", path(name), "--shape", "260k", "--type", type)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return path(name)
  }

  private func number(_ value: Any?) throws -> Double { try #require(value as? Double) }

  // MARK: Making

  @Test func `one seed writes one file, and what is there is written over only when that is asked for`() throws {
    let first = try Data(contentsOf: URL(fileURLWithPath: model()))
    #expect(try Data(contentsOf: URL(fileURLWithPath: model("again.gguf"))) == first)
    let refused = try home.strata("model", "make-random", path("small.gguf"), "--shape", "260k", "--seed", "2")
    #expect(refused.status == 1 && refused.errors.contains("--force"), "\(refused.errors)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path("small.gguf"))) == first)
    let other = try home.strata("model", "make-random", path("small.gguf"), "--shape", "260k", "--seed", "2", "--force")
    #expect(other.status == 0 && other.output.contains("speed only"), "\(other.errors)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path("small.gguf"))) != first)
  }

  @Test(arguments: [
    (["--shape", "111m", "--type", "F16"], "110m"), (["--shape", "15m", "--type", "Q4_K_X"], "Q4_K_M"),
    (["--shape", "15m", "--seed", "-1"], "--seed"),
  ])
  func `a shape or type that there is not is refused with those that there are`(arguments: [String], hint: String)
    throws
  {
    let outcome = try home.run(Home.program.path, ["model", "make-random", path("new.gguf")] + arguments)
    #expect(outcome.status == 64 && outcome.errors.contains(hint), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: path("new.gguf")))
  }

  // MARK: Measuring

  @Test func `the JSON holds every test with figures that fit together`() throws {
    let outcome = try home.strata(
      "model", "bench", try model(), "-p", "16", "-n", "4", "--depth", "0,32", "--threads", "1,2", "--repetitions", "3",
      "--kv", "f32", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try outcome.object()
    let roofs = try #require(report["roofs"] as? [[String: Any]])
    let runs = try #require(report["runs"] as? [[String: Any]])
    #expect(roofs.map { $0["threads"] as? Int } == [1, 2] && runs.map { $0["threads"] as? Int } == [1, 2])
    for (roof, run) in zip(roofs, runs) {
      #expect(run["speed_only"] as? Bool == true && run["type"] as? String == "Q8_0" && run["kv"] as? String == "f32")
      #expect(try number(run["first_token_s"]) > 0)
      let tests = try #require(run["tests"] as? [[String: Any]])
      #expect(tests.map { $0["test"] as? String } == ["pp16", "tg4", "pp16 @ d32", "tg4 @ d32"])
      let bandwidth = try number((roof["read_bytes_per_s"] as? [String: Any])?["median"])
      for test in tests {
        let speed = try #require(test["tokens_per_s"] as? [String: Any])
        let median = try number(speed["median"])
        #expect(try number(speed["least"]) > 0 && number(speed["least"]) <= median && median <= number(speed["most"]))
        #expect((test["seconds"] as? [Double])?.count == 3)
        let bytes = try number(test["bytes_per_s"])
        #expect(try abs(bytes / (median * number(test["bytes_per_token"])) - 1) < 1e-9)
        #expect(try abs(number(test["share_of_bandwidth"]) * bandwidth / bytes - 1) < 1e-9)
        #expect(try number(test["share_of_peak"]) > 0)
      }
      // 32 more positions: 5 layers × (keys + values) × 4 heads × 16 numbers (8, padded) × 4 bytes.
      let (near, deep) = (try number(tests[1]["bytes_per_token"]), try number(tests[3]["bytes_per_token"]))
      #expect(deep - near == 32 * 5 * 2 * 4 * 16 * 4)
    }
  }

  @Test func `the table and the Markdown have a row for each test and file`() throws {
    let files = [try model(), try model("other.gguf", type: "F16")]
    let arguments = ["model", "bench"] + files + ["-p", "8", "-n", "2", "--threads", "1", "--repetitions", "1"]
    let table = try home.run(Home.program.path, arguments + ["--no-roofs"])
    // Prose is wrapped: how, depends on the length of the path.
    let prose = table.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(table.status == 0 && prose.contains("only their speed means something"), "\(table.errors)")
    let rows = table.lines.filter { $0.hasPrefix("small ") || $0.hasPrefix("other ") }
    #expect(rows.count == 4 && rows.allSatisfy { $0.contains("pp8") || $0.contains("tg2") })
    #expect(prose.split(separator: "first token after", omittingEmptySubsequences: false).count == 3)
    let markdown = try home.run(Home.program.path, arguments + ["--markdown"])
    let cells = markdown.lines.filter { $0.hasPrefix("| ") }.map { $0.split(separator: "|").count }
    #expect(cells.count == 5 && Set(cells).count == 1, "\(markdown.output)")
    #expect(markdown.output.contains("GB/s"))
  }

  @Test(arguments: [
    (["-p", "x"], "-p"), (["-n", "-1"], "-n"), (["--threads", "0"], "--threads must be from 1 to 256"),
    (["--repetitions", "0"], "--repetitions"), (["--json", "--markdown"], "exclude each other"),
  ])
  func `wrong options are refused`(arguments: [String], message: String) throws {
    let outcome = try home.run(Home.program.path, ["model", "bench", "any.gguf"] + arguments)
    #expect(outcome.status == 64 && outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func `a file that is no model is told with its name before anything is measured`() throws {
    let wrong = try home.file("text.gguf", "This is no model.")
    let outcome = try home.strata("model", "bench", try model(), wrong)
    #expect(outcome.status == 1 && outcome.errors.contains("text.gguf") && outcome.output.isEmpty)
  }

  @Test(arguments: [[], ["--json"]])
  func `what was measured before a file failed is printed, and then the failure`(format: [String]) throws {
    let broken = path("broken.gguf")
    try GGUFWriter(metadata: GGUFMetadata()).write(to: broken)
    let files = [try model(), broken]
    let outcome = try home.run(
      Home.program.path,
      ["model", "bench"] + files + ["-p", "8", "-n", "2", "--threads", "1", "--repetitions", "1", "--no-roofs"] + format
    )
    #expect(outcome.status == 1 && outcome.errors.contains("broken.gguf cannot be measured"), "\(outcome.errors)")
    #expect(outcome.output.contains("pp8") && outcome.output.contains("tg2"))
    let alone = try home.strata("model", "bench", broken, "--no-roofs")
    #expect(alone.status == 1 && alone.output.isEmpty)
  }

  @Test(.timeLimit(.minutes(5))) func `Ctrl-C ends it with what was measured by then`() throws {
    let running = try home.start(
      Home.program.path,
      ["model", "bench", try model(), "-p", "8", "-n", "100000", "--threads", "1", "--repetitions", "1", "--no-roofs"])
    try waitUntilHeeded(running.process)
    // The first test takes milliseconds of the processor, the second would take minutes.
    try waitUntilWorked(running.process, ticks: 200)
    running.process.interrupt()
    let outcome = try running.outcome()
    #expect(outcome.status == 130 && outcome.errors.contains("interrupted"), "\(outcome.errors)")
    #expect(outcome.output.contains("pp8") && !outcome.output.contains("tg100000"))
  }

  @Test(.timeLimit(.minutes(5))) func `repetitions that were complete by then are shown`() throws {
    let running = try home.start(
      Home.program.path,
      ["model", "bench", try model(), "-p", "8", "-n", "0", "--threads", "1", "--repetitions", "1000", "--no-roofs"])
    try waitUntilHeeded(running.process)
    try waitUntilWorked(running.process, ticks: 20)
    running.process.interrupt()
    let outcome = try running.outcome()
    // A quick machine may have done them all.
    #expect(outcome.status == 0 || outcome.output.contains("pp8: ended after "), "\(outcome.output)")
  }

  /// Waits until a process has had so many hundredths of a second of the processor, however busy the machine is.
  private func waitUntilWorked(_ process: Process, ticks: Int) throws {
    while process.isRunning {
      guard let stat = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8) else {
        return Thread.sleep(forTimeInterval: 3)  // a system that does not tell
      }
      // The fields after the name, which may hold blanks: user and system time are the 12th and 13th.
      let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
      if fields.dropFirst(11).prefix(2).compactMap({ Int($0) }).reduce(0, +) >= ticks { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  /// Waits until a process catches Ctrl-C, where the system tells.
  private func waitUntilHeeded(_ process: Process) throws {
    for _ in 0..<600 {
      guard let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8),
        let line = status.split(separator: "\n").first(where: { $0.hasPrefix("SigCgt:") })
      else { return }
      let caught = UInt64(line.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) ?? 0
      if caught & 1 << (UInt64(SIGINT) - 1) != 0 { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  // MARK: Serving

  @Test func `users who ask again at once are all answered`() throws {
    let outcome = try home.strata(
      "model", "serving", try model(), "--users", "1,3", "--requests", "2", "-p", "20", "-n", "5", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
    #expect(rows.compactMap { $0["users"] as? Int } == [1, 3])
    #expect(rows.compactMap { $0["requests"] as? Int } == [2, 6])
    for row in rows {
      let tokens = try number(row["requests"]) * 5
      #expect(abs(try number(row["tokens_per_second"]) * number(row["seconds"]) - tokens) < 1e-6 * tokens)
      #expect(try number(row["ttft_p99"]) >= number(row["ttft_p50"]) && number(row["tpot_p50"]) > 0)
    }
  }

  @Test func `where answers have one token there are no times between tokens`() throws {
    let words = ["model", "serving", try model(), "--users", "1", "--requests", "2", "-p", "8", "-n", "1"]
    let rows = try home.run(Home.program.path, words + ["--json"]).objects()
    #expect(rows.count == 1 && rows[0]["tpot_p50"] is NSNull && rows[0]["ttft_p50"] is Double)
    let text = try home.run(Home.program.path, words).output
    #expect(text.contains("–     –") || text.contains("–    –"), "\(text)")
  }

  @Test func `a prompt that the model has no room for is refused by its length`() throws {
    let outcome = try home.strata("model", "serving", try model(), "-p", "5000", "--users", "1")
    #expect(outcome.status == 1 && outcome.errors.contains("5000 tokens of prompt"), "\(outcome.errors)")
  }
}
