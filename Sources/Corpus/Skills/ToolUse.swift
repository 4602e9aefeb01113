/// A question that needs arithmetic is answered by a call of a calculator; its result is then put into a sentence.
///
/// Small sums are answered without a call. Held out are the numbers: this operation on these two never occurs.
struct ToolUse: SkillGenerator {
  let skill = Corpus.Skill.tools

  /// What the calculator can do.
  enum Operation: String, CaseIterable {
    case add, subtract, multiply, divide

    func result(_ a: Int, _ b: Int) -> Int {
      switch self {
      case .add: a + b
      case .subtract: a - b
      case .multiply: a * b
      case .divide: a / b
      }
    }

    /// The operation on these numbers, in one form for both orders where the order does not matter.
    func instance(_ a: Int, _ b: Int) -> String {
      let isOrdered = [.subtract, .divide].contains(self)
      return isOrdered ? "\(rawValue) \(a) \(b)" : "\(rawValue) \(min(a, b)) \(max(a, b))"
    }

    /// Two numbers whose result is whole and not negative.
    func numbers(_ chance: inout Chance) -> (Int, Int) {
      let (a, b) = (chance.int(2...99), chance.int(2...99))
      switch self {
      case .add, .multiply: return (a, b)
      case .subtract: return (max(a, b) + 1, min(a, b))
      case .divide:
        let divisor = chance.int(2...20)
        return (a * divisor, divisor)
      }
    }
  }

  func example(_ chance: inout Chance) -> Exchange? {
    if chance.oneIn(4) { return sum(&chance) }
    return call(&chance, isAnswered: false)
  }

  func heldOut(_ number: Int, _ chance: inout Chance) -> Exchange? {
    switch number % 5 {
    case 3: call(&chance, isAnswered: true)
    case 4: sum(&chance)
    default: call(&chance, isAnswered: false)
    }
  }

  /// A story; as a prompt it ends before the call, or when that is answered, before the sentence.
  private func call(_ chance: inout Chance, isAnswered: Bool) -> Exchange {
    let story = chance.pick(ToolStory.all)
    let (a, b) = story.operation.numbers(&chance)
    let result = String(story.operation.result(a, b))
    let who = chance.pick(ToolStory.people)
    func fill(_ text: String) -> String {
      text.filled(["Who": who.asSentenceStart, "who": who, "a": String(a), "b": String(b), "r": result])
    }
    let name = story.operation.rawValue
    var calls = ["call: \(name)(\(a), \(b))"]
    if [.add, .multiply].contains(story.operation), a != b { calls.append("call: \(name)(\(b), \(a))") }
    var exchange = Exchange(
      asking: fill(chance.pick(story.questions)), accepted: calls, instances: [story.operation.instance(a, b)])
    let returned = "\(Corpus.Mark.end)\(Corpus.Mark.context) result: \(result)\(Corpus.Mark.assistant)"
    if isAnswered {
      exchange.prompt += " " + calls[0] + returned
      exchange.accepted = [fill(story.answer)]
    } else {
      exchange.sequel = returned + " " + fill(story.answer)
    }
    return exchange
  }

  /// A sum of two numbers of which the larger, or whose result, is at most 50.
  private func sum(_ chance: inout Chance) -> Exchange {
    let total = chance.int(2...50)
    let part = chance.int(1...(total - 1))
    let isAddition = chance.oneIn(2)
    let (a, b) = isAddition ? (part, total - part) : (total, part)
    let operation = isAddition ? Operation.add : .subtract
    let term = "\(a) \(isAddition ? "+" : "-") \(b)"
    return Exchange(
      asking: chance.pick(ToolUse.sumFrames).filled(["sum": term]), accepted: [String(operation.result(a, b))],
      instances: [operation.instance(a, b)])
  }

  private static let sumFrames = ["What is {sum}?", "{sum} = ?", "Count: {sum}.", "How much is {sum}?"]
}

