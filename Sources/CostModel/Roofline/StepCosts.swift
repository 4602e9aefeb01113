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
/// host's overhead) are a table, and so is what depends on the number of decoding sequences (the output projection);
/// attention is linear in the tokens attended to. Simulations call this once for each step, millions of times a second.
public struct StepCosts: Hashable, Sendable {
  /// Seconds of a step that works on so many tokens, attention left out; index 0 is a step without work.
  @usableFromInline let tokens: SecondsTable
  /// Seconds for so many decoding sequences, on top.
  @usableFromInline let decodes: SecondsTable
  /// Added to a step that holds prompt tokens beside so many decoding sequences.
  @usableFromInline let prefill: SecondsTable
  @usableFromInline let secondsPerContextToken: Double
  /// Layers with a window: seconds for each token in it.
  @usableFromInline let secondsPerWindowToken: Double
  @usableFromInline let window: Int
  @usableFromInline let secondsPerPair: Double
  @usableFromInline let secondsPerWindowPair: Double

  /// - Parameters:
  ///   - tokenSeconds: the time of a step that works on 0, 1, 2, … tokens, attention left out; never empty.
  ///   - decodeSeconds: added for 0, 1, 2, … sequences that decode.
  ///   - prefillSeconds: added once to a step that holds prompt tokens beside 0, 1, 2, … sequences that decode.
  ///   - perContextToken: reading one token's keys and values, layers without a window.
  ///   - perWindowToken: the same for layers with one, which see at most `window` tokens a sequence.
  ///   - perPair: attention of one prompt token to one token, layers without a window.
  ///   - perWindowPair: the same for layers with one.
  public init(
    tokenSeconds: [Seconds], decodeSeconds: [Seconds], prefillSeconds: [Seconds] = [.zero], perContextToken: Seconds,
    perWindowToken: Seconds = .zero, window: Int = 0, perPair: Seconds, perWindowPair: Seconds = .zero
  ) {
    tokens = SecondsTable(tokenSeconds.map(\.value))
    decodes = SecondsTable(decodeSeconds.map(\.value))
    prefill = SecondsTable(prefillSeconds.map(\.value))
    secondsPerContextToken = perContextToken.value
    secondsPerWindowToken = perWindowToken.value
    self.window = window
    secondsPerPair = perPair.value
    secondsPerWindowPair = perWindowPair.value
  }

  /// The same with a fixed time for each sequence that decodes.
  public init(
    tokenSeconds: [Seconds], perDecode: Seconds, perContextToken: Seconds, perWindowToken: Seconds = .zero,
    window: Int = 0, perPair: Seconds
  ) {
    self.init(
      tokenSeconds: tokenSeconds, decodeSeconds: [.zero, perDecode], perContextToken: perContextToken,
      perWindowToken: perWindowToken, window: window, perPair: perPair)
  }

  /// The same where prompts are found in a cache: what is computed of them, a part of a block, costs no more than its
  /// tokens among those that decode.
  public var withCachedPrompts: StepCosts {
    StepCosts(
      tokenSeconds: tokens.values.map { Seconds($0) }, decodeSeconds: decodes.values.map { Seconds($0) },
      perContextToken: Seconds(secondsPerContextToken), perWindowToken: Seconds(secondsPerWindowToken), window: window,
      perPair: .zero)
  }

  /// How long a step takes, in seconds; a step without work takes none.
  @inlinable
  public func seconds(decodes: Int, context: Int, prefill: Int, pairs: Double) -> Double {
    let work = decodes + prefill
    guard work > 0 else { return 0 }
    var time = tokens[work] + self.decodes[decodes]
    if prefill > 0 { time += self.prefill[decodes] + secondsPerPair * pairs }
    time += secondsPerContextToken * Double(context)
    guard window > 0 else { return time }
    time += secondsPerWindowToken * Double(min(context, decodes * window))
    return time + secondsPerWindowPair * min(pairs, Double(prefill * window))
  }

  /// How long a step takes.
  public func time(of step: StepShape) -> Seconds {
    Seconds(seconds(decodes: step.decodes, context: step.context, prefill: step.prefill, pairs: step.pairs))
  }
}

/// Seconds by a count; beyond its end a table goes on at its last slope.
@usableFromInline
struct SecondsTable: Hashable, Sendable {
  @usableFromInline let values: [Double]
  @usableFromInline let further: Double

  init(_ values: [Double]) {
    self.values = values.isEmpty ? [0] : values
    let tail = max(1, values.count / 8)
    further = values.count > tail ? (values[values.count - 1] - values[values.count - 1 - tail]) / Double(tail) : 0
  }

  @inlinable
  subscript(count: Int) -> Double {
    let last = values.count - 1
    return count <= last ? values[max(0, count)] : values[last] + further * Double(count - last)
  }
}
