/// Why a request is slow.
enum SlowCause: String, CaseIterable {
  case queue
  case ownPrompt = "own prompt"
  case neighbour
  case preemption
  case cacheMiss = "cache miss"

  /// What happened.
  var words: String {
    switch self {
    case .queue: "it waited behind a burst of requests, and all slots were taken"
    case .ownPrompt: "its own prompt was long"
    case .neighbour: "a neighbour's long prompt was computed in the steps that gave its tokens"
    case .preemption: "no KV block was left, so that it lost its own and had to compute them again"
    case .cacheMiss: "its prompt begins with another token, so that nothing of the common part was found"
    }
  }

  /// Where a trace shows it.
  var span: String {
    switch self {
    case .queue: "the span from arrival to admission is long, with as many running as may"
    case .ownPrompt: "the prefill is long, and so is the prompt"
    case .neighbour:
      "its own spans hold no more steps than those of others; its decode steps hold somebody else's prompt tokens"
    case .preemption: "its span breaks off and begins again"
    case .cacheMiss: "the prefill is long with a prompt as long as everybody's: the reused tokens are missing"
    }
  }
}

/// Something that a span can carry, and that shows when a request is unlike others.
enum SpanAttribute: String, CaseIterable {
  case waited = "steps waited"
  case prompt = "prompt tokens"
  case reused = "reused tokens"
  case prefill = "prefill steps"
  case preemptions
  case neighbours = "others' prompt tokens in its decode steps"

  /// The smallest set of attributes by which all signs can be told apart, none of them empty.
  ///
  /// - Parameter signs: For each cause the attributes in which a request that it hit is unlike others.
  /// - Returns: nil if even all of them are not enough.
  static func smallest(_ signs: [Set<SpanAttribute>]) -> [SpanAttribute]? {
    let all = allCases
    let subsets = (0..<1 << all.count).map { bits in all.indices.filter { bits >> $0 & 1 == 1 }.map { all[$0] } }
    return subsets.sorted { $0.count < $1.count }.first { subset in
      let seen = signs.map { $0.intersection(subset) }
      return Set(seen).count == signs.count && seen.allSatisfy { !$0.isEmpty }
    }
  }
}
