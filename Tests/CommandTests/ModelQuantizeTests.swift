import Foundation
import Inference
import StrataTesting
import Testing

/// `strata model quantize`.
@Suite struct ModelQuantizeTests {
  /// Writes a model of one layer whose vocabulary makes it as large as one likes; returns its path.
  private func model(in home: Home, _ type: TensorType = .f32, vocabulary: Int = 64) throws -> String {
    var writer = try GGUFWriter(
      metadata: GGUFMetadata([
        .init(key: "general.architecture", value: .string("llama")),
        .init(key: "llama.block_count", value: .uint32(1)),
        .init(key: "llama.attention.head_count", value: .uint32(4)),
      ]))
    var rng = SplitMix64(seed: 1)
    let weights = (0..<256 * 64).map { _ in Float(rng.int(-99...99)) / 100 }
    var stored = [UInt8](repeating: 0, count: type.byteCount(weights: weights.count) ?? 0)
    type.quantizeRow(weights, into: &stored, count: weights.count)
    for (name, rows) in [("token_embd.weight", vocabulary), ("output.weight", 64), ("blk.0.attn_q.weight", 64)] {
      try writer.add(name: name, type: type, shape: [256, rows]) { [stored] put throws(GGUFWriter.WriteError) in
        for _ in 0..<rows / 64 {
          let result = stored.withUnsafeBytes { bytes -> Result<Void, GGUFWriter.WriteError> in
            do throws(GGUFWriter.WriteError) { return .success(try put(bytes)) } catch { return .failure(error) }
          }
          try result.get()
        }
      }
    }
    try writer.add(
      Tensor(name: "output_norm.weight", type: .f32, shape: [8], bytes: AlignedMemory(count: 32).tensorBytes))
    let path = home.folder.appendingPathComponent("model.gguf").path
    try writer.write(to: path)
    return path
  }

  private func new(_ home: Home) throws -> GGUFFile {
    try GGUFFile.open(home.folder.appendingPathComponent("new.gguf").path)
  }

