/// A part of the stack that a page, term or product belongs to.
public enum Layer: String, CaseIterable, Hashable, Sendable {
  case all
  case application
  case model
  case infrastructure
  case agents

  /// The layer's name where there is little room.
  public var shortName: String {
    switch self {
    case .all: "all"
    case .application: "app"
    case .model: "model"
    case .infrastructure: "infra"
    case .agents: "agents"
    }
  }

  /// The layer's name as a heading.
  public var title: String {
    switch self {
    case .all: "The whole stack"
    case .application: "Application development"
    case .model: "Model development"
    case .infrastructure: "Infrastructure"
    case .agents: "Agents, tools, MCP"
    }
  }
}

/// A page of the course.
public struct Page: Equatable, Sendable {
  /// What a page is; decides which parts it must have.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case map, lesson, pitfall, archetype, question, card, reading
  }

  /// A source that the page names.
  public struct Source: Equatable, Sendable {
    public var title: String
    public var by: String
    /// Year, month or day, as far as known: `2026`, `2026-04`, `2026-04-21`.
    public var date: String
    public var url: String?
  }

  /// One line of a question's rubric, graded 0 to 2.
  public struct RubricLine: Equatable, Sendable {
    /// `a` to `e`.
    public var id: String
    public var line: String
    /// What earns 2.
    public var full: String
    /// What earns 1.
    public var part: String
  }

  public var id: PageID
  public var title: String
  public var kind: Kind
  public var layer: Layer
  public var order: Int
  public var minutes: Int
  public var summary: String
  public var needs: [PageID]
  public var see: [PageID]
  public var terms: [TermID]
  public var labs: [LabID]
  /// Experiments that go with it.
  public var demos: [DemoID]
  public var asks: [PageID]
  /// Items of the fact inventory that the page treats: `F12`.
  public var covers: [String]
  public var sources: [Source]
  public var rubric: [RubricLine]
  /// The Markdown after the front matter.
  public var body: String
  /// The file, relative to the course's folder.
  public var file: String
  /// The line of the file on which the body begins, from 1.
  public var bodyLine: Int

  /// The body as blocks.
  public func document() -> Document {
    Document(parsing: body, firstLine: bodyLine)
  }

  /// The part of a question's body that may be read before an own note is saved, and the rest.
  public func questionParts() -> (open: Document, closed: Document) {
    let blocks = document().blocks
    let cut =
      blocks.firstIndex { block in
        guard case .heading(2, let inlines) = block.content else { return false }
        return Inline.plainText(inlines) == Page.firstClosedHeading
      } ?? blocks.endIndex
    return (Document(blocks: Array(blocks[..<cut])), Document(blocks: Array(blocks[cut...])))
  }

  static let firstClosedHeading = "What a strong answer says"
}

/// A word of the glossary.
public struct Term: Equatable, Sendable {
  public var id: TermID
  public var term: String
  /// Where it belongs; `all` for terms that cut across.
  public var layer: Layer
  /// One sentence.
  public var definition: String
  public var see: [TermID]
  /// A term that everybody should be able to define.
  public var isCore: Bool
  /// The page that explains it best.
  public var page: PageID?
  var line: Int
}

/// A product mapped to the layers, with evidence.
public struct Product: Equatable, Sendable {
  /// What a team owns and consumes in one layer.
  public struct Stake: Equatable, Sendable {
    public var own: String
    public var consume: String
    /// 0 consumes only … 3 builds and operates.
    public var score: Int
    /// `high`, `medium` or `low`.
    public var confidence: String
    /// The reference sentence: what they own and what they consume.
    public var answer: String
  }

  /// One dated piece of evidence.
  public struct Evidence: Equatable, Sendable {
    public var what: String
    public var source: String
    public var date: String
  }

  public var id: ProductID
  public var name: String
  public var category: String
  /// The category in words, as a reader sees it.
  public var categoryName: String { category == "ai-first-saas" ? "AI-first SaaS" : category.replacing("-", with: " ") }
  public var aka: String?
  /// What is commonly said of it.
  public var label: String
  /// Whether that survives the evidence.
  public var verdict: String
  public var stakes: [Layer: Stake]
  public var evidence: [Evidence]
  public var dispute: String
  var line: Int

  /// The layers of a product, top to bottom.
  public static let layers: [Layer] = [.application, .model, .infrastructure]
}
