import Inference

/// Where the part of a prompt stands that is the same in every call.
enum PromptOrder: CaseIterable {
  case stableFirst
  case questionFirst
  /// The stable part, but behind a line with the time.
  case timeFirst

  var name: String {
    switch self {
    case .stableFirst: "stable first"
    case .questionFirst: "question first"
    case .timeFirst: "time on line 1"
    }
  }

  /// The end of ids of what is measured in this order.
  var id: String {
    switch self {
    case .stableFirst: "stable"
    case .questionFirst: "question"
    case .timeFirst: "time"
    }
  }
}

/// The prompts of several calls: one stable part, and for each call a question and a time of its own.
struct OrderedPrompts {
  /// Tokens of a line with the time; the last two differ from call to call.
  static let timeTokens = 8

  let stable: [TokenID]
  let questions: [[TokenID]]
  let times: [[TokenID]]

  init(stable: Int, question: Int, calls: Int, _ model: LoadedModel, seed: UInt64) {
    self.stable = model.prompt(stable, seed: seed)
    let vocabulary = model.model.blueprint.vocabularySize
    let date = model.prompt(OrderedPrompts.timeTokens, seed: seed &+ 1)
    // What differs from call to call differs for certain, and not just most likely.
    questions = (0..<calls).map { call in
      [TokenID(call % vocabulary)] + model.prompt(question - 1, seed: seed &+ 2 &+ UInt64(call))
    }
    times = (0..<calls).map { call in
      date.dropLast(2) + [TokenID(call / vocabulary), TokenID(call % vocabulary)]
    }
  }

  func prompt(_ call: Int, _ order: PromptOrder) -> [TokenID] {
    switch order {
    case .stableFirst: stable + questions[call]
    case .questionFirst: questions[call] + stable
    case .timeFirst: times[call] + stable + questions[call]
    }
  }

  /// Tokens up to the end of the stable part: what a client would ask to keep.
  func marked(_ order: PromptOrder) -> Int {
    switch order {
    case .stableFirst: stable.count
    case .questionFirst: stable.count + (questions.first?.count ?? 0)
    case .timeFirst: stable.count + OrderedPrompts.timeTokens
    }
  }

  /// Tokens that a call finds in full KV blocks of the calls before it, by the law: the last token is always computed.
  func reused(_ call: Int, _ order: PromptOrder) -> Int {
    let own = prompt(call, order)
    let common = (0..<call).map { earlier in
      zip(own, prompt(earlier, order)).prefix { $0 == $1 }.count
    }
    return min(common.max() ?? 0, own.count - 1) / KVCache.tokensPerBlock * KVCache.tokensPerBlock
  }
}
