/// A name that content gives to a thing and never changes: notes and progress hang on it.
public struct ID<Subject>: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
  public let rawValue: String

  public init(_ rawValue: String) {
    self.rawValue = rawValue
  }

  public init(stringLiteral value: String) {
    rawValue = value
  }

  public var description: String { rawValue }

  public static func < (a: ID, b: ID) -> Bool { a.rawValue < b.rawValue }
}

public typealias PageID = ID<Page>
public typealias TermID = ID<Term>
public typealias ProductID = ID<Product>
public typealias LabID = ID<Lab>
public typealias ScenarioID = ID<PreparedScenario>
public typealias DemoID = ID<LiveExperiment>

/// An experiment of the program's that runs on the reader's machine: the course names it, and knows no more of it.
public enum LiveExperiment {}

/// What a link points at and a note hangs on.
///
/// Written `page:rag`, `term:kv-cache`, `lab:lab-0`, `product:cursor`, `scenario:rag-support-desk`,
/// `demo:training-run`, `field:lab-0/first.model.sentence`.
public enum Reference: Hashable, Sendable, CustomStringConvertible {
  case page(PageID)
  case term(TermID)
  case lab(LabID)
  case product(ProductID)
  case scenario(ScenarioID)
  case demo(DemoID)
  case field(LabID, String)

  /// Reads the written form; nil when it is none.
  public init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let rest = String(text[text.index(after: colon)...])
    guard !rest.isEmpty else { return nil }
    switch text[..<colon] {
    case "page": self = .page(PageID(rest))
    case "term": self = .term(TermID(rest))
    case "lab": self = .lab(LabID(rest))
    case "product": self = .product(ProductID(rest))
    case "scenario": self = .scenario(ScenarioID(rest))
    case "demo": self = .demo(DemoID(rest))
    case "field":
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      self = .field(LabID(String(rest[..<slash])), String(rest[rest.index(after: slash)...]))
    default: return nil
    }
  }

  public var description: String {
    switch self {
    case .page(let id): "page:\(id)"
    case .term(let id): "term:\(id)"
    case .lab(let id): "lab:\(id)"
    case .product(let id): "product:\(id)"
    case .scenario(let id): "scenario:\(id)"
    case .demo(let id): "demo:\(id)"
    case .field(let lab, let name): "field:\(lab)/\(name)"
    }
  }
}

/// Where a link leads.
public enum LinkTarget: Hashable, Sendable {
  case inside(Reference)
  /// An address outside; shown, never opened.
  case web(String)

  public init?(_ destination: String) {
    if destination.hasPrefix("https://") || destination.hasPrefix("http://") {
      self = .web(destination)
    } else if let reference = Reference(destination) {
      self = .inside(reference)
    } else {
      return nil
    }
  }
}
