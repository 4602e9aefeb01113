import Corpus
import Foundation
import Inference
import Training

/// The documents of a recipe, before they are tokens.
struct TrainingTexts {
  /// One document.
  enum Document: Equatable {
    /// All of it is learned.
    case text(String)
    /// Only the answer is learned.
    case exchange(question: String, answer: String)

    /// All that it says, for learning the tokens.
    var plain: String {
      switch self {
      case .text(let text): text
      case .exchange(let question, let answer): question + "\n" + answer
      }
    }

    /// - Parameter mark: Opens an answer, where only answers are learned.
    func add(to text: inout TrainingText, _ template: ChatTemplate?, opening mark: TokenID?) {
      switch (self, mark) {
      case (.text(let own), let mark?): text.add(conversation: own, opening: mark)
      case (.text(let own), nil): text.add(own)
      case (.exchange(let question, let answer), _): text.add(question: question, answer: answer, template)
      }
    }
  }

  private(set) var training: [Document] = []
  private(set) var validation: [Document] = []

  /// Texts of so many bytes are read whole.
  private static let most = 1 << 30

  init(_ source: TrainRecipe.Source, _ desk: Desk, progress: (String) -> Void) throws {
    switch source {
    case .course(let isTuning):
      progress("making the corpus of the course")
      var size = Corpus.Size.standard
      if !isTuning { size.tuning = Corpus.Size.Tuning() }
      let corpus = Corpus(course: try desk.course(), size: size)
      training = (isTuning ? corpus.tuning : corpus.training).map { .text($0.text) }
      validation = corpus.validation.map { .text($0.text) }
    case .files(let names, let heldOut):
      training = try names.flatMap { try TrainingTexts.documents($0) }
      validation = try heldOut.flatMap { try TrainingTexts.documents($0) }
    }
  }

  private struct Line: Decodable {
    var text: String?
    var prompt: String?
    var answer: String?
  }

  /// The documents of a file: the lines of JSON lines, else the whole text.
  private static func documents(_ path: String) throws -> [Document] {
    let text = try InputFile.text(of: path, most: most)
    guard path.hasSuffix(".jsonl") else {
      if text.allSatisfy(\.isWhitespace) { throw Failure("the file \(path) has no text to learn from") }
      return [.text(text)]
    }
    let decoder = JSONDecoder()
    var documents: [Document] = []
    for (number, line) in InputFile.lines(of: text) {
      let found = try? decoder.decode(Line.self, from: Data(line.utf8))
      switch (found?.text, found?.prompt, found?.answer) {
      case (let text?, nil, nil): documents.append(.text(text))
      case (nil, let prompt?, let answer?): documents.append(.exchange(question: prompt, answer: answer))
      default:
        throw Failure("\(path):\(number): must be {\"text\": text} or {\"prompt\": text, \"answer\": text}")
      }
    }
    if documents.isEmpty { throw Failure("the file \(path) has no text to learn from") }
    return documents
  }
}
