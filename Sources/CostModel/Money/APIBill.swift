import TextSafety

/// What is sent to an API in a month.
public struct TokenTraffic: Hashable, Sendable {
  public var requests: RequestsPerMonth
  public var prompts: PromptLengths
  /// The mean answer.
  public var output: Tokens
  /// Prompt tokens that are read from the provider's cache.
  public var cached: Share
  /// Prompt tokens that are stored in it; no more than those that are not read from it.
  public var cacheWritten: Share
  /// Whether they are stored for longer than the default.
  public var keepsCacheLong: Bool
  /// Requests that can wait and go through the batch API.
  public var batch: Share

  public init(
    requests: RequestsPerMonth, prompts: PromptLengths, output: Tokens, cached: Share = .none,
    cacheWritten: Share = .none, keepsCacheLong: Bool = false, batch: Share = .none
  ) {
    self.requests = requests
    self.prompts = prompts
    self.output = output
    self.cached = cached
    self.cacheWritten = cacheWritten
    self.keepsCacheLong = keepsCacheLong
    self.batch = batch
  }

  public var inputTokens: TokensPerMonth { TokensPerMonth(requests.value * prompts.mean.value) }
  public var outputTokens: TokensPerMonth { TokensPerMonth(requests.value * output.value) }
  public var tokens: TokensPerMonth { inputTokens + outputTokens }
}

extension APIPrice {
  /// The monthly bill of some traffic.
  ///
  /// Every request is billed whole at the prices of the band that its prompt falls into, batch requests at the band's
  /// batch prices, where the model has any. Answers of long prompts are as long as others.
  public func bill(for traffic: TokenTraffic) -> Bill {
    var lines: [BillLine] = []
    for (index, band) in bands.enumerated() {
      let next = index + 1 < bands.count ? bands[index + 1].above : nil
      let part = traffic.part(above: band.above, upTo: next)
      guard part.input > .zero || part.output > .zero else { continue }
      let place = index == 0 ? "" : " above \(PlainNumber.grouped(band.above.value)) tokens"
      let batch = batchRates(in: band)
      let waiting = batch == nil ? Share.none : traffic.batch
      lines += price(part.scaled(by: waiting.rest), band.standard, traffic, place)
      if let batch { lines += price(part.scaled(by: waiting), batch, traffic, place + ", batch") }
    }
    return Bill(lines)
  }

  /// What a million tokens, in and out together, cost on average; nil without traffic.
  public func averagePrice(for traffic: TokenTraffic) -> DollarsPerMillionTokens? {
    traffic.tokens > .zero ? bill(for: traffic).total / traffic.tokens : nil
  }

  private func price(
    _ volume: TokenTraffic.Part, _ rates: Rates, _ traffic: TokenTraffic, _ place: String
  ) -> [BillLine] {
    let written = Share(clamping: min(traffic.cacheWritten.value, traffic.cached.rest.value))
    let plain = Share(clamping: 1 - traffic.cached.value - written.value)
    let write = (traffic.keepsCacheLong ? rates.longCacheWrite : nil) ?? rates.cacheWrite ?? rates.input
    let amounts: [(BillLine.Part, DollarsPerMonth)] = [
      (.input, rates.input * (volume.input * plain)),
      (.cachedInput, (rates.cachedInput ?? rates.input) * (volume.input * traffic.cached)),
      (.cacheWrite, write * (volume.input * written)), (.output, rates.output * volume.output),
    ]
    return amounts.filter { $0.1 > .zero }.map { part, amount in
      BillLine(part, SafeText(part.rawValue + place), amount, provenance: provenance)
    }
  }
}

extension TokenTraffic {
  /// Some of the month's tokens.
  fileprivate struct Part {
    var input: TokensPerMonth
    var output: TokensPerMonth

    func scaled(by share: Share) -> Part { Part(input: input * share, output: output * share) }
  }

  /// The tokens of requests whose prompts are longer than one length and not longer than another.
  fileprivate func part(above: Tokens, upTo: Tokens?) -> Part {
    func between(_ share: (Tokens) -> Share) -> Share {
      let from = above > .zero ? share(above).value : 1
      return Share(clamping: from - (upTo.map { share($0).value } ?? 0))
    }
    return Part(input: inputTokens * between(prompts.tokenShare), output: outputTokens * between(prompts.share))
  }
}
