/// What of the held-out texts occurs in training.
public struct Contamination: Equatable, Sendable {
  /// Why a training document is contaminated.
  public enum Cause: Hashable, Sendable {
    /// The exact prompt of a held-out question, by its id.
    case prompt(String)
    /// What a held-out question is about: the same numbers, names or wording, by the question's id.
    case instance(String)
    /// Prose with a run of thirteen words (or all words, if fewer) of a held-out question, by its id.
    case questionRun(String)
    /// A run of thirteen words of a held-out section, by its origin.
    case sectionRun(String)
    /// The whole text of a held-out document, by its origin.
    case text(String)
  }

  /// A contaminated document: its place in the list, and the first cause found.
  public struct Find: Equatable, Sendable {
    public let document: Int
    public let cause: Cause
  }

  /// At most one find for a document, in the order of the documents.
  public let finds: [Find]

  /// Whether nothing was found.
  public var isClean: Bool { finds.isEmpty }

  /// The length of a run in words.
  public static let runLength = 13

  /// Looks for held-out questions and texts in training documents.
  public init(in training: [Corpus.Document], questions: [GradedQuestion], validation: [Corpus.Document]) {
    let index = HeldOutIndex(questions: questions, validation: validation)
    finds = training.indices.compactMap { place in
      index.cause(training[place]).map { Find(document: place, cause: $0) }
    }
  }
}

/// The held-out texts in a form in which many documents are quickly looked up.
struct HeldOutIndex {
  private var prompts: [UInt64: String] = [:]
  private var instances: [String: String] = [:]
  /// Runs of the questions by their length: a short question is one short run.
  private var questionRuns: [Int: [UInt64: String]] = [:]
  private var sectionRuns: [UInt64: String] = [:]
  private var texts: [UInt64: String] = [:]

  init(questions: [GradedQuestion], validation: [Corpus.Document]) {
    for question in questions {
      prompts[StableHash.of(question.prompt)] = question.id
      for instance in question.instances { instances[instance] = question.id }
      let words = WordRuns.words(question.prompt)
      let length = min(words.count, Contamination.runLength)
      for run in WordRuns.runs(words, of: length) { questionRuns[length, default: [:]][run] = question.id }
    }
    for document in validation {
      texts[StableHash.of(document.text)] = document.origin
      guard document.kind.isProse else { continue }
      let words = WordRuns.words(document.text)
      guard words.count >= Contamination.runLength else { continue }
      for run in WordRuns.runs(words, of: Contamination.runLength) { sectionRuns[run] = document.origin }
    }
  }

  /// Why a document must not be trained on, if so.
  func cause(_ document: Corpus.Document) -> Contamination.Cause? {
    if let origin = texts[StableHash.of(document.text)] { return .text(origin) }
    for instance in document.instances {
      if let id = instances[instance] { return .instance(id) }
    }
    if let id = prompt(in: document.text) { return .prompt(id) }
    guard document.kind.isProse || document.kind == .paragraph else { return nil }
    let words = WordRuns.words(document.text)
    if words.count >= Contamination.runLength {
      for run in WordRuns.runs(words, of: Contamination.runLength) {
        if let origin = sectionRuns[run] { return .sectionRun(origin) }
      }
    }
    return document.kind.isProse ? questionRun(words) : nil
  }

  private func questionRun(_ words: [UInt64]) -> Contamination.Cause? {
    for (length, known) in questionRuns.sorted(by: { $0.key < $1.key }) where length <= words.count {
      for run in WordRuns.runs(words, of: length) {
        if let id = known[run] { return .questionRun(id) }
      }
    }
    return nil
  }

  /// A held-out prompt that stands anywhere in a text: from one mark to the end of a later one.
  private func prompt(in text: String) -> String? {
    let assistant = Array(Corpus.Mark.assistant.utf8)
    let bytes = Array(text.utf8)
    var running: [StableHash] = []
    for (place, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "<") { running.append(StableHash()) }
      for index in running.indices { running[index].add(byte) }
      guard byte == UInt8(ascii: ">"), bytes[...place].hasSuffix(assistant) else { continue }
      if let found = running.lazy.compactMap({ prompts[$0.value] }).first { return found }
    }
    return nil
  }
}

extension ArraySlice<UInt8> {
  fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
    count >= suffix.count && self.suffix(suffix.count) == suffix[...]
  }
}
