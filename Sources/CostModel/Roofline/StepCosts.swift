/// What one step of a serving engine works on.
public struct StepShape: Hashable, Sendable {
  /// Sequences that get their next token.
  public var decodes: Int
  /// The tokens that those sequences have before them, summed: what decoding attends to.
  public var context: Int
  /// Prompt tokens worked on in this step, over all prompts.
  public var prefill: Int
  /// Pairs of a prompt token and a token that it attends to, summed over the step's chunks: a chunk of `c` tokens after
  /// `p` done ones makes `c·p + c·(c + 1)/2`.
  public var pairs: Double

  public init(decodes: Int, context: Int, prefill: Int = 0, pairs: Double = 0) {
    self.decodes = decodes
    self.context = context
    self.prefill = prefill
    self.pairs = pairs
  }
}

/// The step times of one deployment, compiled so that any step's time is found in a few operations.
///
/// The parts of a step that depend on the number of tokens alone (reading weights, matrix products, communication, the
/// host's overhead) are a table; attention is linear in the tokens attended to. Simulations call this once for each
/// step, millions of times a second.
public struct StepCosts: Hashable, Sendable {
  /// Seconds of a step that works on so many tokens, attention left out; index 0 is a step without work.
  @usableFromInline let tokenSeconds: [Double]
  /// Seconds for each token beyond the table.
  @usableFromInline let secondsPerFurtherToken: Double
  @usableFromInline let secondsPerDecode: Double
  @usableFromInline let secondsPerContextToken: Double
  /// Layers with a window: seconds for each token in it.
  @usableFromInline let secondsPerWindowToken: Double
  @usableFromInline let window: Int
  @usableFromInline let secondsPerPair: Double

  /// - Parameters:
  ///   - tokenSeconds: the time of a step that works on 0, 1, 2, … tokens, attention left out; never empty.
  ///   - perDecode: host work for each sequence that decodes.
  ///   - perContextToken: reading one token's keys and values, layers without a window.
  ///   - perWindowToken: the same for layers with one, which see at most `window` tokens a sequence.
  ///   - perPair: attention of one prompt token to one token.
  public init(
    tokenSeconds: [Seconds], perDecode: Seconds, perContextToken: Seconds, perWindowToken: Seconds = .zero,
    window: Int = 0, perPair: Seconds
  ) {
    let table = tokenSeconds.isEmpty ? [0] : tokenSeconds.map(\.value)
    self.tokenSeconds = table
    let tail = max(1, table.count / 8)
    secondsPerFurtherToken =
      table.count > tail ? (table[table.count - 1] - table[table.count - 1 - tail]) / Double(tail) : 0
    secondsPerDecode = perDecode.value
    secondsPerContextToken = perContextToken.value
    secondsPerWindowToken = perWindowToken.value
    self.window = window
    secondsPerPair = perPair.value
  }

  /// How long a step takes, in seconds; a step without work takes none.
  @inlinable
  public func seconds(decodes: Int, context: Int, prefill: Int, pairs: Double) -> Double {
    let tokens = decodes + prefill
    guard tokens > 0 else { return 0 }
    let last = tokenSeconds.count - 1
    var time =
      tokens <= last ? tokenSeconds[tokens] : tokenSeconds[last] + secondsPerFurtherToken * Double(tokens - last)
    time += secondsPerDecode * Double(decodes)
    time += secondsPerContextToken * Double(context)
    if window > 0 { time += secondsPerWindowToken * Double(min(context, decodes * window)) }
    return time + secondsPerPair * pairs
  }

  /// How long a step takes.
  public func time(of step: StepShape) -> Seconds {
    Seconds(seconds(decodes: step.decodes, context: step.context, prefill: step.prefill, pairs: step.pairs))
  }
}
