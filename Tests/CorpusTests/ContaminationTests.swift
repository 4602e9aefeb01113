import Corpus
import StrataTesting
import Testing

@Suite struct ContaminationTests {
  private let corpus = MadeCorpus.shipped

  private func cause(_ document: Corpus.Document) -> Contamination.Cause? {
    let place = corpus.training.count / 2
    var training = corpus.training
    training.insert(document, at: place)
    let found = Contamination(in: training, questions: corpus.questions, validation: corpus.validation)
    #expect(found.finds.count <= 1)
    #expect(found.finds.allSatisfy { $0.document == place })
    return found.finds.first?.cause
  }

  @Test func `nothing held out occurs in training`() {
    let found = Contamination(in: corpus.training, questions: corpus.questions, validation: corpus.validation)
    #expect(found.isClean, "\(found.finds.prefix(3))")
    #expect(corpus.figures.contaminatedLeft == 0)
  }

  @Test func `what a held-out question asks was drawn again, and left out`() {
    #expect(corpus.figures.contaminated > 0)
  }

  @Test(arguments: Corpus.Skill.allCases)
  func `a held-out question among the examples is found`(skill: Corpus.Skill) throws {
    let question = try #require(MadeCorpus.questions(skill).last)
    let text = question.prompt + " " + question.accepted[0]
    #expect(cause(Corpus.Document(text: text, kind: skill.kind, origin: "test")) == .prompt(question.id))
    let behind = "<|user|> Hello<|assistant|> Hello<|end|>" + text
    #expect(cause(Corpus.Document(text: behind, kind: skill.kind, origin: "test")) == .prompt(question.id))
    let other = Corpus.Document(text: "<|user|> x", kind: skill.kind, origin: "test", instances: question.instances)
    #expect(cause(other) == .instance(question.id))
  }

  @Test func `a prompt that only begins like a held-out one is none`() throws {
    let question = try #require(MadeCorpus.questions(.copying).first)
    let text = question.prompt.replacing("<|assistant|>", with: " Please.<|assistant|> No")
    #expect(cause(Corpus.Document(text: text, kind: .copying, origin: "test")) == nil)
  }

  @Test func `prose that quotes a held-out question is found, whatever its case and marks`() throws {
    let question = try #require(MadeCorpus.questions(.cloze).first)
    let quoted = Dialogue(question.prompt).question.uppercased().replacing(".", with: " —")
    let document = Corpus.Document(text: "Somebody asked: \(quoted) Who knows?", kind: .page, origin: "test")
    #expect(cause(document) == .questionRun(question.id))
  }

  @Test func `thirteen words of a held-out section are found and twelve are not`() throws {
    let runs = corpus.validation.filter(\.kind.isProse).compactMap { section in
      ContaminationTests.plainRun(of: 13, in: section.text).map { (section, $0) }
    }
    let (section, words) = try #require(runs.first)
    func document(_ count: Int) -> Corpus.Document {
      let run = words.prefix(count).joined(separator: " ")
      return Corpus.Document(text: "Zyx \(run) zyx.", kind: .paragraph, origin: "test")
    }
    #expect(cause(document(13)) == .sectionRun(section.origin))
    #expect(cause(document(12)) == nil)
  }

  /// The first run of so many words that are nothing but letters, up to a comma or full stop.
  private static func plainRun(of length: Int, in text: String) -> ArraySlice<Substring>? {
    let words = text.split(whereSeparator: \.isWhitespace)
    func isPlain(_ word: Substring) -> Bool { word.wholeMatch(of: /[A-Za-z]+[,.]?/) != nil }
    return words.indices.dropLast(length).lazy.map { words[$0..<($0 + length)] }.first { $0.allSatisfy(isPlain) }
  }

  @Test func `a held-out paragraph is found as a whole`() throws {
    let paragraph = try #require(corpus.validation.first { $0.kind == .paragraph })
    let copy = Corpus.Document(text: paragraph.text, kind: .paragraph, origin: "test")
    #expect(cause(copy) == .text(paragraph.origin))
  }
}

@Suite struct NearDuplicateTests {
  private static func words(_ range: Range<Int>) -> String { range.map { "w\($0)" }.joined(separator: " ") }

  @Test func `a text is near to itself in other case and punctuation`() {
    var near = NearDuplicates()
    #expect(near.insert("The cache grows with every token of a long request.") == nil)
    #expect(near.insert("the cache grows, with every token: of a LONG request") == 0)
    #expect(near.insert("The cache shrinks when a request ends at last, and all is free.") == nil)
  }

  @Test func `the share of common runs decides, and not the estimate`() {
    // 107 words have 100 runs of eight. Moved by k words, 100 - k are common and 100 + k there are in all.
    var near = NearDuplicates(threshold: 0.8)
    #expect(near.insert(Self.words(0..<107)) == nil)
    #expect(near.insert(Self.words(12..<119)) == nil)  // 88 of 112: 0.79
    #expect(near.insert(Self.words(300..<407)) == nil)
    #expect(near.insert(Self.words(305..<412)) == 2)  // 95 of 105: 0.90
  }

  @Test func `short and empty texts are taken whole`() {
    var near = NearDuplicates()
    #expect(near.insert("one two") == nil)
    #expect(near.insert("one two three") == nil)
    #expect(near.insert("One, two!") == 0)
    #expect(near.insert("") == nil)
    #expect(near.insert("…") == nil)
  }

  @Test func `copies are found among many texts, whatever the seed`() throws {
    try withEverySeed(0..<20) { _, rng in
      var near = NearDuplicates()
      var texts: [String] = []
      for _ in 0..<60 { texts.append((0..<40).map { _ in "w\(rng.int(0...500))" }.joined(separator: " ")) }
      for text in texts { try #require(near.insert(text) == nil) }
      let copied = rng.int(0...59)
      try #require(near.insert(texts[copied] + " more") == copied)
    }
  }
}
