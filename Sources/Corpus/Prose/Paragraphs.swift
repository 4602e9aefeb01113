import Curriculum

/// Short explanatory paragraphs in varied wording: patterns of sentences over the facts of the tables.
struct Paragraphs {
  let lexicon: Lexicon
  let tasks: [LayerTasks]
  let facts: [StackFact]

  /// A paragraph; nil when the course has no facts for the kind that was drawn.
  func paragraph(_ chance: inout Chance) -> Corpus.Document? {
    switch chance.int(0...9) {
    case 0...3: term(&chance)
    case 4...5: pair(&chance)
    case 6: overview(&chance)
    case 7...8: box(&chance)
    default: list(&chance)
    }
  }

  /// What a term is, what is true of it, where it belongs.
  private func term(_ chance: inout Chance) -> Corpus.Document? {
    guard !lexicon.entries.isEmpty else { return nil }
    let entry = chance.pick(lexicon.entries)
    var sentences = [
      chance.pick(Paragraphs.openings).filled([
        "Term": entry.subject.asSentenceStart, "term": entry.subject, "name": entry.name,
        "Meaning": entry.definition.asSentenceStart, "meaning": entry.definition,
      ])
    ]
    var more = zip(chance.shuffled(entry.traits), chance.shuffled(Paragraphs.traits)).map { trait, frame in
      frame.filled(["trait": trait, "term": entry.subject])
    }
    if entry.layer != .all, !chance.oneIn(3) {
      more.append(chance.pick(Paragraphs.places).filled(["layer": entry.layer.word]))
    }
    if let page = entry.page, chance.oneIn(3) { more.append(chance.pick(Paragraphs.pages).filled(["page": page])) }
    let neighbours = entry.related.compactMap(lexicon.entry)
    if !neighbours.isEmpty, chance.oneIn(2) {
      let other = chance.pick(neighbours)
      more.append(
        chance.pick(Paragraphs.neighbours).filled([
          "Other": other.subject.asSentenceStart, "other": other.subject, "meaning": other.definition,
        ]))
    }
    sentences += more.prefix(chance.int(2...5))
    return document(sentences, about: "\(entry.id)")
  }

  /// Two terms beside each other.
  private func pair(_ chance: inout Chance) -> Corpus.Document? {
    guard lexicon.entries.count > 1 else { return nil }
    let first = chance.pick(lexicon.entries)
    let neighbours = first.related.compactMap(lexicon.entry)
    let second = neighbours.isEmpty || chance.oneIn(3) ? chance.pick(lexicon.entries) : chance.pick(neighbours)
    guard first.id != second.id, let trait = first.traits.first, let other = second.traits.last else { return nil }
    let values: KeyValuePairs = [
      "A": first.subject.asSentenceStart, "a": first.subject, "B": second.subject.asSentenceStart,
      "b": second.subject, "ma": first.definition, "mb": second.definition, "ta": trait, "tb": other,
    ]
    var sentences = [chance.pick(Paragraphs.contrasts).filled(values)]
    sentences += chance.shuffled(Paragraphs.contrastTraits).prefix(chance.int(1...2)).map { $0.filled(values) }
    if first.layer != .all, second.layer != .all, chance.oneIn(2) {
      let isSame = first.layer == second.layer
      let both = "Both belong to the {a} layer."
      let apart = "The first belongs to the {a} layer, the second to the {b} layer."
      sentences.append((isSame ? both : apart).filled(["a": first.layer.word, "b": second.layer.word]))
    }
    return document(sentences, about: "\(first.id) \(second.id)")
  }

  /// Some terms that one page explains.
  private func overview(_ chance: inout Chance) -> Corpus.Document? {
    guard let page = lexicon.entries.isEmpty ? nil : chance.pick(lexicon.entries).page else { return nil }
    let entries = chance.shuffled(lexicon.entries.filter { $0.page == page })
    guard entries.count > 2 else { return nil }
    var sentences = [
      chance.pick(Paragraphs.overviews).filled([
        "page": page, "a": entries[0].subject, "b": entries[1].subject, "c": entries[2].subject,
      ])
    ]
    for entry in entries.prefix(chance.int(2...3)) {
      let predicate = chance.oneIn(3) ? chance.pick(entry.traits) : "is " + entry.definition
      sentences.append("\(entry.subject.asSentenceStart) \(predicate).")
    }
    return document(sentences, about: "\(entries[0].id) \(entries[1].id) \(entries[2].id)")
  }

