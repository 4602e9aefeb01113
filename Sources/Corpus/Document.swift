extension Corpus {
  /// A text of the corpus.
  public struct Document: Equatable, Sendable {
    /// What kind of text a document is.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
      /// A section of a page.
      case page
      /// The introduction or a step of a worksheet.
      case lab
      /// A term with its definition.
      case glossary
      /// A product with what it owns and consumes.
      case product
      /// A made paragraph about facts of the course.
      case paragraph
      case classification, copying, knowledge, tools, cloze

      /// Whether people wrote it, as opposed to the generator.
      public var isProse: Bool { [.page, .lab, .glossary, .product].contains(self) }
    }

    /// The text without the mark that ends it.
    public let text: String
    public let kind: Kind
    /// Where it is from: `page:rag/Why it matters`, `term:kv-cache`; `made` when it is from nothing.
    public let origin: String
    /// What a made document is about, below its wording: `multiply 12 7`; empty for prose.
    public let instances: [String]

    /// A text with its origin.
    public init(text: String, kind: Kind, origin: String, instances: [String] = []) {
      self.text = text
      self.kind = kind
      self.origin = origin
      self.instances = instances
    }

    /// The text with the mark that ends it, as it goes into training.
    public var marked: String { text + Mark.end }
  }

  /// A skill that is asked for in the held-out questions.
  public enum Skill: String, CaseIterable, Hashable, Sendable {
    /// A task or symptom, and the layer that it belongs to.
    case classification
    /// An answer that stands in a given context.
    case copying
    /// Definitions and facts of the course.
    case knowledge
    /// A call of a calculator, and what to make of its result; small sums without it.
    case tools
    /// The missing term of two sentences.
    case cloze

    /// The kind of the documents that teach it.
    public var kind: Document.Kind {
      switch self {
      case .classification: .classification
      case .copying: .copying
      case .knowledge: .knowledge
      case .tools: .tools
      case .cloze: .cloze
      }
    }
  }
}
