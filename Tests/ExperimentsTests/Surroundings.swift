import Corpus
import Curriculum
import Foundation
import Inference
import StrataTesting
import Training
@testable import Experiments

/// A small corpus of the shipped course, and a model that has learnt nothing yet but its tokens.
enum Surroundings {
  static let corpus: Corpus = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    guard let folder = CourseFolder(at: root.path) else { preconditionFailure("the tests run in a checkout") }
    return Corpus(
      course: Course.read(folder).course, seed: 5,
      size: Corpus.Size(perSkill: 10, paragraphs: 10, questions: 4, heldOutParagraphs: 10))
  }()

  static func environment(
    seed: UInt64 = 1, model: String? = nil, draft: String? = nil, load: Double? = 0.2,
    questions: [GradedQuestion]? = nil
  ) -> ExperimentEnvironment {
    ExperimentEnvironment(
      threads: 1, seed: seed, modelPath: model, draftPath: draft, machine: "a test's", load: load,
      corpus: { _ in corpus },
      questions: { questions ?? corpus.questions })
  }

  /// A model of 64 numbers in a row, drawn at random.
  static func writeModel(to path: String, seed: UInt64 = 9) throws {
    let text = try CourseTokens(corpus, learning: 300)
    let shape = TrainingShape(
      vocabularySize: text.tokenizer.count, hiddenSize: 64, layerCount: 1, headCount: 4, kvHeadCount: 2,
      feedForwardSize: 96, contextLength: 512)
    try TrainableModel(shape, seed: seed).write(
      to: path, metadata: shape.metadata(name: "tiny", tokenizer: text.keys, type: .f16), type: .f16)
  }

  static func run(
    _ id: ExperimentID, _ settings: [(String, String)], _ environment: ExperimentEnvironment,
    observe: @escaping (Observation) -> Bool = { _ in true }
  ) throws -> ExperimentResult {
    guard let experiment = Experiments.named(id) else { throw ExperimentError.noModel }
    let set = try ExperimentSettings(experiment.description, setting: settings.map { (name: $0.0, value: $0.1) })
    return try experiment.run(set, environment, observe)
  }
}

/// Observations of a run, gathered by a closure.
final class Seen {
  var all: [Observation] = []

  var shares: [Double] { all.compactMap { if case .progress(let share, _) = $0 { share } else { nil } } }
  var series: Set<String> { Set(all.compactMap { if case .point(let name, _, _) = $0 { name } else { nil } }) }

  func points(_ series: String) -> [(x: Double, y: Double)] {
    all.compactMap { if case .point(series, let x, let y) = $0 { (x, y) } else { nil } }
  }
}
