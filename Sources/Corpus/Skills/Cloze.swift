import Curriculum

/// Two sentences about a term in which it is left out: the answer is the term.
///
/// Held out are pairs of sentences: each of the two is known, but not together in this order.
struct Cloze: SkillGenerator {
  let skill = Corpus.Skill.cloze
  let entries: [LexiconEntry]

  /// What stands for the missing term.
  static let gap = "____"

  func example(_ chance: inout Chance) -> Exchange? {
    guard !entries.isEmpty else { return nil }
    return exchange(chance.pick(entries), tail: chance.oneIn(2), &chance)
  }

  func heldOut(_ number: Int, _ chance: inout Chance) -> Exchange? {
    guard !entries.isEmpty else { return nil }
    return exchange(chance.pick(entries), tail: number % 2 == 0, &chance)
  }

  private func exchange(_ entry: LexiconEntry, tail: Bool, _ chance: inout Chance) -> Exchange? {
    let predicates = ["is " + entry.definition] + entry.traits
    let order = chance.shuffled(Array(predicates.indices))
    guard order.count > 1 else { return nil }
    let subject = entry.article.isEmpty ? Cloze.gap : entry.article.asSentenceStart + " " + Cloze.gap
    var text = "\(subject) \(predicates[order[0]]). It \(predicates[order[1]])."
    if tail, entry.layer != .all { text += " " + chance.pick(Cloze.tails).filled(["layer": entry.layer.word]) }
    return Exchange(
      asking: chance.pick(Cloze.frames) + " " + text, accepted: [entry.name],
      instances: ["cloze: \(entry.id) | \(order[0]) \(order[1])"], origin: "term:\(entry.id)")
  }

  private static let tails = ["It belongs to the {layer} layer.", "It is a word of the {layer} layer."]

  private static let frames = [
    "Fill the gap:", "Which term is missing?", "Complete the text:", "Write the missing term.",
    "One term is missing here:", "What belongs in the gap?", "Find the missing term:", "Name what is left out:",
  ]
}
