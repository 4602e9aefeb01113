import ArgumentParser
import Corpus
import Foundation

/// `strata train data`: the corpus that the course gives, to look at.
struct TrainDataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Show what the course gives to learn from; write it to a folder.",
    discussion: """
      Prints the data card: what the corpus is, how it was made, what was checked. With --output the folder gets training.jsonl, tuning.jsonl, \
      validation.txt, questions.jsonl and the card as README.md.
      """)

  @OptionGroup var options: GlobalOptions
  @Option(name: .shortAndLong, help: ArgumentHelp("A folder to write to.", valueName: "dir")) var output: String?
  @OptionGroup var place: ForceOption

  func validate() throws {
    if output?.isEmpty == true { throw ValidationError("--output needs the name of a folder, not an empty text") }
  }

  func run() throws {
    let corpus = Corpus(course: try Desk(options).course())
    guard let output else { return try Console.output(corpus.card) }
    let files = [
      ("training.jsonl", try TrainDataCommand.lines(corpus.training)),
      ("tuning.jsonl", try TrainDataCommand.lines(corpus.tuning)),
      ("validation.txt", corpus.validation.map(\.marked).joined()),
      ("questions.jsonl", try QuestionFile.text(corpus.questions)), ("README.md", corpus.card),
    ]
    do {
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    } catch {
      throw Failure("the folder \(output) cannot be made: \(error.localizedDescription)")
    }
    for (name, text) in files {
      try OutputFile.write(
        text, to: output + "/" + name, else: "Name another folder, or write over it with --force"
      ) { old in place.force || old == Data(text.utf8) }
    }
  }

  private struct Line: Encodable {
    let text: String
    let kind: String
    let origin: String
  }

  private static func lines(_ documents: [Corpus.Document]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try documents.map { document in
      let line = Line(text: document.text, kind: document.kind.rawValue, origin: document.origin)
      return String(decoding: try encoder.encode(line), as: UTF8.self) + "\n"
    }.joined()
  }
}
