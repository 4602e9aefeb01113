import ArgumentParser
import Corpus
import Inference
import TextSafety

/// `strata eval`: a model answers graded questions.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Let a model answer graded questions, and say how sure the score is.",
    discussion: """
      The model continues each prompt with its most likely tokens, and what stands before the first mark must be an accepted answer, \
      letter by letter. A score has its 95 % interval (Wilson); with --against, the same questions go to a second model, and \
      the exact test of McNemar says how likely luck alone makes such a difference. The questions held out for StackLM are \
      used unless --set names one of its skills (\(Corpus.Skill.allCases.map(\.rawValue).joined(separator: ", "))) or a \
      file of JSON lines with skill, prompt and accepted.
      """)

  @Argument(help: "A GGUF file, or the name of a shipped model: stacklm.") var file: String
  @Option(help: ArgumentHelp("A skill, or a file of questions.", valueName: "name")) var set: String?
  @Option(help: ArgumentHelp("A second model, on the same questions.", valueName: "file")) var against: String?
  @Option(help: ArgumentHelp("The most tokens of an answer.", valueName: "n")) var most = 64
  @OptionGroup var threads: ThreadsOption
  @Flag(help: "Show every question with what was answered.") var answers = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if !(1...4_096).contains(most) { throw ValidationError("--most must be from 1 to 4096, not \(most)") }
  }

  func run() throws {
    let questions = try EvalCommand.questions(set)
    Interruption.heed()
    let first = try graded(file, questions)
    let second = try against.map { try graded($0, questions) }
    let report = EvalReport(questions: questions, first: first, second: second)
    if json { try report.json.write() } else { try report.printout(withAnswers: answers).write() }
  }

  private static func questions(_ set: String?) throws -> [QuestionFile.Question] {
    let skill = set.flatMap { Corpus.Skill(rawValue: $0) }
    if let set, skill == nil { return try QuestionFile.read(set) }
    guard let folder = ShippedModels.folder else {
      throw Failure("the questions came with the course, which is not found; name a file with --set")
    }
    let all = try QuestionFile.read(folder + "/data/questions.jsonl")
    return skill.map { skill in all.filter { $0.skill == skill.rawValue } } ?? all
  }

  private func graded(_ name: String, _ questions: [QuestionFile.Question]) throws -> EvalReport.Answered {
    let opened = try ModelFile.open(name)
    let model = try ModelFile.model(opened, path: name)
    let tokenizer = try ModelFile.tokenizer(opened, path: name)
    let room = model.blueprint.contextLength
    var longest = 0
    for question in questions {
      // No token is as long as that: what is far too long need not be cut into them first.
      let isHuge = question.prompt.utf8.count > 256 * room
      let count = isHuge ? question.prompt.utf8.count / 256 : tokenizer.tokens(of: question.prompt, special: true).count
      guard count < room else {
        throw Failure(
          "the prompt of question \(question.id) has \(isHuge ? "more than " : "")\(count) tokens, and \(name) has a context of \(room)"
        )
      }
      longest = max(longest, count)
    }
    try ModelFile.checkMemory([model], positions: longest + most, type: .f16)
    let transformer = try Transformer(model, threads: threads.count)
    var progress = ProgressLine()
    defer { progress.clear() }
    let said = try ModelFile.computing(name) {
      try Answers.of(transformer, tokenizer, to: questions.map(\.prompt), most: most) { done in
        progress.show("answering", Double(done) / Double(questions.count))
        return !Interruption.isRequested
      }
    }
    progress.clear()
    if Interruption.isRequested {
      Console.warn("interrupted: there is no score")
      throw ExitCode(Interruption.status)
    }
    return EvalReport.Answered(name: name, said: said, isRight: zip(questions, said).map { $0.isRight($1) })
  }
}
