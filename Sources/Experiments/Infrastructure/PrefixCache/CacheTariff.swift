/// What a provider asks for prompt tokens that it keeps: a row of a price list.
struct CacheTariff: Equatable {
  let name: String
  /// The model whose prices these are, as the catalogue has it.
  let model: String
  /// Dollars for a million prompt tokens that are neither stored nor found.
  let input: Double
  /// Dollars for a million that are stored.
  let write: Double
  /// Dollars for a million that are found.
  let read: Double
  /// Dollars for keeping a million for an hour.
  let storage: Double

  /// Where the prices are from.
  static let source = """
    litellm 1.109.1 price map of 12 November 2026, as the catalogue has it; the rent, which that map leaves out, as \
    others cited ai.google.dev/gemini-api/docs/pricing on 29 July 2026
    """

  static let all = [
    CacheTariff(
      name: "write 1.25, read 0.1", model: "claude-sonnet-4-6", input: 3, write: 3.75, read: 0.3, storage: 0),
    CacheTariff(
      name: "write free, read 0.1", model: "gpt-5.4", input: 2.5, write: 2.5, read: 0.25, storage: 0),
    CacheTariff(
      name: "hourly storage, read 0.1", model: "gemini/gemini-2.5-pro", input: 1.25, write: 1.25, read: 0.125,
      storage: 4.5),
    CacheTariff(
      name: "write free, read 0.02", model: "deepseek/deepseek-v4-flash", input: 0.3, write: 0.3, read: 0.006,
      storage: 0),
  ]

  /// Hours for which something is kept unless it is used for longer: the default of the tariff with storage.
  static let leastHours = 1.0

  // MARK: Bills

  /// Prompt tokens by how they are billed.
  struct Tokens: Equatable {
    var plain = 0
    var written = 0
    var read = 0
    /// Tokens that are kept, times the hours.
    var tokenHours = 0.0

    var all: Int { plain + written + read }
  }

  /// Dollars.
  func bill(_ tokens: Tokens) -> Double {
    (Double(tokens.plain) * input + Double(tokens.written) * write + Double(tokens.read) * read
      + tokens.tokenHours * storage) / 1e6
  }

  /// Dollars for as many tokens where nothing is kept.
  func billWithoutCache(_ tokens: Tokens) -> Double { Double(tokens.all) * input / 1e6 }

  // MARK: Closed forms

  /// What a use of a prefix costs on average, in parts of its full price: written once, read from the second use on.
  func averagePrice(uses: Int, perHour: Double) -> Double {
    let hours = max(CacheTariff.leastHours, Double(uses) / perHour)
    return (write + read * Double(uses - 1) + storage * hours) / (input * Double(uses))
  }

  /// The first use at which all uses together are cheaper than without a cache; nil where there is none.
  func breakEven(perHour: Double) -> Int? {
    // Without storage the second or third use pays; with it the price can only fall until the least hours are over.
    let most = max(1_000, min(1_000_000, 2 * Int(perHour * CacheTariff.leastHours) + 2))
    return (1...most).first { averagePrice(uses: $0, perHour: perHour) < 1 }
  }

  /// Uses an hour from which on storage pays for itself, however long they go on.
  var leastRate: Double { storage / (input - read) }
}
