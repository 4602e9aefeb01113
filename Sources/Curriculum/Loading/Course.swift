/// A whole course, read: pages, labs, terms, products.
public struct Course: Sendable, Equatable {
  public let folder: CourseFolder
  /// In reading order: by layer, kind and `order`.
  public let pages: [Page]
  public let terms: [Term]
  public let products: [Product]
  public let labs: [Lab]
  /// The prepared scenarios, by id.
  public let scenarios: [PreparedScenario]
  /// What the scores 0…3 mean.
  public let scale: [Int: String]
  /// The date that the product entries hold for.
  public let productsAsOf: String
  /// Changes whenever any text of the course does.
  public let fingerprint: String

  private let pageIndex: [PageID: Int]
  private let termIndex: [TermID: Int]
  private let productIndex: [ProductID: Int]
  private let labIndex: [LabID: Int]
  private let scenarioIndex: [ScenarioID: Int]

  init(
    folder: CourseFolder, pages: [Page], terms: [Term], products: [Product], labs: [Lab],
    scenarios: [PreparedScenario], scale: [Int: String], productsAsOf: String, fingerprint: String
  ) {
    self.folder = folder
    self.pages = pages.sorted(by: Course.readingOrder)
    self.terms = terms.sorted { $0.term.lowercased() < $1.term.lowercased() }
    self.products = products
    self.labs = labs.sorted { ($0.order, $0.id) < ($1.order, $1.id) }
    self.scenarios = scenarios.sorted { $0.id < $1.id }
    self.scale = scale
    self.productsAsOf = productsAsOf
    self.fingerprint = fingerprint
    func index<Subject>(_ ids: [ID<Subject>]) -> [ID<Subject>: Int] {
      Dictionary(zip(ids, ids.indices), uniquingKeysWith: { first, _ in first })
    }
    pageIndex = index(self.pages.map(\.id))
    termIndex = index(self.terms.map(\.id))
    productIndex = index(self.products.map(\.id))
    labIndex = index(self.labs.map(\.id))
    scenarioIndex = index(self.scenarios.map(\.id))
  }

  public static func == (a: Course, b: Course) -> Bool {
    a.folder == b.folder && a.fingerprint == b.fingerprint
  }

  public func page(_ id: PageID) -> Page? { pageIndex[id].map { pages[$0] } }
  public func term(_ id: TermID) -> Term? { termIndex[id].map { terms[$0] } }
  public func product(_ id: ProductID) -> Product? { productIndex[id].map { products[$0] } }
  public func lab(_ id: LabID) -> Lab? { labIndex[id].map { labs[$0] } }
  public func scenario(_ id: ScenarioID) -> PreparedScenario? { scenarioIndex[id].map { scenarios[$0] } }

  /// The questions, in order.
  public var questions: [Page] { pages.filter { $0.kind == .question } }

  /// True when the thing exists in this course; experiments belong to the program, and never do.
  public func has(_ reference: Reference) -> Bool {
    switch reference {
    case .page(let id): pageIndex[id] != nil
    case .term(let id): termIndex[id] != nil
    case .lab(let id): labIndex[id] != nil
    case .product(let id): productIndex[id] != nil
    case .scenario(let id): scenarioIndex[id] != nil
    case .demo: false
    case .field(let id, let name): lab(id)?.entry(named: name) != nil
    }
  }

  /// The title of a thing; its id when the course does not have it.
  public func title(of reference: Reference) -> String {
    switch reference {
    case .page(let id): page(id)?.title ?? id.rawValue
    case .term(let id): term(id)?.term ?? id.rawValue
    case .lab(let id): lab(id)?.title ?? id.rawValue
    case .product(let id): product(id)?.name ?? id.rawValue
    case .scenario(let id): scenario(id)?.title ?? id.rawValue
    case .demo(let id): id.rawValue
    case .field(let id, let name): titleOfField(id, name)
    }
  }

  private func titleOfField(_ id: LabID, _ name: String) -> String {
    guard let lab = lab(id), let entry = lab.entry(named: name) else { return "\(id) · \(name)" }
    let parts = [lab.title, entry.subject?.title, entry.layer?.title, entry.field.id]
    return parts.compactMap { $0 }.joined(separator: " · ")
  }

  /// Finds what a reader means by a name: a full reference (`page:rag`), or the bare id of a page, lab, product, term
  /// or scenario, in this order.
  public func find(_ name: String) -> Reference? {
    if let reference = Reference(name) { return has(reference) ? reference : nil }
    if page(PageID(name)) != nil { return .page(PageID(name)) }
    if lab(LabID(name)) != nil { return .lab(LabID(name)) }
    if product(ProductID(name)) != nil { return .product(ProductID(name)) }
    if term(TermID(name)) != nil { return .term(TermID(name)) }
    if scenario(ScenarioID(name)) != nil { return .scenario(ScenarioID(name)) }
    return nil
  }

  private static func readingOrder(_ a: Page, _ b: Page) -> Bool {
    func rank(_ page: Page) -> (Int, Int, Int, String) {
      let kinds: [Page.Kind] = [.map, .card, .lesson, .pitfall, .archetype, .question, .reading]
      let layers: [Layer] = [.all, .application, .model, .infrastructure, .agents]
      let kind = kinds.firstIndex(of: page.kind) ?? 0
      return (kind, layers.firstIndex(of: page.layer) ?? 0, page.order, page.id.rawValue)
    }
    return rank(a) < rank(b)
  }
}
