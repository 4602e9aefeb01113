/// Some made-up facts are given, and one of them is asked for: the answer stands in the context.
///
/// Names and numbers are drawn, so that nothing can be known by heart. Other facts of the context speak of the same
/// thing or say the same of another thing, so that one word alone does not lead to the answer.
struct Copying: SkillGenerator {
  let skill = Corpus.Skill.copying

  /// A fact about a thing: what holds, and the value.
  struct Fact {
    let relation: Int
    let subject: String
    let value: String

    var instance: String { "copying: \(relation) \(subject) \(value)" }
  }

  func example(_ chance: inout Chance) -> Exchange? {
    chance.oneIn(4) ? repetition(facts: chance.int(1...2), &chance) : exchange(facts: chance.int(1...4), &chance)
  }

  func heldOut(_ number: Int, _ chance: inout Chance) -> Exchange? { exchange(facts: 2 + number % 3, &chance) }

  /// The whole context is asked for: every word of the answer has to be found, which teaches to look back.
  private func repetition(facts count: Int, _ chance: inout Chance) -> Exchange {
    let facts = facts(count, &chance)
    let text = facts.map { statement($0, &chance) }.joined(separator: " ")
    return Exchange(
      asking: chance.pick(Copying.repetitionFrames), context: text, accepted: [text], instances: facts.map(\.instance))
  }

  private static let repetitionFrames = [
    "Repeat the text.", "Say that again.", "What does the text say?", "Write the text once more.",
    "Read it back to me.",
    "Copy the text.",
  ]

  private func statement(_ fact: Fact, _ chance: inout Chance) -> String {
    chance.pick(CopyingRelation.all[fact.relation].statements).filled(["s": fact.subject, "v": fact.value])
  }

  /// The first is the one that is asked for.
  private func facts(_ count: Int, _ chance: inout Chance) -> [Fact] {
    var facts = [fact(&chance)]
    while facts.count < count {
      let next = fact(beside: facts[0], &chance)
      let isNew = facts.allSatisfy { fact in
        fact.value != next.value && (fact.relation, fact.subject) != (next.relation, next.subject)
      }
      if isNew { facts.append(next) }
    }
    return facts
  }

  /// One context with several questions about it: only who minds which thing is asked for answers all of them.
  func interview(_ chance: inout Chance) -> Exchange {
    let facts = facts(chance.int(2...4), &chance)
    var exchange = exchange(facts, &chance)
    for fact in facts.dropFirst() {
      exchange.sequel +=
        "\(Corpus.Mark.end)\(Corpus.Mark.user) \(question(fact, &chance))\(Corpus.Mark.assistant) \(fact.value)"
    }
    return exchange
  }

  private func question(_ fact: Fact, _ chance: inout Chance) -> String {
    chance.pick(CopyingRelation.all[fact.relation].questions).filled(["s": fact.subject])
  }

  private func exchange(facts count: Int, _ chance: inout Chance) -> Exchange {
    exchange(facts(count, &chance), &chance)
  }

  /// The first fact is asked for.
  private func exchange(_ facts: [Fact], _ chance: inout Chance) -> Exchange {
    let asked = facts[0]
    let sentences = chance.shuffled(facts).map { statement($0, &chance) }
    return Exchange(
      asking: question(asked, &chance), context: sentences.joined(separator: " "), accepted: [asked.value],
      instances: facts.map(\.instance))
  }

  private func fact(_ chance: inout Chance) -> Fact {
    let relation = chance.int(0...(CopyingRelation.all.count - 1))
    return fact(relation, CopyingRelation.all[relation].subject.draw(&chance), &chance)
  }

  /// A fact that shares the relation or the thing with another, or neither.
  private func fact(beside other: Fact, _ chance: inout Chance) -> Fact {
    let kind = CopyingRelation.all[other.relation].subject
    switch chance.int(0...3) {
    case 0, 1: return fact(other.relation, kind.draw(&chance), &chance)
    case 2:
      let fitting = CopyingRelation.all.indices.filter { CopyingRelation.all[$0].subject == kind }
      return fact(chance.pick(fitting), other.subject, &chance)
    default: return fact(&chance)
    }
  }

  private func fact(_ relation: Int, _ subject: String, _ chance: inout Chance) -> Fact {
    Fact(relation: relation, subject: subject, value: CopyingRelation.all[relation].value.draw(&chance))
  }
}

/// Something that can be said of a made-up thing.
struct CopyingRelation {
  /// What is drawn for a blank.
  enum Filler: Equatable {
    case name, person, place, day, colour, code
    case number(ClosedRange<Int>)

    func draw(_ chance: inout Chance) -> String {
      switch self {
      case .name: MadeUpName.draw(&chance)
      case .person: chance.oneIn(3) ? MadeUpName.draw(&chance) : chance.pick(MadeUpName.people)
      case .place: chance.oneIn(3) ? MadeUpName.draw(&chance) : chance.pick(MadeUpName.cities)
      case .day: "\(chance.int(1...28)) \(chance.pick(MadeUpName.months))"
      case .colour: chance.pick(MadeUpName.colours)
      case .code: "\(chance.pick(MadeUpName.letters))\(chance.pick(MadeUpName.letters))-\(chance.int(10...999))"
      case .number(let range): String(chance.int(range))
      }
    }
  }

