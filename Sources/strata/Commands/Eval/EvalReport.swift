import Corpus
import Decision
import Inference

/// What one or two models answered, counted by skill.
struct EvalReport {
  /// The answers of a model.
  struct Answered {
    let name: String
    /// In the order of the questions.
    let said: [String]
    let isRight: [Bool]

    func proportion(_ places: [Int]) -> Proportion {
      Proportion(places.count { isRight[$0] }, of: places.count)
    }
  }

  let questions: [QuestionFile.Question]
  let first: Answered
  let second: Answered?

  /// The skills in the order in which they come, with the places of their questions; all of them last.
  private var groups: [(name: String, places: [Int])] {
    var names: [String] = []
    var places: [String: [Int]] = [:]
    for (place, question) in questions.enumerated() {
      if places[question.skill] == nil { names.append(question.skill) }
      places[question.skill, default: []].append(place)
    }
    let groups = names.map { ($0, places[$0] ?? []) }
    return groups.count == 1 ? groups : groups + [("all", Array(questions.indices))]
  }

  private func comparison(_ second: Answered, _ places: [Int]) -> PairedComparison {
    PairedComparison(places.map { first.isRight[$0] }, places.map { second.isRight[$0] })
  }

  // MARK: JSON

  var json: JSON {
    .object([
      "skills": .list(groups.map { row($0.name, $0.places) }),
      "answers": .list(questions.indices.map { answer($0) }),
    ])
  }

  private func row(_ name: String, _ places: [Int]) -> JSON {
    var members: [String: JSON] = [
      "skill": .text(name), "count": .int(places.count), "first": EvalReport.json(first, places),
    ]
    if let second {
      let pairs = comparison(second, places)
      members["second"] = EvalReport.json(second, places)
      members["difference"] = .number(pairs.difference)
      members["difference_interval"] = EvalReport.json(pairs.interval)
      members["only_first"] = .int(pairs.onlyFirst)
      members["only_second"] = .int(pairs.onlySecond)
      members["probability_of_luck"] = .number(pairs.probabilityOfLuck)
    }
    return .object(members)
  }

  private static func json(_ model: Answered, _ places: [Int]) -> JSON {
    let found = model.proportion(places)
    return [
      "model": .text(model.name), "right": .int(found.successes), "score": .number(found.share),
      "interval": json(found.interval),
    ]
  }

  private static func json(_ range: ClosedRange<Double>) -> JSON {
    [.number(range.lowerBound), .number(range.upperBound)]
  }

  private func answer(_ place: Int) -> JSON {
    let question = questions[place]
    var members: [String: JSON] = [
      "id": .text(question.id), "skill": .text(question.skill), "prompt": .text(question.prompt),
      "accepted": .texts(question.accepted), "first": .text(GradedQuestion.answer(in: first.said[place])),
      "first_right": .bool(first.isRight[place]),
    ]
    if let second {
      members["second"] = .text(GradedQuestion.answer(in: second.said[place]))
      members["second_right"] = .bool(second.isRight[place])
    }
    return .object(members)
  }

  // MARK: Text

  func printout(withAnswers: Bool) -> Printout {
    var out = Printout()
    if withAnswers { answers(&out) }
    var rows = [["skill", "right", "of", "score", "95 % interval"]]
    if second != nil { rows[0] += ["second", "95 % interval", "difference", "95 % interval", "luck"] }
    for (name, places) in groups {
      let found = first.proportion(places)
      var row = [
        name, String(found.successes), String(found.count), Figure.percent(found.share),
        EvalReport.range(found.interval),
      ]
      if let second {
        let other = second.proportion(places)
        let pairs = comparison(second, places)
        row += [
          Figure.percent(other.share), EvalReport.range(other.interval), EvalReport.signed(pairs.difference),
          EvalReport.range(pairs.interval), EvalReport.chance(pairs.probabilityOfLuck),
        ]
      }
      rows.append(row)
    }
    out.table(rows, right: [1, 2, 3, 4, 5, 6, 7, 8, 9])
    if let second, let verdict = verdict(second) {
      out.line()
      out.wrapped(verdict, width: Console.columns)
    }
    return out
  }

  private func verdict(_ second: Answered) -> String? {
    guard let all = groups.last else { return nil }
    let pairs = comparison(second, all.places)
    let luck = EvalReport.chance(pairs.probabilityOfLuck)
    let counts =
      "Only \(first.name) is right on \(pairs.onlyFirst), only \(second.name) on \(pairs.onlySecond) of \(pairs.count) questions"
    let meaning =
      pairs.probabilityOfLuck < 0.05 ? "Luck is an unlikely explanation." : "That is no evidence that one is better."
    return "\(counts). Luck alone parts them so unevenly in \(luck) of such comparisons. \(meaning)"
  }

  private func answers(_ out: inout Printout) {
    for (place, question) in questions.enumerated() {
      let mark = first.isRight[place] ? "✓" : "✗"
      out.wrapped("\(mark) \(question.id)  \(question.prompt)", width: Console.columns)
      out.line("\(first.name): \(GradedQuestion.answer(in: first.said[place]))", indent: 4)
      if let second { out.line("\(second.name): \(GradedQuestion.answer(in: second.said[place]))", indent: 4) }
      if !first.isRight[place] { out.line("accepted: \(question.accepted.joined(separator: " | "))", indent: 4) }
    }
    out.line()
  }

  private static func range(_ interval: ClosedRange<Double>) -> String {
    "\(signed(interval.lowerBound, always: false)) to \(signed(interval.upperBound, always: false))"
  }

  /// A chance is never shown as none.
  private static func chance(_ share: Double) -> String {
    share < 0.001 ? "less than 0.1 %" : Figure.percent(share)
  }

  private static func signed(_ share: Double, always: Bool = true) -> String {
    let text = Figure.percent(abs(share))
    return share < 0 ? "−" + text : (always ? "+" + text : text)
  }
}
