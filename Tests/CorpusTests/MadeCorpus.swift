import Corpus
import Curriculum
import Foundation
import StrataTesting

/// The shipped course, and corpora made from it and from a small one.
enum MadeCorpus {
  static let course: Course = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    guard let folder = CourseFolder(at: root.path) else { preconditionFailure("the tests run in a checkout") }
    return Course.read(folder).course
  }()

  static let size = Corpus.Size(perSkill: 1000, paragraphs: 600)

  /// Made from the shipped course; small, but with all 300 questions.
  static let shipped = Corpus(course: course, seed: 7, size: size)

  /// A corpus of the course that tests know by heart.
  static func small(size: Corpus.Size) throws -> Corpus {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("corpus-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try SmallCourse.write(to: folder)
    guard let found = CourseFolder(at: folder.path) else { throw CourseError.notFound([folder.path]) }
    return Corpus(course: Course.read(found).course, seed: 3, size: size)
  }

  static func questions(_ skill: Corpus.Skill) -> [GradedQuestion] { shipped.questions.filter { $0.skill == skill } }
  static func training(_ kind: Corpus.Document.Kind) -> [Corpus.Document] {
    shipped.training.filter { $0.kind == kind }
  }
}

/// A dialogue cut into its parts, by the marks alone.
struct Dialogue {
  /// What was handed in before the question.
  var context = ""
  var question = ""
  /// What the assistant says, in order; of a prompt the last is empty.
  var answers: [String] = []
  /// What came back from tools.
  var results: [String] = []

  init(_ text: String) {
    var rest = text[...]
    while let open = rest.firstRange(of: "<|"), let close = rest.firstRange(of: "|>") {
      let mark = rest[open.lowerBound..<close.upperBound]
      let after = rest[close.upperBound...]
      let body = after.firstRange(of: "<|").map { after[..<$0.lowerBound] } ?? after
      let words = String(body.drop { $0 == " " })
      switch mark {
      case "<|user|>": question = words
      case "<|assistant|>": answers.append(words)
      case "<|context|>" where question.isEmpty: context = words
      case "<|context|>": results.append(words)
      default: break
      }
      rest = after[body.endIndex...]
    }
  }
}
