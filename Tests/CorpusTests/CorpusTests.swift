import Corpus
import Curriculum
import StrataTesting
import Testing

@Suite struct CorpusTests {
  private let corpus = MadeCorpus.shipped

  @Test func `the same seed gives the same bytes, and another one other questions beside the same sections`() {
    let size = Corpus.Size(perSkill: 100, paragraphs: 50, questions: 12, heldOutParagraphs: 20)
    let first = Corpus(course: MadeCorpus.course, seed: 5, size: size)
    let again = Corpus(course: MadeCorpus.course, seed: 5, size: size)
    #expect(first.training == again.training)
    #expect(first.validation == again.validation)
    #expect(first.questions == again.questions)
    #expect(first.card == again.card)
    let other = Corpus(course: MadeCorpus.course, seed: 6, size: size)
    #expect(first.questions != other.questions)
    #expect(first.training != other.training)
    #expect(first.validation.filter(\.kind.isProse) == other.validation.filter(\.kind.isProse))
  }

  @Test func `the tuning set keeps all prose, so many of the rest, and asks for every fact of new contexts`() throws {
    var size = Corpus.Size(perSkill: 60, paragraphs: 30, questions: 10, heldOutParagraphs: 10)
    size.tuning = Corpus.Size.Tuning(kept: [.knowledge: 20, .paragraph: 5], interviews: 200)
    let corpus = Corpus(course: MadeCorpus.course, seed: 5, size: size)
    func count(_ kind: Corpus.Document.Kind) -> Int { corpus.tuning.count { $0.kind == kind } }
    #expect(count(.knowledge) == 20 && count(.paragraph) == 5 && count(.tools) == 0 && count(.copying) == 200)
    #expect(corpus.tuning.count(where: \.kind.isProse) == corpus.training.count(where: \.kind.isProse))
    let trained = Set(corpus.training.map(\.text))
    #expect(corpus.tuning.filter { $0.kind != .copying }.allSatisfy { trained.contains($0.text) })
    for document in corpus.tuning where document.kind == .copying {
      #expect(!trained.contains(document.text))
      let parts = document.text.split(separator: Corpus.Mark.user)
      let answers = parts.dropFirst().compactMap { $0.split(separator: Corpus.Mark.assistant).last }
      #expect(answers.count == document.instances.count && answers.count >= 2, "\(document.text)")
      for answer in answers {
        let value = answer.replacing(Corpus.Mark.end, with: "").dropFirst()
        #expect(parts[0].contains(value), "\(document.text)")
      }
    }
    let found = Contamination(in: corpus.tuning, questions: corpus.questions, validation: corpus.validation)
    #expect(found.isClean)
  }

  @Test func `a change to the size of one skill leaves the others as they were`() {
    var size = Corpus.Size(perSkill: 80, paragraphs: 30, questions: 10, heldOutParagraphs: 10)
    let before = Corpus(course: MadeCorpus.course, seed: 5, size: size)
    size.examples[.copying] = 160
    let after = Corpus(course: MadeCorpus.course, seed: 5, size: size)
    for kind in Corpus.Document.Kind.allCases where kind != .copying {
      func texts(_ corpus: Corpus) -> Set<String> { Set(corpus.training.filter { $0.kind == kind }.map(\.text)) }
      #expect(texts(before) == texts(after), "\(kind)")
    }
    #expect(after.training.count { $0.kind == .copying } == 160)
  }

  @Test func `as many examples are made as were asked for`() {
    for skill in Corpus.Skill.allCases {
      #expect(MadeCorpus.training(skill.kind).count == 1000, "\(skill)")
      #expect(MadeCorpus.questions(skill).count == 60, "\(skill)")
    }
    #expect(MadeCorpus.training(.paragraph).count == 600)
    #expect(corpus.validation.count { $0.kind == .paragraph } == 200)
  }

  @Test func `no text is there twice`() {
    let texts = corpus.training.map(\.text) + corpus.validation.map(\.text)
    #expect(Set(texts).count == texts.count)
  }

