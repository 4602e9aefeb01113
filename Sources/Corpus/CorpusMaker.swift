import Curriculum

/// Makes a corpus: held-out texts first, then whatever may be trained on beside them.
struct CorpusMaker {
  private let course: Course
  private let seed: UInt64
  private let size: Corpus.Size
  private let skills: [any SkillGenerator]
  private let paragraphs: Paragraphs

  private(set) var training: [Corpus.Document] = []
  private(set) var tuning: [Corpus.Document] = []
  private(set) var validation: [Corpus.Document] = []
  private(set) var questions: [GradedQuestion] = []
  private(set) var exactCopies = 0
  private(set) var nearCopies = 0
  private(set) var contaminated = 0

  private var seen: Set<UInt64> = []
  private var near = NearDuplicates()

  /// After so many draws in a row that gave nothing new, a skill's wordings count as used up.
  private static let patience = 400
  /// One section in so many is held out.
  private static let heldOutShare: UInt64 = 12
  /// The least size of a held-out section in bytes: shorter ones say too little about a model.
  private static let leastHeldOut = 400

  init(course: Course, seed: UInt64, size: Corpus.Size) {
    self.course = course
    self.seed = seed
    self.size = size
    let lexicon = Lexicon(course: course)
    let tasks = LayerTasks.all(of: course)
    let facts = StackFact.all(of: course)
    paragraphs = Paragraphs(lexicon: lexicon, tasks: tasks, facts: facts)
    skills = [
      Classification(tasks), Copying(), Knowledge(entries: lexicon.entries, facts: facts), ToolUse(),
      Cloze(entries: lexicon.entries),
    ]
  }

  mutating func make() {
    var prose: [Corpus.Document] = []
    for document in CourseProse.documents(of: course) {
      if isNew(document.text), isFar(document.text) { prose.append(document) }
    }
    validation = prose.filter(CorpusMaker.isHeldOut)
    for generator in skills { holdOutQuestions(generator) }
    holdOutParagraphs()
    let heldOut = HeldOutIndex(questions: questions, validation: validation)
    for document in prose where !CorpusMaker.isHeldOut(document) { train(on: document, unless: heldOut) }
    for generator in skills { makeExamples(generator, unless: heldOut) }
    makeParagraphs(unless: heldOut)
    var chance = Chance(seed: seed, stream: "order")
    chance.shuffle(&training)
    makeTuning(unless: heldOut)
  }

  /// New contexts with several questions each, and some of what was there for every other kind, so that nothing is unlearned.
  private mutating func makeTuning(unless heldOut: HeldOutIndex) {
    var left = Dictionary(
      uniqueKeysWithValues: Corpus.Document.Kind.allCases.map { kind in
        (kind, kind.isProse ? Int.max : (size.tuning.kept[kind] ?? 0))
      })
    for document in training where left[document.kind, default: 0] > 0 {
      left[document.kind, default: 0] -= 1
      tuning.append(document)
    }
    let copying = Copying()
    var chance = Chance(seed: seed, stream: "tuning: interviews")
    fill(size.tuning.interviews) { maker in
      let exchange = copying.interview(&chance)
      let document = Corpus.Document(
        text: exchange.text, kind: .copying, origin: exchange.origin, instances: exchange.instances)
      guard maker.isNew(exchange.text), heldOut.cause(document) == nil else { return false }
      maker.tuning.append(document)
      return true
    }
    var order = Chance(seed: seed, stream: "tuning: order")
    order.shuffle(&tuning)
  }

  /// Decided by the origin alone, so that corpora of all seeds are measured by the same sections.
  private static func isHeldOut(_ document: Corpus.Document) -> Bool {
    guard [.page, .lab].contains(document.kind), document.text.utf8.count >= leastHeldOut else { return false }
    return StableHash.of("held out: " + document.origin) % heldOutShare == 0
  }

  private mutating func holdOutQuestions(_ generator: some SkillGenerator) {
    var chance = Chance(seed: seed, stream: "questions: \(generator.skill.rawValue)")
    var instances: Set<String> = []
    var subjects: Set<String> = []
    var number = 0
    for attempt in 0..<(size.questions * 200) where number < size.questions {
      guard let exchange = generator.heldOut(number, &chance) else { continue }
      // A term or fact is asked once, as long as there are others.
      let subject = exchange.instances.map { $0.split(separator: "|").first.map { String($0) } ?? $0 }.joined()
      let isFresh = subjects.insert(subject).inserted || attempt > size.questions * 100
      guard isFresh, instances.isDisjoint(with: exchange.instances), isNew(exchange.text) else { continue }
      instances.formUnion(exchange.instances)
      questions.append(
        GradedQuestion(
          id: "\(generator.skill.rawValue)-\(number + 1)", skill: generator.skill, prompt: exchange.prompt,
          accepted: exchange.accepted, instances: exchange.instances, origin: exchange.origin))
      number += 1
    }
  }

  private mutating func holdOutParagraphs() {
    var chance = Chance(seed: seed, stream: "held-out paragraphs")
    fill(size.heldOutParagraphs) { maker in
      guard let document = maker.paragraphs.paragraph(&chance), maker.isNew(document.text), maker.isFar(document.text)
      else { return false }
      maker.validation.append(document)
      return true
    }
  }

  private mutating func makeParagraphs(unless heldOut: HeldOutIndex) {
    var chance = Chance(seed: seed, stream: "paragraphs")
    fill(size.paragraphs) { maker in
      guard let document = maker.paragraphs.paragraph(&chance), maker.isNew(document.text), maker.isFar(document.text)
      else { return false }
      return maker.train(on: document, unless: heldOut)
    }
  }

  private mutating func makeExamples(_ generator: some SkillGenerator, unless heldOut: HeldOutIndex) {
    var chance = Chance(seed: seed, stream: generator.skill.rawValue)
    fill(size.examples[generator.skill] ?? 0) { maker in
      guard let exchange = generator.example(&chance), maker.isNew(exchange.text) else { return false }
      let document = Corpus.Document(
        text: exchange.text, kind: generator.skill.kind, origin: exchange.origin, instances: exchange.instances)
      return maker.train(on: document, unless: heldOut)
    }
  }

  /// Calls a step until it was true so many times, or false too often in a row.
  private mutating func fill(_ count: Int, _ step: (inout CorpusMaker) -> Bool) {
    var made = 0
    var failures = 0
    while made < count, failures < CorpusMaker.patience {
      let isMade = step(&self)
      made += isMade ? 1 : 0
      failures = isMade ? 0 : failures + 1
    }
  }

  /// Whether a document may be trained on; then it is.
  @discardableResult private mutating func train(on document: Corpus.Document, unless heldOut: HeldOutIndex) -> Bool {
    guard heldOut.cause(document) == nil else {
      contaminated += 1
      return false
    }
    training.append(document)
    return true
  }

  private mutating func isNew(_ text: String) -> Bool {
    let isNew = seen.insert(StableHash.of(text)).inserted
    exactCopies += isNew ? 0 : 1
    return isNew
  }

  private mutating func isFar(_ text: String) -> Bool {
    let isFar = near.insert(text) == nil
    nearCopies += isFar ? 0 : 1
    return isFar
  }
}
