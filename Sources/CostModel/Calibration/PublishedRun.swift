/// A published measurement of a serving engine: what was run, and how fast it was.
public struct PublishedRun: Hashable, Sendable, Identifiable {
  public enum Kind: String, Sendable, CaseIterable {
    /// So many requests in flight at all times.
    case closedLoop = "closed-loop"
    /// All requests at once; the engine takes as many as fit.
    case offline = "offline-max"
    /// Requests arrive at a rate.
    case openLoop = "open-loop"
    /// One prompt, or one step, alone.
    case microbenchmark = "microbench"
    case staticBatch = "static-batch"
  }

  /// How long something took, as far as it was measured.
  public struct Latency: Hashable, Sendable {
    public var mean: Seconds?
    public var median: Seconds?
    public var p99: Seconds?

    public init(mean: Seconds? = nil, median: Seconds? = nil, p99: Seconds? = nil) {
      self.mean = mean
      self.median = median
      self.p99 = p99
    }
  }

  public var id: String
  /// The campaign that the row comes from; rows of one share their set-up and their mistakes.
  public var group: String
  public var kind: Kind
  public var deployment: Deployment
  /// Copies of the model that share the load.
  public var copies: Int
  /// Mean lengths as they really were; some harnesses draw them from below the length that they print.
  public var prompt: Tokens
  public var output: Tokens
  /// The answer's length that the harness prints, from which derived figures are made.
  public var nominalOutput: Tokens
  /// Requests in flight, all copies together; nil where the engine decided.
  public var concurrency: Double?
  /// The engine's age in years, from January 2026 on; negative before.
  public var engineYears: Double
  public var arrivals: RequestsPerSecond?
  /// Output tokens a second, all copies together; nil where it was not measured.
  public var rate: TokensPerSecond?
  /// Whether the rate was computed from latencies: `C·OSL / (TTFT + TPOT·(OSL − 1))`.
  public var isDerived: Bool
  /// To the first token.
  public var ttft: Latency
  /// From token to token.
  public var tpot: Latency
  /// Rows that were checked, and whose set-up is fully known.
  public var isHeadline: Bool
  /// What is doubtful about the row; empty when nothing is.
  public var flag: String
  public var provenance: Provenance

  public init(
    id: String, group: String, kind: Kind, deployment: Deployment, copies: Int, prompt: Tokens, output: Tokens,
    nominalOutput: Tokens, concurrency: Double?, engineYears: Double, arrivals: RequestsPerSecond?,
    rate: TokensPerSecond?, isDerived: Bool, ttft: Latency, tpot: Latency, isHeadline: Bool, flag: String,
    provenance: Provenance
  ) {
    self.id = id
    self.group = group
    self.kind = kind
    self.deployment = deployment
    self.copies = copies
    self.prompt = prompt
    self.output = output
    self.nominalOutput = nominalOutput
    self.concurrency = concurrency
    self.engineYears = engineYears
    self.arrivals = arrivals
    self.rate = rate
    self.isDerived = isDerived
    self.ttft = ttft
    self.tpot = tpot
    self.isHeadline = isHeadline
    self.flag = flag
    self.provenance = provenance
  }
}

extension PublishedRun {
  /// Whether the lengths are known, and of a size that a machine could have.
  var hasLengths: Bool { (1...1e8).contains(prompt.value) && (1...1e8).contains(output.value) }
}
