/// Definitions and facts of the course, asked in many wordings.
///
/// Held out are wordings: this fact was never asked in this way. Some of the held-out wordings of definitions are
/// used for no fact at all in training.
struct Knowledge: SkillGenerator {
  let skill = Corpus.Skill.knowledge
  let entries: [LexiconEntry]
  let facts: [StackFact]

  func example(_ chance: inout Chance) -> Exchange? {
    guard !entries.isEmpty else { return nil }
    let lead = chance.oneIn(2) ? chance.pick(Knowledge.leads) : ""
    switch chance.int(0...(facts.isEmpty ? 3 : 4)) {
    case 0, 1: return definition(chance.pick(entries), chance.pick(Knowledge.definitionFrames), lead)
    case 2, 3: return name(chance.pick(entries), chance.pick(Knowledge.nameFrames), lead)
    default: return fact(lead, &chance)
    }
  }

  func heldOut(_ number: Int, _ chance: inout Chance) -> Exchange? {
    guard !entries.isEmpty else { return nil }
    let isReserved = number % 9 < 3
    switch number % (facts.isEmpty ? 2 : 3) {
    case 0:
      let frames = isReserved ? Knowledge.reservedDefinitionFrames : Knowledge.definitionFrames
      return definition(chance.pick(entries), chance.pick(frames), "")
    case 1:
      let frames = isReserved ? Knowledge.reservedNameFrames : Knowledge.nameFrames
      return name(chance.pick(entries), chance.pick(frames), "")
    default: return fact("", &chance)
    }
  }

  private func definition(_ entry: LexiconEntry, _ frame: String, _ lead: String) -> Exchange {
    Exchange(
      asking: lead + frame.filled(["Term": entry.subject.asSentenceStart, "term": entry.subject]),
      accepted: [entry.definition], instances: ["definition: \(entry.id) | \(frame)"], origin: "term:\(entry.id)")
  }

  private func name(_ entry: LexiconEntry, _ frame: String, _ lead: String) -> Exchange {
    Exchange(
      asking: lead + frame.filled(["Meaning": entry.definition.asSentenceStart, "meaning": entry.definition]),
      accepted: [entry.name], instances: ["name: \(entry.id) | \(frame)"], origin: "term:\(entry.id)")
  }

  private func fact(_ lead: String, _ chance: inout Chance) -> Exchange? {
    let fact = chance.pick(facts)
    guard !fact.questions.isEmpty else { return nil }
    let wording = chance.int(0...(fact.questions.count - 1))
    return Exchange(
      asking: lead + fact.questions[wording], accepted: [fact.answer],
      instances: ["fact: \(fact.id) | \(wording)"], origin: "page:\(fact.page)")
  }

  static let leads = ["Briefly: ", "In short: ", "A question: ", "Tell me: ", "For the notebook: ", "Please answer: "]

  private static let definitionFrames = [
    "What is {term}?", "Define {term}.", "Explain {term} in a few words.", "What does {term} mean?",
    "What is meant by {term}?", "{Term}: what is that?", "Give a short definition of {term}.",
    "How would you define {term}?", "I read about {term}. What is it?", "What do engineers mean by {term}?",
    "Say what {term} is.", "{Term} is what?",
  ]
  static let reservedDefinitionFrames = [
    "Tell me what {term} is.", "Can you explain {term}?", "Give the meaning of {term}.", "So, what is {term}?",
  ]
  private static let nameFrames = [
    "Which term means {meaning}?", "What is the word for {meaning}?", "{Meaning}: what is it called?",
    "Name this: {meaning}.", "What do we call {meaning}?", "{Meaning}. Which term is that?",
    "How is this called: {meaning}?", "Which word of the glossary means {meaning}?", "Find the term: {meaning}.",
    "What is {meaning} called?",
  ]
  static let reservedNameFrames = [
    "Give the term for {meaning}.", "Which term fits: {meaning}?", "What is the name of {meaning}?",
    "{Meaning}: name the term.",
  ]
}