  @Test func `whole sections are held out, a twelfth or so of the prose, and never trained on`() {
    let heldOut = corpus.validation.filter(\.kind.isProse)
    let trained = corpus.training.filter(\.kind.isProse)
    #expect(Set(heldOut.map(\.origin)).isDisjoint(with: trained.map(\.origin)))
    let share = Double(heldOut.map(\.text.count).reduce(0, +)) / Double(trained.map(\.text.count).reduce(0, +))
    #expect((0.03...0.15).contains(share), "\(share)")
    #expect(heldOut.allSatisfy { $0.text.utf8.count >= 400 })
  }

  @Test func `prose is plain: no addresses, links, tables, diagrams or marks`() {
    let prose = (corpus.training + corpus.validation).filter(\.kind.isProse)
    #expect(prose.count > 300)
    for document in prose {
      for trace in ["://", "](", "|--", "```", "──", "<|", "**"] {
        #expect(!document.text.contains(trace), "\(trace) in \(document.origin)")
      }
    }
  }

  @Test func `a page is cut at its headings and keeps its words`() throws {
    let corpus = try MadeCorpus.small(size: Corpus.Size(perSkill: 5, paragraphs: 5, questions: 2))
    let page = try #require(corpus.training.first { $0.origin == "page:start/First things" })
    #expect(page.text == "Where to start: First things\nA token is a piece of text. Ask why.")
  }

  @Test func `a course without the boxes and terms of the tables still gives its prose, copying and sums`() throws {
    let corpus = try MadeCorpus.small(size: Corpus.Size(perSkill: 20, paragraphs: 20, questions: 5))
    #expect(corpus.training.contains { $0.kind == .page })
    #expect(corpus.training.count { $0.kind == .copying } == 20)
    #expect(corpus.training.count { $0.kind == .tools } == 20)
    #expect(corpus.training.allSatisfy { $0.kind != .classification })
    #expect(corpus.figures.contaminatedLeft == 0)
  }

  @Test func `the marks stand where a dialogue has them`() {
    for document in corpus.training where !document.kind.isProse && document.kind != .paragraph {
      let dialogue = Dialogue(document.text)
      #expect(!document.text.hasSuffix(Corpus.Mark.end))
      #expect(document.marked.hasSuffix(Corpus.Mark.end))
      #expect(!dialogue.question.isEmpty && dialogue.answers.allSatisfy { !$0.isEmpty }, "\(document.text)")
      #expect(dialogue.answers.count == dialogue.results.count + 1, "\(document.text)")
    }
  }

  @Test func `it is counted how much of the held-out paragraphs training has said already`() {
    func runs(_ documents: [Corpus.Document]) -> Set<String> {
      Set(
        documents.filter { $0.kind == .paragraph }.flatMap { document in
          let words = document.text.lowercased().split { !$0.isLetter && !$0.isNumber }
          let last = max(0, words.count - 13)
          return (0...last).map { words[$0...].prefix(13).joined(separator: " ") }
        })
    }
    let heldOut = runs(corpus.validation)
    let share = Double(heldOut.intersection(runs(corpus.training)).count) / Double(heldOut.count)
    #expect(share > 0)
    #expect(abs(corpus.figures.knownParagraphRuns - share) < 1e-9)
  }

  @Test func `the card says what is in the corpus`() {
    let card = corpus.card
    for kind in Corpus.Document.Kind.allCases {
      let trained = corpus.training.filter { $0.kind == kind }
      let characters = trained.map(\.text.count).reduce(0, +)
      #expect(card.contains("| \(kind.rawValue) | \(trained.count) | \(characters) |"), "\(kind)")
    }
    for skill in Corpus.Skill.allCases { #expect(card.contains("| \(skill.rawValue) | 60 |")) }
    #expect(card.contains("Seed 7, course \(MadeCorpus.course.fingerprint)"))
    #expect(card.contains("| contaminated documents left in training | 0 |"))
    #expect(card.contains("left out | \(corpus.figures.exactCopies) |"))
  }
}