  /// What is done in a box of the map, and what goes wrong there.
  private func box(_ chance: inout Chance) -> Corpus.Document? {
    let usable = tasks.filter { $0.objects.count > 2 && $0.symptoms.count > 1 && $0.layer != .all }
    guard !usable.isEmpty else { return nil }
    let box = chance.pick(usable)
    let objects = chance.shuffled(box.objects)
    let symptoms = chance.shuffled(box.symptoms)
    let works = chance.shuffled(Classification.works)
    let place = chance.pick(Classification.places)
    let values: KeyValuePairs = [
      "title": box.title, "layer": box.layer.word, "o1": objects[0], "o2": objects[1], "o3": objects[2],
      "w1": works[0], "w2": works[1], "s1": symptoms[0], "s2": symptoms[1], "place": place,
      "Place": place.asSentenceStart,
    ]
    var sentences = [chance.pick(Paragraphs.boxOpenings).filled(values)]
    sentences += chance.shuffled(Paragraphs.boxSentences).prefix(chance.int(1...3)).map { $0.filled(values) }
    return document(sentences, about: "\(box.page)")
  }

  /// Some facts in a row.
  private func list(_ chance: inout Chance) -> Corpus.Document? {
    guard facts.count > 4 else { return nil }
    let chosen = chance.shuffled(facts).prefix(chance.int(3...4))
    return document([chance.pick(Paragraphs.listOpenings)] + chosen.map(\.statement), about: "facts")
  }

  private func document(_ sentences: [String], about: String) -> Corpus.Document {
    Corpus.Document(
      text: sentences.joined(separator: " "), kind: .paragraph, origin: "paragraph:\(about)")
  }
}

extension Paragraphs {
  fileprivate static let openings = [
    "{Term} is {meaning}.", "{Meaning}: that is {term}.", "By {name} one means {meaning}.",
    "In this course, {term} is {meaning}.", "What is {term}? It is {meaning}.", "One word for {meaning} is {name}.",
    "In short, {term} is {meaning}.", "Engineers use the word {name} for {meaning}.",
  ]
  fileprivate static let traits = [
    "It {trait}.", "In practice it {trait}.", "Note that it {trait}.", "Besides, it {trait}.", "As a rule it {trait}.",
    "One should know that it {trait}.", "Remember that {term} {trait}.", "In other words, it {trait}.",
  ]
  fileprivate static let places = [
    "It belongs to the {layer} layer.", "On the map it stands in the {layer} layer.",
    "Its place is the {layer} layer.", "People of the {layer} layer work with it.",
  ]
  fileprivate static let pages = [
    "The page {page} explains it.", "More about it stands on the page {page}.", "Read the page {page} about it.",
  ]
  fileprivate static let neighbours = [
    "A related word is {other}: {meaning}.", "Close to it stands {other}, which is {meaning}.",
    "Do not take it for {other}, which is {meaning}.", "{Other} is another thing: {meaning}.",
    "Whoever reads about it will also meet {other}, that is, {meaning}.",
  ]
  fileprivate static let contrasts = [
    "{A} is {ma}, while {b} is {mb}.", "{A} and {b} are two things: the first is {ma}, the second {mb}.",
    "Compare {a} with {b}. The one is {ma}, the other {mb}.", "{A} is not the same as {b}. {A} is {ma}. {B} is {mb}.",
    "Where {a} is {ma}, {b} is {mb}.",
  ]
  fileprivate static let contrastTraits = [
    "{A} {ta}.", "{B} {tb}.", "The first {ta}, and the second {tb}.", "It is said of {a} that it {ta}.",
    "Of the two, {b} {tb}.",
  ]
  fileprivate static let overviews = [
    "The page {page} speaks of {a}, {b} and {c}.", "Whoever reads {page} will meet {a}, {b} and {c}.",
    "Three words of the page {page} are {a}, {b} and {c}.", "To understand {page}, one needs {a}, {b} and {c}.",
  ]
  fileprivate static let boxOpenings = [
    "{title} is a part of the {layer} layer.", "The box {title} lies in the {layer} layer.",
    "On the map, {title} stands in the {layer} layer.", "Whoever works on {title} works in the {layer} layer.",
    "{title}: that is work of the {layer} layer.",
  ]
  fileprivate static let boxSentences = [
    "Typical work is {w1} {o1} and {w2} {o2}.", "One of its tasks is {w1} {o3}.",
    "{Place}, {s1}: that is a fault of this layer.", "When {s2}, one should look here.",
    "It takes care of {o1}, {o2} and {o3}.", "A team that is {w2} {o2} works in the {layer} layer.",
    "A typical symptom is that {s1}.", "Before anything else, look at {o3}.",
  ]
  fileprivate static let listOpenings = [
    "Some facts to remember.", "What should one know?", "Three or four facts about the stack.", "From the notebook.",
    "In short.", "A few things that are worth knowing.",
  ]
}
