import ArgumentParser
import Inference

/// `strata model bench`: how fast models compute on this machine.
struct ModelBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure prefill, decode, start and memory of models.",
    discussion: """
      A prefill is done once, and one token decoded, without being timed; then the test is repeated, and the median \
      counts. pp512 is a prefill of 512 tokens, \
      tg128 a decode of 128, tg128 @ d512 the same after 512 positions. Bytes are those of weights and KV cache that a \
      token reads. What this machine can do at most, reading memory and multiplying, is measured with the same threads. \
      Where several numbers may stand, they are written with commas: --threads 1,2. Ctrl-C ends at the next token with \
      what is measured so far.
      """)

  @Argument(help: "GGUF files.", completion: .file(extensions: ["gguf"])) var files: [String]
  @Option(
    name: [.customShort("p"), .long], help: ArgumentHelp("Tokens of a prefill; 0: measure none.", valueName: "n,…"))
  var prefill = NumberList(512)
  @Option(
    name: [.customShort("n"), .long], help: ArgumentHelp("Tokens to decode; 0: measure none.", valueName: "n,…"))
  var decode = NumberList(128)
  @Option(help: ArgumentHelp("Positions that are in the KV cache before.", valueName: "n,…")) var depth = NumberList(0)
  @Option(help: ArgumentHelp("Threads that compute (default: the physical cores).", valueName: "n,…"))
  var threads: NumberList?
  @OptionGroup var kv: KVOption
  @Option(help: ArgumentHelp("How often each test is timed.", valueName: "n")) var repetitions = 5
  @Flag(inversion: .prefixedNo, help: "Measure what the machine can do at most.") var roofs = true
  @Flag(inversion: .prefixedNo, help: "Do a prefill once, or decode one token, before it is timed.") var warmup = true
  @Flag(help: "Print a Markdown table.") var markdown = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if markdown && json { throw ValidationError("--markdown and --json exclude each other") }
    try prefill.check("-p", 0...1_000_000)
    try decode.check("-n", 0...1_000_000)
    try depth.check("--depth", 0...1_000_000)
    try threads?.check("--threads", ThreadsOption.allowed)
    if !(1...1_000).contains(repetitions) {
      throw ValidationError("--repetitions must be from 1 to 1000, not \(repetitions)")
    }
  }

  private var tests: [Benchmark.Test] {
    depth.values.flatMap { depth -> [Benchmark.Test] in
      prefill.values.filter { $0 > 0 }.map { .prefill(tokens: $0, depth: depth) }
        + decode.values.filter { $0 > 0 }.map { .decode(tokens: $0, depth: depth) }
    }
  }

  func run() throws {
    let counts = threads?.values ?? [WorkerPool.physicalCoreCount]
    var report = BenchReport(repetitions: repetitions)
    // What cannot be read is told before minutes have gone by; the first one is opened soon enough.
    for file in files.dropFirst() { _ = try ModelFile.open(file) }
    Interruption.heed()
    var failure: (any Error)?
    do {
      try measure(&report, threads: counts)
    } catch {
      // Minutes of measuring are not thrown away for a file that fails later.
      guard !report.runs.isEmpty else { throw error }
      failure = error
    }
    try write(report)
    if let failure { throw failure }
    if Interruption.isRequested {
      let isNothing = report.runs.allSatisfy(\.measurements.isEmpty)
      Console.warn(
        isNothing
          ? "interrupted before a repetition was complete: no speed was measured"
          : "interrupted: what was measured by then is shown")
      throw ExitCode(Interruption.status)
    }
  }

  private func measure(_ report: inout BenchReport, threads counts: [Int]) throws {
    if roofs {
      for count in counts where !Interruption.isRequested { report.roofs.append(try Roofs.measure(threads: count)) }
    }
    for file in files {
      for count in counts where !Interruption.isRequested { try report.runs.append(run(file, threads: count)) }
    }
  }

  private func write(_ report: BenchReport) throws {
    if json {
      try report.json.write()
    } else if markdown {
      try report.markdown.write()
    } else {
      try report.printout.write(styled: true)
    }
  }

  private func run(_ file: String, threads: Int) throws -> Benchmark.Run {
    var plan = Benchmark(tests, threads: threads, kvType: kv.type, repetitions: repetitions)
    plan.warmsUp = warmup
    var progress = ProgressLine()
    defer { progress.clear() }
    var done = 0
    var now = ""
    do {
      return try plan.run(ShippedModels.path(file)) { observation in
        if case .repeated = observation { done += 1 }
        if case .began(let test, _) = observation { now = ", \(test.name)" }
        progress.show("measuring \(file)\(now)", Double(done) / Double(max(1, tests.count * repetitions)))
      } isCancelled: {
        Interruption.isRequested
      }
    } catch {
      throw Failure("\(file) cannot be measured: \(error)")
    }
  }
}

/// Whole numbers with commas: `1,2`.
struct NumberList: ExpressibleByArgument {
  let values: [Int]

  init(_ values: Int...) { self.values = values }

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = words.compactMap { Int($0) }
    guard numbers.count == words.count, numbers.count <= 16 else { return nil }
    values = numbers
  }

  var defaultValueDescription: String { values.map(String.init).joined(separator: ",") }

  func check(_ option: String, _ range: ClosedRange<Int>) throws {
    for value in values where !range.contains(value) {
      throw ValidationError("\(option) must be from \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
  }
}
