public import Foundation
import TextSafety

/// Reads litellm's `model_prices_and_context_window.json`: chat models with all their bands, cache and batch prices.
///
/// Prices for priority, flex and other service levels, for audio, images and searches are passed over.
public enum LiteLLMImport {
  /// Reads the whole file.
  ///
  /// - Parameters:
  ///   - data: the JSON, an object of models by their keys.
  ///   - source: what the rows name as their source: the file, its version.
  ///   - date: the day of the file.
  /// - Throws: when it is no JSON object of objects; a bad entry is skipped and reported instead.
  public static func read(
    _ data: Data, source: String, date: CalendarDay
  ) throws(ImportError) -> ImportReport<APIPrice> {
    let entries: [String: LooseJSON]
    do {
      entries = try JSONDecoder().decode([String: LooseJSON].self, from: data)
    } catch {
      throw .notOfThisForm("the file is no JSON object of models")
    }
    var report = ImportReport<APIPrice>(rows: [], skipped: [], otherKinds: 0)
    for key in entries.keys.sorted() {
      guard case .mapping(let fields)? = entries[key] else {
        report.skipped.append(.init(key: key, why: "the entry is no object"))
        continue
      }
      guard fields["mode"]?.text == "chat" else {
        report.otherKinds += 1
        continue
      }
      do {
        let entry = LiteLLMEntry(key: key, fields: fields)
        report.rows.append(try entry.price(source: source, date: date))
      } catch {
        report.skipped.append(.init(key: key, why: error.why))
      }
    }
    if report.rows.isEmpty, report.skipped.isEmpty { throw .notOfThisForm("the file has no chat model") }
    return report
  }
}

/// One chat model of litellm's file.
struct LiteLLMEntry {
  /// Why an entry cannot be used.
  struct Unusable: Error {
    let why: String
  }

  let key: String
  let fields: [String: LooseJSON]

  func price(source: String, date: CalendarDay) throws(Unusable) -> APIPrice {
    guard !key.isEmpty, LiteLLMEntry.isShowable(key) else {
      throw Unusable(why: "the key is empty, too long or holds a control character")
    }
    let bands = fields["tiered_pricing"] == nil ? try namedBands() : try listedBands()
    let first = bands.first?.standard
    guard first.map({ $0.input.value > 0 || $0.output.value > 0 }) ?? false else {
      throw Unusable(why: "its tokens have no price")
    }
    let named = fields["litellm_provider"]?.text.flatMap { LiteLLMEntry.isShowable($0) && !$0.isEmpty ? $0 : nil }
    let provider = named ?? String(key.prefix { $0 != "/" })
    let model = key.split(separator: "/").last.map(String.init) ?? key
    let link = fields["source"]?.text.flatMap { LiteLLMEntry.isShowable($0) && !$0.isEmpty ? $0 : nil }
    let price = APIPrice(
      id: key, provider: LiteLLMEntry.providers[provider] ?? provider, model: model, bands: bands,
      contextWindow: tokens("max_input_tokens") ?? tokens("max_tokens"), maxOutput: tokens("max_output_tokens"),
      retires: fields["deprecation_date"]?.text.flatMap { CalendarDay($0) },
      provenance: Provenance(source: source + (link.map { " (\($0))" } ?? ""), date: date, confidence: .medium))
    guard let price else { throw Unusable(why: "two price bands begin at the same length") }
    return price
  }

  /// Whether a text may become part of a row.
  private static func isShowable(_ text: String) -> Bool {
    text.count <= 200 && !text.unicodeScalars.contains { HarmfulScalar.picture(of: $0) != nil }
  }

  private static let providers = [
    "openai": "OpenAI", "anthropic": "Anthropic", "gemini": "Google", "mistral": "Mistral", "deepseek": "DeepSeek",
    "xai": "xAI", "groq": "Groq", "cerebras": "Cerebras", "together_ai": "Together", "fireworks_ai": "Fireworks",
    "deepinfra": "DeepInfra",
  ]

  /// A number of tokens, also where it is written as text; nil where it is none or makes no sense.
  private func tokens(_ name: String) -> Tokens? {
    let number: Double? =
      switch fields[name] {
      case .number(let number)?: number
      case .text(let text)?: PlainNumber.read(text)
      default: nil
      }
    guard let number, (1...1e9).contains(number) else { return nil }
    return Tokens(number.rounded())
  }
}

// MARK: Prices by name

extension LiteLLMEntry {
  private enum Kind: String, CaseIterable {
    case input = "input_cost_per_token"
    case output = "output_cost_per_token"
    case cachedInput = "cache_read_input_token_cost"
    case cacheWrite = "cache_creation_input_token_cost"
  }

  /// Which price a field is: `cache_creation_input_token_cost_above_1hr_above_200k_tokens_batches` is all of it.
  private struct PriceName: Hashable {
    var kind: Kind
    var above = 0
    var isLong = false
    var isBatch = false

    init(kind: Kind, above: Int = 0, isLong: Bool = false, isBatch: Bool = false) {
      self.kind = kind
      self.above = above
      self.isLong = isLong
      self.isBatch = isBatch
    }