  /// Files of the home folder that are a model or were to become one.
  private func files(_ home: Home) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: home.folder.path).filter {
      $0.hasSuffix(".gguf") || $0.hasSuffix(".part")
    }.sorted()
  }

  @Test func `a model is stored in another type, and the sizes are printed`() throws {
    let home = try Home()
    _ = try model(in: home)
    let outcome = try home.strata("model", "quantize", "model.gguf", "new.gguf", "--type", "q4_k_m", "--threads", "2")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(
      outcome.output == """
                         model.gguf  new.gguf
        size             192.41 KiB  31.59 KiB
        bits per weight  32.00       5.19
        Q4_K_M: 2 × Q4_K, 1 × Q6_K, 1 × F32

        """)
    let file = try new(home)
    #expect(file.tensor("output.weight")?.type == .q6_K)
    #expect(file.tensor("token_embd.weight")?.type == .q4_K)
    #expect(file.tensor("output_norm.weight")?.type == .f32)
    #expect(file.metadata["general.file_type"] == .uint32(15))
  }

  @Test func `the output keeps the type that was asked for, and JSON says what became of each tensor`() throws {
    let home = try Home()
    _ = try model(in: home)
    let outcome = try home.strata(
      "model", "quantize", "model.gguf", "new.gguf", "--type", "Q8_0", "--keep-output", "F16", "--json")
    let result = try outcome.object()
    #expect(result["type"] as? String == "Q8_0")
    #expect(result["bytes_after"] as? Int == (try new(home)).byteCount)
    #expect(result["weights"] as? Int == 3 * 256 * 64 + 8)
    let tensors = try #require(result["tensors"] as? [[String: Any]])
    #expect(tensors.map { $0["to"] as? String } == ["Q8_0", "F16", "Q8_0", "F32"])
    #expect(tensors.map { $0["from"] as? String } == ["F32", "F32", "F32", "F32"])
    #expect(try new(home).tensor("output.weight")?.type == .f16)
  }

  @Test func `a file that is there is written over only by force`() throws {
    let home = try Home()
    _ = try model(in: home)
    let path = try home.file("new.gguf", "mine")
    let refused = try home.strata("model", "quantize", "model.gguf", "new.gguf", "--type", "Q8_0")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("new.gguf is there already") && refused.errors.contains("--force"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    #expect(try home.strata("model", "quantize", "model.gguf", "new.gguf", "--type", "Q8_0", "--force").status == 0)
    #expect(try new(home).tensor("token_embd.weight")?.type == .q8_0)
  }

  @Test func `a model can take its own place`() throws {
    let home = try Home()
    let path = try model(in: home)
    #expect(try home.strata("model", "quantize", path, path, "--type", "Q5_1", "--force").status == 0)
    #expect(try GGUFFile.open(path).tensor("token_embd.weight")?.type == .q5_1)
  }

  @Test func `quantizing what is quantized works, with a word of warning`() throws {
    let home = try Home()
    _ = try model(in: home, .q8_0)
    let outcome = try home.strata("model", "quantize", "model.gguf", "new.gguf", "--type", "Q4_0")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("model.gguf is quantized already"))
    #expect(try new(home).tensor("token_embd.weight")?.type == .q4_0)
  }

  @Test(arguments: [
    ["--type", "Q9"], [], ["--type", "Q8_0", "--threads", "0"], ["--type", "Q8_0", "--keep-output", "big"],
  ])
  func `wrong usage is said in one line and writes nothing`(flags: [String]) throws {
    let home = try Home()
    _ = try model(in: home)
    let outcome = try home.run(Home.program.path, ["model", "quantize", "model.gguf", "new.gguf"] + flags)
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("strata: ") && outcome.errors.split(separator: "\n").count == 1)
    #expect(try files(home) == ["model.gguf"])
  }

  @Test func `a file that is no model is refused, and what it says of itself cannot harm the terminal`() throws {
    let home = try Home()
    _ = try home.file("model.gguf", "GGUF\u{3}\u{0}\u{0}\u{0}\u{1B}[31m and more that is no model")
    let outcome = try home.strata("model", "quantize", "model.gguf", "new.gguf", "--type", "Q8_0")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("strata: model.gguf ") && !outcome.errors.contains("\u{1B}"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(try home.strata("model", "quantize", "none.gguf", "new.gguf", "--type", "Q8_0").status == 1)
    #expect(try files(home) == ["model.gguf"])
  }

  @Test(.timeLimit(.minutes(2)), arguments: [SIGINT, SIGTERM])
  func `an interrupted run leaves no half file`(signal: Int32) throws {
    let home = try Home()
    _ = try model(in: home, .f16, vocabulary: 64 * 2_000)
    let running = try home.start(
      Home.program.path, ["model", "quantize", "model.gguf", "new.gguf", "--type", "Q4_K_M", "--threads", "1"])
    while try !files(home).contains(where: { $0.hasSuffix(".part") }), running.process.isRunning { usleep(1_000) }
    kill(running.process.processIdentifier, signal)
    let outcome = try running.outcome()
    #expect(outcome.status == 128 + signal)
    #expect(outcome.errors == "strata: new.gguf was not written: interrupted\n")
    #expect(try files(home) == ["model.gguf"])
  }

  @Test(.timeLimit(.minutes(2))) func `the second signal ends it at once, and leaves no half file either`() throws {
    let home = try Home()
    _ = try model(in: home, .f16, vocabulary: 64 * 2_000)
    let running = try home.start(
      Home.program.path, ["model", "quantize", "model.gguf", "new.gguf", "--type", "Q4_K_M", "--threads", "1"])
    while try !files(home).contains(where: { $0.hasSuffix(".part") }), running.process.isRunning { usleep(1_000) }
    // Stopped meanwhile, it gets both before it can look at either.
    for signal in [SIGSTOP, SIGINT, SIGTERM, SIGCONT] { kill(running.process.processIdentifier, signal) }
    let outcome = try running.outcome()
    #expect(running.process.terminationReason == .uncaughtSignal && outcome.errors.isEmpty)
    #expect(try files(home) == ["model.gguf"])
  }
}

extension GGUFFile {
  /// The tensor of a name.
  func tensor(_ name: String) -> Tensor? { tensors.first { $0.name == name } }
}