  let subject: Filler
  let value: Filler
  /// With the blanks `{s}` and `{v}`.
  let statements: [String]
  /// With the blank `{s}`.
  let questions: [String]

  static let all: [CopyingRelation] = [
    CopyingRelation(
      subject: .name, value: .number(1000...9999),
      statements: ["The service {s} listens on port {v}.", "Port {v} belongs to {s}.", "{s} uses port {v}."],
      questions: ["On which port does {s} listen?", "Which port does {s} use?", "What is the port of {s}?"]),
    CopyingRelation(
      subject: .name, value: .place,
      statements: ["{s} runs in {v}.", "The machines of {s} stand in {v}.", "The region of {s} is {v}."],
      questions: ["Where does {s} run?", "Where do the machines of {s} stand?", "What is the region of {s}?"]),
    CopyingRelation(
      subject: .name, value: .person,
      statements: ["{s} is owned by {v}.", "The owner of {s} is {v}.", "{v} looks after {s}."],
      questions: ["Who owns {s}?", "Who is the owner of {s}?", "Who looks after {s}?"]),
    CopyingRelation(
      subject: .name, value: .number(2...96),
      statements: ["{s} has {v} replicas.", "There are {v} replicas of {s}.", "{s} was scaled to {v} replicas."],
      questions: ["How many replicas does {s} have?", "How many replicas of {s} are there?"]),
    CopyingRelation(
      subject: .name, value: .code,
      statements: ["The key of {s} is {v}.", "{s} is opened with the key {v}.", "Use the key {v} for {s}."],
      questions: ["What is the key of {s}?", "Which key opens {s}?", "Which key is used for {s}?"]),
    CopyingRelation(
      subject: .name, value: .day,
      statements: ["{s} will be released on {v}.", "The release of {s} is on {v}.", "{v} is the release day of {s}."],
      questions: ["When will {s} be released?", "When is the release of {s}?", "What is the release day of {s}?"]),
    CopyingRelation(
      subject: .name, value: .colour,
      statements: ["The label of {s} is {v}.", "{s} carries a {v} label.", "On the board, {s} is {v}."],
      questions: ["What colour is the label of {s}?", "Which label does {s} carry?", "What colour is {s}?"]),
    CopyingRelation(
      subject: .name, value: .number(100...9000),
      statements: ["{s} costs {v} dollars a month.", "The bill of {s} is {v} dollars.", "We pay {v} dollars for {s}."],
      questions: ["How many dollars does {s} cost?", "How many dollars do we pay for {s}?"]),
    CopyingRelation(
      subject: .name, value: .name,
      statements: ["{s} calls the model {v}.", "The model behind {s} is {v}.", "{s} was built on {v}."],
      questions: ["Which model does {s} call?", "What is the model behind {s}?", "What was {s} built on?"]),
    CopyingRelation(
      subject: .person, value: .place,
      statements: ["{s} works in {v}.", "The desk of {s} is in {v}.", "{s} moved to {v}."],
      questions: ["Where does {s} work?", "Where is the desk of {s}?", "Where did {s} move?"]),
    CopyingRelation(
      subject: .person, value: .number(2...900),
      statements: ["{s} labelled {v} rows.", "The rows of {s} number {v}.", "{v} rows were labelled by {s}."],
      questions: ["How many rows did {s} label?", "How many rows were labelled by {s}?"]),
    CopyingRelation(
      subject: .person, value: .day,
      statements: ["{s} starts on {v}.", "The first day of {s} is {v}.", "On {v} we welcome {s}."],
      questions: ["When does {s} start?", "What is the first day of {s}?", "When do we welcome {s}?"]),
    CopyingRelation(
      subject: .person, value: .name,
      statements: ["{s} reviews the project {v}.", "The project of {s} is {v}.", "{v} was given to {s}."],
      questions: ["Which project does {s} review?", "What is the project of {s}?", "What was given to {s}?"]),
  ]
}

/// Names of people and places, and names that nobody has.
enum MadeUpName {
  /// Two or three syllables with a capital.
  static func draw(_ chance: inout Chance) -> String {
    (0..<chance.int(2...3)).map { _ in chance.pick(syllables) }.joined().asSentenceStart
  }

  private static let syllables = [
    "ba", "bel", "dor", "du", "fi", "gan", "ho", "ka", "kel", "lo", "lu", "mar", "mi", "nor", "pa", "ra", "ri", "so",
    "ta", "tin", "vel", "vo", "zan", "zu",
  ]
  static let people = [
    "Ada", "Ben", "Clara", "David", "Emma", "Felix", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Leo", "Mira", "Nina",
    "Oscar", "Paula", "Ruth", "Sam", "Tom", "Vera", "Walter", "Yara",
  ]
  static let cities = [
    "Athens", "Bergen", "Dublin", "Graz", "Hamburg", "Helsinki", "Kyoto", "Lima", "Lisbon", "Lyon", "Madrid", "Milan",
    "Oslo", "Paris", "Porto", "Prague", "Riga", "Rome", "Seoul", "Tallinn", "Turin", "Vienna", "Warsaw", "Zurich",
  ]
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  static let colours = ["red", "blue", "green", "yellow", "white", "black", "grey", "brown", "pink", "orange"]
  static let letters = "ABCDEFGHKLMNPRSTVWXZ".map { String($0) }
}