    /// Nil for a field that is no token price, or one of another service level.
    init?(_ field: String) {
      guard let kind = Kind.allCases.first(where: { field.hasPrefix($0.rawValue) }) else { return nil }
      self.init(kind: kind)
      var rest = field.dropFirst(kind.rawValue.count)
      while !rest.isEmpty {
        if rest == "_batches" {
          isBatch = true
          return
        }
        if let life = ["_above_1hr", "_above_12hr"].first(where: { rest.hasPrefix($0) }), kind == .cacheWrite {
          isLong = true
          rest = rest.dropFirst(life.count)
          continue
        }
        guard rest.hasPrefix("_above_"), let end = rest.range(of: "k_tokens") else { return nil }
        let digits = rest[..<end.lowerBound].dropFirst("_above_".count)
        guard let thousands = Int(digits), (1...1_000_000).contains(thousands), above == 0 else { return nil }
        above = thousands * 1000
        rest = rest[end.upperBound...]
      }
    }
  }

  private func namedBands() throws(Unusable) -> [APIPrice.Band] {
    var prices: [PriceName: DollarsPerMillionTokens] = [:]
    for (field, value) in fields {
      guard let name = PriceName(field) else { continue }
      prices[name] = try LiteLLMEntry.price(value, field)
    }
    let old = "input_cost_per_token_cache_hit"
    if let hit = fields[old], prices[PriceName(kind: .cachedInput)] == nil {
      prices[PriceName(kind: .cachedInput)] = try LiteLLMEntry.price(hit, old)
    }
    var bands: [APIPrice.Band] = []
    for above in Set(prices.keys.map(\.above)).sorted() {
      if above > 0, prices[PriceName(kind: .input, above: above)] == nil,
        prices[PriceName(kind: .output, above: above)] == nil
      {
        throw Unusable(why: "prices above \(above) tokens lack input and output")
      }
      guard let standard = rates(prices, above: above, batch: false, below: bands.last?.standard) else {
        throw Unusable(why: "it has no \(Kind.input.rawValue) or no \(Kind.output.rawValue)")
      }
      let batch = rates(prices, above: above, batch: true, below: nil)
      bands.append(APIPrice.Band(above: Tokens(Double(above)), standard: standard, batch: batch))
    }
    guard bands.first?.above == .zero else { throw Unusable(why: "it has no \(Kind.input.rawValue)") }
    return bands
  }

  /// The prices of a band.
  ///
  /// Input or output that the band leaves out is that of the band below; cached and stored tokens that it leaves out
  /// have the same ratio to its input as below, which is what all providers do that state both.
  private func rates(
    _ prices: [PriceName: DollarsPerMillionTokens], above: Int, batch: Bool, below: APIPrice.Rates?
  ) -> APIPrice.Rates? {
    func price(_ kind: Kind, long: Bool = false) -> DollarsPerMillionTokens? {
      prices[PriceName(kind: kind, above: above, isLong: long, isBatch: batch)]
    }
    guard let input = price(.input) ?? below?.input, let output = price(.output) ?? below?.output else { return nil }
    func asBelow(_ part: KeyPath<APIPrice.Rates, DollarsPerMillionTokens?>) -> DollarsPerMillionTokens? {
      guard let below, below.input.value > 0 else { return nil }
      return below[keyPath: part].map { input * ($0 / below.input) }
    }
    /// A free write means that storing is not billed apart, not that prompt tokens are free.
    func write(long: Bool) -> DollarsPerMillionTokens? {
      price(.cacheWrite, long: long).flatMap { $0.value > 0 ? $0 : nil }
    }
    return APIPrice.Rates(
      input: input, cachedInput: price(.cachedInput) ?? asBelow(\.cachedInput),
      cacheWrite: write(long: false) ?? asBelow(\.cacheWrite),
      longCacheWrite: write(long: true) ?? asBelow(\.longCacheWrite), output: output)
  }

  /// Dollars for one token as dollars for a million.
  private static func price(_ value: LooseJSON, _ field: String) throws(Unusable) -> DollarsPerMillionTokens {
    let number: Double? =
      switch value {
      case .number(let number): number
      case .text(let text): PlainNumber.read(text)
      default: nil
      }
    guard let number else { throw Unusable(why: "\(field) is no number") }
    guard (0...0.1).contains(number) else {
      throw Unusable(why: "\(field) is \(number), allowed is 0 to 0.1 dollars a token")
    }
    return DollarsPerMillionTokens((number * 1e15).rounded() / 1e9)
  }
}

// MARK: Prices in a list

extension LiteLLMEntry {
  /// `tiered_pricing`: a list of ranges with prices each.
  private func listedBands() throws(Unusable) -> [APIPrice.Band] {
    guard case .list(let tiers)? = fields["tiered_pricing"], !tiers.isEmpty else {
      throw Unusable(why: "tiered_pricing is no list")
    }
    var bands: [APIPrice.Band] = []
    for tier in tiers {
      guard case .mapping(let values) = tier, case .list(let range)? = values["range"],
        case .number(let start)? = range.first, (0...1e9).contains(start)
      else { throw Unusable(why: "a range of tiered_pricing is broken") }
      let own = try LiteLLMEntry(key: key, fields: values).namedBands()
      guard own.count == 1 else { throw Unusable(why: "a range of tiered_pricing has bands of its own") }
      bands.append(APIPrice.Band(above: Tokens(start), standard: own[0].standard, batch: own[0].batch))
    }
    bands.sort { $0.above < $1.above }
    return bands
  }
}
