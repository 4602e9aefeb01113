public import Curriculum

/// What a small language model is trained and graded on: texts of the course, and what a seeded generator makes of
/// the course's terms, boxes and facts.
///
/// The same course, seed and size give the same bytes. Making the standard size takes some seconds.
public struct Corpus: Sendable {
  /// How much is made; the prose of the course always comes in whole.
  public struct Size: Equatable, Sendable {
    /// The examples for each skill; fewer come where the wordings run out.
    public var examples: [Skill: Int]
    /// The made paragraphs.
    public var paragraphs: Int
    /// The held-out questions of each skill.
    public var questions: Int
    /// The held-out paragraphs.
    public var heldOutParagraphs: Int
    /// What the tuning set has.
    public var tuning: Tuning

    /// The tuning set: new contexts with several questions each, and documents of the training set; all of its prose.
    public struct Tuning: Equatable, Sendable {
      /// Documents of the training set, by kind.
      public var kept: [Document.Kind: Int]
      /// Contexts with several questions.
      public var interviews: Int

      public init(kept: [Document.Kind: Int] = [:], interviews: Int = 0) {
        self.kept = kept
        self.interviews = interviews
      }
    }

    /// A size with as many examples for each skill.
    public init(perSkill: Int, paragraphs: Int, questions: Int = 60, heldOutParagraphs: Int = 200) {
      examples = Dictionary(uniqueKeysWithValues: Skill.allCases.map { ($0, perSkill) })
      self.paragraphs = paragraphs
      self.questions = questions
      self.heldOutParagraphs = heldOutParagraphs
      tuning = Tuning()
    }

    /// Seventy-four thousand examples, most for the skills that need them most, and twelve thousand paragraphs.
    public static let standard: Size = {
      var size = Size(perSkill: 12_000, paragraphs: 12_000)
      size.examples[.classification] = 6_000
      size.examples[.copying] = 36_000
      size.examples[.knowledge] = 10_000
      size.examples[.cloze] = 6_000
      size.examples[.tools] = 16_000
      size.tuning = Tuning(
        kept: [.paragraph: 2_000, .classification: 3_000, .knowledge: 10_000, .tools: 12_000, .cloze: 3_000],
        interviews: 40_000)
      return size
    }()
  }

  /// In an order drawn from the seed.
  public let training: [Document]
  /// What a trained model is tuned on, so that its answers count and not what it was told.
  public let tuning: [Document]
  /// Held out for perplexity: whole sections of prose, chosen by the hash of their origin, and made paragraphs.
  public let validation: [Document]
  /// Held out for grading, by skill.
  public let questions: [GradedQuestion]
  /// What was made and what was removed.
  public let figures: Figures
  /// What this is, how it was made and what it is not good for, in Markdown.
  public let card: String

  /// Makes the corpus of a course.
  public init(course: Course, seed: UInt64 = 1, size: Size = .standard) {
    var maker = CorpusMaker(course: course, seed: seed, size: size)
    maker.make()
    training = maker.training
    tuning = maker.tuning
    validation = maker.validation
    questions = maker.questions
    let contamination = Contamination(in: training + tuning, questions: questions, validation: validation)
    figures = Figures(maker, contamination)
    card =
      DataCard(
        seed: seed, course: course.fingerprint, training: training, tuning: tuning, validation: validation,
        questions: questions, figures: figures
      ).markdown
  }

  /// What was removed on the way, and what a check of the finished corpus found.
  public struct Figures: Equatable, Sendable {
    /// Documents and examples that were made a second time and left out.
    public let exactCopies: Int
    /// Texts left out for being near to another, by ``NearDuplicates``.
    public let nearCopies: Int
    /// Documents and examples left out because a held-out text or instance occurs in them.
    public let contaminated: Int
    /// Contaminated documents in the finished training set; the work is done when it is 0.
    public let contaminatedLeft: Int
    /// The share of the thirteen-word runs of held-out paragraphs that stand in training paragraphs too, 0 to 1.
    public let knownParagraphRuns: Double

    init(_ maker: CorpusMaker, _ contamination: Contamination) {
      exactCopies = maker.exactCopies
      nearCopies = maker.nearCopies
      contaminated = maker.contaminated
      contaminatedLeft = contamination.finds.count
      func runs(_ documents: [Document]) -> Set<UInt64> {
        documents.filter { $0.kind == .paragraph }.reduce(into: []) { runs, document in
          runs.formUnion(WordRuns.runs(WordRuns.words(document.text), of: Contamination.runLength))
        }
      }
      let heldOut = runs(maker.validation)
      let known = heldOut.intersection(runs(maker.training))
      knownParagraphRuns = Double(known.count) / Double(max(1, heldOut.count))
    }
  }
}