/// A question of daily work that two numbers answer.
struct ToolStory {
  let operation: ToolUse.Operation
  /// With the blanks `{who}`, `{a}` and `{b}`.
  let questions: [String]
  /// With the blank `{r}`.
  let answer: String

  static let people = [
    "a team", "the bank", "our group", "the school", "the lab", "a startup", "the clinic", "the shop", "Mira", "Jonas",
    "Clara", "Hugo",
  ]

  static let all: [ToolStory] = [
    ToolStory(
      operation: .multiply,
      questions: [
        "{Who} runs {a} replicas with {b} slots each. How many slots are there?",
        "There are {a} replicas of {b} slots. How many slots has {who}?",
      ], answer: "There are {r} slots."),
    ToolStory(
      operation: .multiply,
      questions: [
        "{Who} sends {a} requests a second for {b} seconds. How many requests is that?",
        "For {b} seconds {who} gets {a} requests a second. How many requests come in all?",
      ], answer: "That makes {r} requests."),
    ToolStory(
      operation: .multiply,
      questions: [
        "A machine costs {a} dollars a day. What does {who} pay for {b} days?",
        "{Who} rents a machine for {b} days at {a} dollars. How much is the bill?",
      ], answer: "The bill is {r} dollars."),
    ToolStory(
      operation: .multiply,
      questions: [
        "A page has {a} tokens. How many tokens do {b} pages have?",
        "{Who} reads {b} pages of {a} tokens. How many tokens is that?",
      ], answer: "That is {r} tokens."),
    ToolStory(
      operation: .add,
      questions: [
        "{Who} has {a} GPUs and rents {b} more. How many GPUs are there now?",
        "To {a} GPUs {who} adds {b}. How many GPUs is that in all?",
      ], answer: "There are now {r} GPUs."),
    ToolStory(
      operation: .add,
      questions: [
        "A prompt has {a} tokens and the answer {b}. How many tokens does {who} pay for?",
        "{Who} sends {a} tokens and gets {b} back. How many tokens are billed?",
      ], answer: "{r} tokens are billed."),
    ToolStory(
      operation: .add,
      questions: [
        "{Who} labelled {a} rows on Monday and {b} on Tuesday. How many rows are labelled?",
        "After {a} rows {who} labels {b} further rows. How many rows are labelled?",
      ], answer: "{r} rows are labelled."),
    ToolStory(
      operation: .subtract,
      questions: [
        "{Who} has {a} cases, of which {b} failed. How many cases passed?",
        "Of {a} cases {b} fail for {who}. How many cases pass?",
      ], answer: "{r} cases passed."),
    ToolStory(
      operation: .subtract,
      questions: [
        "The budget of {who} is {a} dollars, and {b} are spent. How many dollars are left?",
        "{Who} had {a} dollars and spent {b}. How many dollars remain?",
      ], answer: "{r} dollars are left."),
    ToolStory(
      operation: .subtract,
      questions: [
        "A cache has {a} blocks and {b} are in use. How many blocks are free for {who}?",
        "{Who} uses {b} of {a} blocks. How many blocks are free?",
      ], answer: "{r} blocks are free."),
    ToolStory(
      operation: .divide,
      questions: [
        "{Who} shares {a} requests among {b} replicas. How many requests does each get?",
        "{a} requests go to {b} replicas of {who}. How many requests is that for each?",
      ], answer: "Each gets {r} requests."),
    ToolStory(
      operation: .divide,
      questions: [
        "{Who} splits {a} rows into {b} equal parts. How many rows has a part?",
        "{a} rows are cut into {b} parts by {who}. How long is a part in rows?",
      ], answer: "A part has {r} rows."),
    ToolStory(
      operation: .divide,
      questions: [
        "The bill of {a} dollars covers {b} days. What does {who} pay a day?",
        "{Who} pays {a} dollars for {b} days. How many dollars is that a day?",
      ], answer: "That is {r} dollars a day."),
  ]
}
