public import Corpus

/// What surrounds a run: chance, threads, the machine, and what is read from outside when it is needed.
public struct ExperimentEnvironment: Sendable {
  /// Threads that compute.
  public var threads: Int
  /// All chance hangs on it.
  public var seed: UInt64
  /// The file of the model that is experimented with; nil where there is none.
  public var modelPath: String?
  /// The file of a small model that guesses for that one; nil where there is none.
  public var draftPath: String?
  /// What the machine calls its processor.
  public var machine: String?
  /// Programs that wanted to run in the last minute, for each core, before the run began; nil where the system does
  /// not say.
  public var load: Double?
  /// Makes the corpus of the course.
  public var corpus: @Sendable (Corpus.Size) throws -> Corpus
  /// Reads the questions that were held out for grading.
  public var questions: @Sendable () throws -> [GradedQuestion]

  public init(
    threads: Int, seed: UInt64, modelPath: String?, draftPath: String? = nil, machine: String?, load: Double?,
    corpus: @escaping @Sendable (Corpus.Size) throws -> Corpus,
    questions: @escaping @Sendable () throws -> [GradedQuestion]
  ) {
    self.threads = threads
    self.seed = seed
    self.modelPath = modelPath
    self.draftPath = draftPath
    self.machine = machine
    self.load = load
    self.corpus = corpus
    self.questions = questions
  }
}
