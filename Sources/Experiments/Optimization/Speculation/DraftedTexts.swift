import Corpus
import Inference

/// Beginnings of texts: of the course, and such that repeat themselves.
struct DraftedTexts {
  enum Kind: String, CaseIterable {
    case free
    case repetitive
  }

  let free: [[TokenID]]
  let repetitive: [[TokenID]]

  subscript(_ kind: Kind) -> [[TokenID]] { kind == .free ? free : repetitive }

  private static let size = Corpus.Size(perSkill: 4, paragraphs: 40, questions: 1, heldOutParagraphs: 120)
  private static let freeLength = 24
  private static let repeatedLength = 40
  /// Tokens of a prompt, at most.
  static let longestPrompt = 3 * repeatedLength

  /// - Parameter count: of each kind.
  init(_ count: Int, _ tokenizer: Tokenizer, _ environment: ExperimentEnvironment) throws {
    let paragraphs = try environment.corpus(DraftedTexts.size).validation.map {
      tokenizer.tokens(of: $0.text, special: true)
    }.filter { $0.count > DraftedTexts.repeatedLength }
    guard !paragraphs.isEmpty else {
      throw ExperimentError.tooLittle("paragraphs that are long enough", needed: 1, found: 0)
    }
    var random = SeededRandom(seed: environment.seed)
    let start = random.below(paragraphs.count)
    // So many that lie far apart, from a place that the seed chooses.
    let chosen = (0..<count).map { paragraphs[(start + $0 * max(1, paragraphs.count / count)) % paragraphs.count] }
    free = chosen.map { Array($0.prefix(DraftedTexts.freeLength)) }
    repetitive = chosen.map { paragraph in
      let part = Array(paragraph.prefix(DraftedTexts.repeatedLength))
      return part + part + part.prefix(part.count / 4)
    }
  }
}
