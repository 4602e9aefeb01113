/// What a provider asks for tokens of one model.
public struct APIPrice: Hashable, Sendable, Identifiable {
  /// Prices of a million tokens, each kind apart.
  public struct Rates: Hashable, Sendable {
    public var input: DollarsPerMillionTokens
    /// Prompt tokens read from the provider's cache; nil where they cost what others do.
    public var cachedInput: DollarsPerMillionTokens?
    /// Prompt tokens stored in the cache, in place of ``input``; nil where storing costs nothing extra.
    public var cacheWrite: DollarsPerMillionTokens?
    /// The same where they are to be kept longer than the default: an hour at Anthropic, twelve at OpenAI.
    public var longCacheWrite: DollarsPerMillionTokens?
    public var output: DollarsPerMillionTokens

    public init(
      input: DollarsPerMillionTokens, cachedInput: DollarsPerMillionTokens? = nil,
      cacheWrite: DollarsPerMillionTokens? = nil, longCacheWrite: DollarsPerMillionTokens? = nil,
      output: DollarsPerMillionTokens
    ) {
      self.input = input
      self.cachedInput = cachedInput
      self.cacheWrite = cacheWrite
      self.longCacheWrite = longCacheWrite
      self.output = output
    }
  }

  /// The prices of requests whose prompts are longer than a threshold; they hold for all tokens of such a request.
  public struct Band: Hashable, Sendable {
    /// Prompts longer than this fall into the band; zero for the first.
    public var above: Tokens
    public var standard: Rates
    /// Through the batch API as the provider states them; nil where it states none for this band.
    public var batch: Rates?

    public init(above: Tokens, standard: Rates, batch: Rates? = nil) {
      self.above = above
      self.standard = standard
      self.batch = batch
    }
  }

  /// The provider's key, as litellm has it: `gemini/gemini-2.5-pro`.
  public let id: String
  public let provider: String
  public let model: String
  /// By ascending threshold; the first begins at zero.
  public let bands: [Band]
  public var contextWindow: Tokens?
  public var maxOutput: Tokens?
  /// The announced last day.
  public var retires: CalendarDay?
  public var provenance: Provenance
  public var note: String

  /// Fails without a band that begins at zero, or when two begin alike.
  public init?(
    id: String, provider: String, model: String, bands: [Band], contextWindow: Tokens? = nil,
    maxOutput: Tokens? = nil, retires: CalendarDay? = nil, provenance: Provenance, note: String = ""
  ) {
    let sorted = bands.sorted { $0.above < $1.above }
    guard sorted.first?.above == .zero, Set(sorted.map(\.above)).count == sorted.count else { return nil }
    self.id = id
    self.provider = provider
    self.model = model
    self.bands = sorted
    self.contextWindow = contextWindow
    self.maxOutput = maxOutput
    self.retires = retires
    self.provenance = provenance
    self.note = note
  }

  /// The prices of prompts up to the first threshold.
  public var base: Band { bands[0] }

  /// The band that a prompt of some length falls into: a prompt of exactly the threshold is not above it.
  public func band(forPrompt length: Tokens) -> Band {
    bands.last { $0.above < length } ?? base
  }

  /// Which part of some prompts the model cannot take; none where its context is not known.
  public func shareBeyondContext(of prompts: PromptLengths) -> Share {
    contextWindow.map { prompts.share(above: $0) } ?? .none
  }

  public var hasBatch: Bool { base.batch != nil }

  /// What the batch API asks in a band; nil where the model has none.
  ///
  /// A longer band without own batch prices is taken at the first band's discount, never at the first band's prices.
  /// A kind of tokens without a batch price costs what it does otherwise, but no more than batch input.
  public func batchRates(in band: Band) -> Rates? {
    guard let first = base.batch else { return band.batch.map { completed($0, standard: band.standard) } }
    if let own = band.batch { return completed(own, standard: band.standard) }
    func discount(_ batch: DollarsPerMillionTokens, _ standard: DollarsPerMillionTokens) -> Double {
      standard > .zero ? batch / standard : 1
    }
    let input = discount(first.input, base.standard.input)
    let rates = Rates(
      input: band.standard.input * input,
      output: band.standard.output * discount(first.output, base.standard.output))
    return completed(rates, standard: band.standard)
  }

  private func completed(_ batch: Rates, standard: Rates) -> Rates {
    var out = batch
    out.cachedInput = batch.cachedInput ?? standard.cachedInput.map { min($0, batch.input) }
    out.cacheWrite = batch.cacheWrite ?? standard.cacheWrite
    out.longCacheWrite = batch.longCacheWrite ?? standard.longCacheWrite
    return out
  }
}
