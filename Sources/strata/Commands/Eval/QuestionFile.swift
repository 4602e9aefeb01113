import Corpus
import Foundation

/// Graded questions in a file of JSON lines: `{"id": …, "skill": …, "prompt": …, "accepted": […]}`.
enum QuestionFile {
  private struct Line: Codable {
    var id: String?
    var skill: String
    var prompt: String
    var accepted: [String]
  }

  /// A question as a file has it.
  struct Question: Equatable {
    let id: String
    /// The group by which it is counted.
    let skill: String
    let prompt: String
    let accepted: [String]

    /// Whether a continuation of the prompt is right: what stands before the first mark is compared, letter by letter.
    func isRight(_ continuation: String) -> Bool { accepted.contains(GradedQuestion.answer(in: continuation)) }
  }

  /// Reads a file.
  static func read(_ path: String) throws -> [Question] {
    let text = try InputFile.text(of: path, most: 64 << 20)
    let decoder = JSONDecoder()
    var questions: [Question] = []
    for (number, line) in InputFile.lines(of: text) {
      let found: Line
      do { found = try decoder.decode(Line.self, from: Data(line.utf8)) } catch {
        throw Failure(
          "\(path):\(number): is no question; it must be {\"skill\": text, \"prompt\": text, \"accepted\": [texts]}")
      }
      guard !found.prompt.isEmpty, !found.accepted.isEmpty else {
        throw Failure("\(path):\(number): has no prompt or accepts nothing")
      }
      questions.append(
        Question(id: found.id ?? "\(number)", skill: found.skill, prompt: found.prompt, accepted: found.accepted))
    }
    guard !questions.isEmpty else { throw Failure("\(path) has no questions") }
    return questions
  }

  /// The questions of a corpus as such a file.
  static func text(_ questions: [GradedQuestion]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try questions.map { question in
      let line = Line(
        id: question.id, skill: question.skill.rawValue, prompt: question.prompt, accepted: question.accepted)
      return String(decoding: try encoder.encode(line), as: UTF8.self) + "\n"
    }.joined()
  }
}
