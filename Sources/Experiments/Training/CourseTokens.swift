import Corpus
import Inference
import Training

/// A part of the course's corpus as tokens, to learn from and to be measured by.
struct CourseTokens {
  /// The tokenizer's keys of a model's file.
  let keys: GGUFMetadata
  let tokenizer: Tokenizer
  private let training: [Int32]
  private let validation: [Int32]

  /// As much of the corpus as an experiment of a minute reads; the prose of the course is in it as a whole.
  static let size = Corpus.Size(perSkill: 200, paragraphs: 600, questions: 10, heldOutParagraphs: 60)

  /// Tokens of a vocabulary that is learnt from the same text.
  init(_ corpus: Corpus, learning count: Int) throws {
    let end = Corpus.Mark.end
    let trainer = BytePairTrainer(
      vocabularySize: count, specialTokens: Corpus.Mark.all, beginningOfText: end, endOfText: end)
    try self.init(corpus, try trainer.train(on: corpus.training.map(\.text)).metadata)
  }

  /// Tokens of a model's vocabulary.
  init(_ corpus: Corpus, _ keys: GGUFMetadata) throws {
    self.keys = keys
    let tokenizer = try Tokenizer(metadata: keys)
    self.tokenizer = tokenizer
    func tokens(_ documents: [Corpus.Document]) -> [Int32] {
      var text = TrainingText(tokenizer)
      for document in documents { text.add(document.text) }
      return text.tokens
    }
    training = tokens(corpus.training)
    validation = tokens(corpus.validation)
  }

  /// What is learned from.
  func training(length: Int, seed: UInt64) throws -> TokenStream {
    try CourseTokens.stream(training[...], length, seed)
  }

  /// What is held out: at most so many sequences of it, taken from all of the text.
  func heldOut(length: Int, sequences: Int) throws -> TokenStream {
    let all = validation.count / length
    guard all > sequences else { return try CourseTokens.stream(validation[...], length, 0) }
    var part: [Int32] = []
    for index in 0..<sequences {
      let start = index * all / sequences * length
      part += validation[start..<start + length]
    }
    part.append(part[0])
    // Nobody can foresee the first token of a sequence that does not go on from the one before.
    return try CourseTokens.stream(part[...], length, 0, learned: part.indices.map { $0 % length != 0 })
  }

  private static func stream(
    _ tokens: ArraySlice<Int32>, _ length: Int, _ seed: UInt64, learned: [Bool] = []
  ) throws -> TokenStream {
    guard tokens.count > length else {
      throw ExperimentError.tooLittle("tokens of the course", needed: length + 1, found: tokens.count)
    }
    return try TokenStream(Array(tokens), learned: learned, length: length, seed: seed)
  }
}
