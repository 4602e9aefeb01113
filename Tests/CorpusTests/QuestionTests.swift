import Corpus
import Curriculum
import StrataTesting
import Testing

/// The 300 held-out questions, each held to a rule that knows nothing of how it was made.
@Suite struct QuestionTests {
  private let questions = MadeCorpus.shipped.questions

  @Test func `there are sixty questions of each skill, and no two are alike`() {
    #expect(questions.count == 300)
    #expect(Set(questions.map(\.id)).count == 300)
    #expect(Set(questions.map(\.prompt)).count == 300)
    #expect(Set(questions.flatMap(\.instances)).count == questions.map(\.instances.count).reduce(0, +))
  }

  @Test func `a prompt begins with a mark and ends where the assistant speaks`() {
    for question in questions {
      #expect(question.prompt.hasPrefix("<|user|> ") || question.prompt.hasPrefix("<|context|> "))
      #expect(question.prompt.hasSuffix("<|assistant|>"))
      #expect(question.prompt.count < 600, "\(question.prompt)")
      for answer in question.accepted {
        #expect(!answer.isEmpty && !answer.contains("<|"))
        #expect(answer.first?.isWhitespace == false && answer.last?.isWhitespace == false)
      }
    }
  }

  @Test func `accepted answers are right with the mark or without, and those of other questions wrong`() throws {
    for (index, question) in questions.enumerated() {
      for answer in question.accepted {
        #expect(question.isRight(" \(answer)<|end|><|user|> What else?"))
        #expect(question.isRight("\(answer)\n"))
        #expect(!question.isRight(" \(answer) and more<|end|>"))
        #expect(!question.isRight(String(answer.dropLast())))
        #expect(!question.isRight("<|end|> \(answer)"))
      }
      let other = questions[(index + 61) % questions.count].accepted
      if Set(other).isDisjoint(with: question.accepted) { #expect(!question.isRight(" \(other[0])<|end|>")) }
      #expect(!question.isRight(""))
    }
  }

  @Test func `the label of a task is the layer of the page that it comes from, in equal shares`() throws {
    let dialogues = MadeCorpus.training(.classification).map { ($0.origin, Dialogue($0.text).answers) }
    let asked = MadeCorpus.questions(.classification).map { ($0.origin, $0.accepted) }
    for (origin, labels) in dialogues + asked {
      guard case .page(let id)? = Reference(origin) else {
        Issue.record("\(origin) is no page")
        continue
      }
      let page = try #require(MadeCorpus.course.page(id))
      #expect(labels == [page.layer.rawValue], "\(origin)")
    }
    let counts = Dictionary(grouping: asked, by: { $0.1[0] }).mapValues(\.count)
    #expect(counts == ["application": 20, "model": 20, "infrastructure": 20])
  }

  @Test func `a copied answer stands in the context, which holds other facts as well`() {
    for question in MadeCorpus.questions(.copying) {
      let dialogue = Dialogue(question.prompt)
      #expect(question.accepted.count == 1)
      #expect(dialogue.context.ranges(of: question.accepted[0]).count >= 1, "\(question.prompt)")
      #expect(dialogue.context.count { $0 == "." } >= 2, "\(question.prompt)")
      #expect(!dialogue.question.contains(question.accepted[0]), "\(question.prompt)")
    }
  }

  @Test func `arithmetic is right wherever it occurs`() throws {
    let texts = MadeCorpus.training(.tools).map(\.text)
    let asked = MadeCorpus.questions(.tools)
    var counts = [0, 0, 0]
    for text in texts + asked.map({ $0.prompt + " " + $0.accepted[0] }) {
      let dialogue = Dialogue(text)
      if let call = Calculation(call: dialogue.answers[0]) {
        #expect(dialogue.question.contains(String(call.a)) && dialogue.question.contains(String(call.b)), "\(text)")
        counts[0] += 1
        if let result = dialogue.results.first {
          #expect(result == "result: \(call.result)")
          #expect(dialogue.answers[1].contains(String(call.result)), "\(text)")
          counts[1] += 1
        }
      } else {
        let sum = try #require(Calculation(sumIn: dialogue.question), "\(text)")
        #expect(dialogue.answers == [String(sum.result)], "\(text)")
        counts[2] += 1
      }
    }
    #expect(counts.allSatisfy { $0 > 200 }, "\(counts)")
  }

  @Test func `a call may name its numbers in either order only where that is the same`() throws {
    for question in MadeCorpus.questions(.tools) {
      guard let call = Calculation(call: question.accepted[0]), Dialogue(question.prompt).results.isEmpty else {
        continue
      }
      let turned = question.isRight(" call: \(call.operation)(\(call.b), \(call.a))<|end|>")
      #expect(turned == (["add", "multiply"].contains(call.operation) || call.a == call.b), "\(question.prompt)")
    }
  }

  @Test func `what is asked about a fact was taught in another wording`() {
    let taught = Dictionary(grouping: MadeCorpus.training(.knowledge), by: \.origin)
    let full = MadeCorpus.questions(.knowledge).filter { question in
      taught[question.origin, default: []].contains { Dialogue($0.text).answers == question.accepted }
    }
    // The corpus of the tests is a tenth of the real one, which teaches every fact many times.
    #expect(full.count > 50)
  }

  @Test func `the missing term is nowhere in its question, and belongs to the course`() throws {
    for question in MadeCorpus.questions(.cloze) {
      let text = Dialogue(question.prompt).question
      #expect(text.ranges(of: "____").count == 1)
      #expect(!text.lowercased().contains(question.accepted[0].lowercased()), "\(text)")
      let reference = try #require(Reference(question.origin))
      #expect(MadeCorpus.course.has(reference))
    }
  }
}

/// Two numbers and what is to be done with them, read from a text.
struct Calculation {
  let operation: String
  let a: Int
  let b: Int

  /// From `call: multiply(12, 7)`.
  init?(call text: String) {
    guard let found = text.wholeMatch(of: /call: (add|subtract|multiply|divide)\((\d+), (\d+)\)/) else { return nil }
    guard let a = Int(found.2), let b = Int(found.3) else { return nil }
    (operation, self.a, self.b) = (String(found.1), a, b)
  }

  /// From a question with `12 + 7` or `12 - 7`.
  init?(sumIn text: String) {
    guard let found = text.firstMatch(of: /(\d+) (\+|-) (\d+)/), let a = Int(found.1), let b = Int(found.3) else {
      return nil
    }
    (operation, self.a, self.b) = (found.2 == "+" ? "add" : "subtract", a, b)
  }

  /// The quotient with its remainder counted as wrong: it is -1 then.
  var result: Int {
    switch operation {
    case "add": a + b
    case "subtract": a - b
    case "multiply": a * b
    default: a.isMultiple(of: b) ? a / b : -1
    }
  }
}
