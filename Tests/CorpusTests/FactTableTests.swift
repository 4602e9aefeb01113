import Curriculum
import Testing
@testable import Corpus

/// The tables that the generator draws from, held to the course.
@Suite struct FactTableTests {
  private let course = MadeCorpus.course
  private let lexicon = Lexicon(course: MadeCorpus.course)

  @Test func `every term of the table is one of the glossary`() {
    let texts = [
      Lexicon.crossText, Lexicon.applicationText, Lexicon.modelText, Lexicon.servingText, Lexicon.operationsText,
      Lexicon.agentsText,
    ]
    let written = texts.flatMap(FactTable.blocks)
    #expect(written.filter { course.term(TermID(String($0[0].prefix { $0 != ":" }))) == nil } == [])
    #expect(written.allSatisfy { $0.count >= 4 })
    #expect(lexicon.entries.count == written.count)
    #expect(lexicon.entries.count >= 160)
  }

  @Test func `no two terms share a name, a meaning or a trait`() {
    let entries = lexicon.entries
    #expect(Set(entries.map(\.name)).count == entries.count)
    #expect(Set(entries.map(\.definition)).count == entries.count)
    let traits = entries.flatMap(\.traits)
    #expect(Dictionary(grouping: traits, by: { $0 }).filter { $0.value.count > 1 }.keys.sorted() == [])
  }

  @Test func `a meaning does not hold the name that it explains`() {
    for entry in lexicon.entries {
      for text in [entry.definition] + entry.traits {
        #expect(!text.lowercased().contains(entry.name.lowercased()), "\(entry.id): \(text)")
      }
    }
  }

  @Test func `every box of the map has work and symptoms, and no two boxes share any`() {
    let tasks = LayerTasks.all(of: course)
    #expect(tasks.count == FactTable.blocks(LayerTasks.text).count)
    #expect(tasks.count == 14)
    for layer in [Layer.application, .model, .infrastructure] {
      #expect(tasks.count { $0.layer == layer } >= 4, "\(layer)")
    }
    #expect(tasks.allSatisfy { $0.objects.count >= 8 && $0.symptoms.count >= 4 })
    let things = tasks.flatMap { $0.objects + $0.symptoms }
    #expect(Set(things).count == things.count)
  }

  @Test func `every fact states its answer and is asked in four wordings or more`() {
    let facts = StackFact.all(of: course)
    #expect(facts.count == FactTable.blocks(StackFact.text).count)
    #expect(Set(facts.map(\.id)).count == facts.count)
    for fact in facts where fact.answer != "yes" && fact.answer != "no" {
      #expect(fact.statement.lowercased().contains(fact.answer.lowercased()), "\(fact.id)")
    }
    #expect(facts.allSatisfy { $0.questions.count >= 4 })
    let questions = facts.flatMap(\.questions)
    #expect(Set(questions).count == questions.count)
  }

  @Test func `wordings kept for the held-out questions are never trained on`() {
    let reserved = Knowledge.reservedDefinitionFrames + Knowledge.reservedNameFrames
    let trained = MadeCorpus.training(.knowledge).flatMap(\.instances)
    let asked = MadeCorpus.questions(.knowledge).flatMap(\.instances)
    func uses(_ instance: String) -> Bool { reserved.contains { instance.hasSuffix(" | " + $0) } }
    #expect(!trained.contains(where: uses))
    #expect(asked.count(where: uses) >= 10)
  }

  @Test func `a drawn number stays in its range and reaches both ends`() {
    var chance = Chance(seed: 1, stream: "test")
    let drawn = (0..<2000).map { _ in chance.int(3...7) }
    #expect(Set(drawn) == [3, 4, 5, 6, 7])
    #expect(chance.shuffled(Array(0..<50)).sorted() == Array(0..<50))
    var other = Chance(seed: 1, stream: "other")
    var same = Chance(seed: 1, stream: "test")
    #expect(other.next() != same.next())
  }
}
