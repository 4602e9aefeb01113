import Corpus
import Curriculum
import Experiments
import Foundation
import Inference

/// What surrounds an experiment that a command runs.
struct DemoSurroundings {
  private let options: GlobalOptions
  private let model: String?
  private let threads: Int
  private let seed: UInt64
  private let isQuiet: Bool

  init(_ options: GlobalOptions, model: String?, threads: Int, seed: UInt64, isQuiet: Bool = false) {
    self.options = options
    self.model = model
    self.threads = threads
    self.seed = seed
    self.isQuiet = isQuiet
  }

  /// - Throws: ``Failure`` when the experiment needs a model, and there is none.
  func environment(_ description: ExperimentDescription) throws -> ExperimentEnvironment {
    let path = try modelPath(description)
    let desk = Desk(options, isQuiet: isQuiet)
    return ExperimentEnvironment(
      threads: threads, seed: seed, modelPath: path, draftPath: path.flatMap { DemoSurroundings.draftPath(beside: $0) },
      machine: Machine.processorName, load: Machine.loadPerCore,
      corpus: { size in Corpus(course: try desk.course(), size: size) },
      questions: { try DemoSurroundings.questions(desk) })
  }

  private func modelPath(_ description: ExperimentDescription) throws -> String? {
    if let model { return ShippedModels.path(model) }
    let shipped = ShippedModels.path("stacklm")
    if FileManager.default.fileExists(atPath: shipped) { return shipped }
    guard !description.needs.isModelNeeded else {
      throw Failure(
        "\(description.id) needs a model, and stacklm.gguf did not come with the course; name a GGUF file of the "
          + "llama family with --model")
    }
    return nil
  }

  /// The draft model that lies beside a model: `stacklm-draft.gguf` beside `stacklm.gguf`.
  private static func draftPath(beside model: String) -> String? {
    guard model.hasSuffix(".gguf") else { return nil }
    let path = "\(model.dropLast(".gguf".count))-draft.gguf"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// The questions that came with the shipped model, else those that the course gives.
  private static func questions(_ desk: Desk) throws -> [GradedQuestion] {
    let file = try desk.folder().content + "/models/data/questions.jsonl"
    guard FileManager.default.fileExists(atPath: file) else {
      let size = Corpus.Size(perSkill: 0, paragraphs: 0)
      return Corpus(course: try desk.course(), size: size).questions
    }
    return try QuestionFile.read(file).map { question in
      guard let skill = Corpus.Skill(rawValue: question.skill) else {
        throw Failure("\(file): the question \(question.id) is of a skill that is not known, \(question.skill)")
      }
      return GradedQuestion(
        id: question.id, skill: skill, prompt: question.prompt, accepted: question.accepted, instances: [])
    }
  }
}
