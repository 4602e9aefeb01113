/// Checks a whole course: ids, links, required parts, sources, coverage.
public struct CourseCheck: Sendable {
  /// Every mistake found, by file and line.
  public let problems: [ContentProblem]
  /// Fact ids of the inventory with the pages and labs that name them.
  public let coverage: [String: [String]]
  /// Facts of the inventory that nothing covers.
  public let uncovered: [String]
  /// Counts for the report: pages, lessons, terms, products, questions, labs, links.
  public let counts: [(name: String, count: Int)]

  /// The facts that this course promises to cover: F1 to F115, but for two that were only links inside the original's
  /// site.
  ///
  /// Courses that name no fact at all promise none.
  static let inventory = (1...115).filter { $0 != 73 && $0 != 86 }.map { "F\($0)" }

  /// Checks a course just read, together with the problems of its reading.
  public init(_ course: Course, readingProblems: [ContentProblem]) {
    var checker = Checker(course)
    checker.run()
    problems = (readingProblems + checker.problems).sorted { ($0.file, $0.line) < ($1.file, $1.line) }
    coverage = checker.coverage
    uncovered =
      checker.coverage.isEmpty ? [] : CourseCheck.inventory.filter { checker.coverage[$0] == nil }
    counts = [
      ("pages", course.pages.count), ("lessons", course.pages.count { $0.kind == .lesson }),
      ("questions", course.questions.count), ("terms", course.terms.count), ("products", course.products.count),
      ("labs", course.labs.count), ("scenarios", course.scenarios.count), ("links", checker.linkCount),
    ]
  }

  /// Reads and checks the course of a folder.
  public init(_ folder: CourseFolder) {
    let (course, problems) = Course.read(folder)
    self.init(course, readingProblems: problems)
  }

  /// True when the course may be opened.
  public var passes: Bool { problems.isEmpty && uncovered.isEmpty }
}

private struct Checker {
  let course: Course
  var problems: [ContentProblem] = []
  var coverage: [String: [String]] = [:]
  var linkCount = 0

  init(_ course: Course) {
    self.course = course
  }

  mutating func run() {
    checkUnique(course.pages.map { ($0.id.rawValue, $0.file, 2) })
    checkUnique(course.terms.map { ($0.id.rawValue, "Content/glossary.yaml", $0.line) })
    checkUnique(course.products.map { ($0.id.rawValue, "Content/products.yaml", $0.line) })
    checkUnique(course.labs.map { ($0.id.rawValue, $0.file, 2) })
    for page in course.pages { check(page) }
    for term in course.terms { check(term) }
    checkUnique(course.scenarios.map { ($0.id.rawValue, $0.file, 1) })
    for lab in course.labs { check(lab) }
    checkCircles()
  }

  private mutating func report(_ file: String, _ line: Int, _ message: String) {
    problems.append(ContentProblem(file: file, line: line, message: message))
  }

  private mutating func checkUnique(_ items: [(id: String, file: String, line: Int)]) {
    var seen: [String: String] = [:]
    for (id, file, line) in items {
      if let first = seen[id] { report(file, line, "id \"\(id)\" is already used in \(first)") }
      seen[id] = file
      let isWord = id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
      if !isWord || id.isEmpty { report(file, line, "id \"\(id)\" must be lower case letters, digits and hyphens") }
    }
  }

  // MARK: Pages

  private static let requiredHeadings: [Page.Kind: [String]] = [
    .lesson: [
      "What it is", "Why it matters", "The knobs", "Numbers that matter", "Where it fails", "How to decide", "Tools",
      "Try it",
    ],
    .pitfall: ["What it looks like", "Why it happens", "What it costs", "How to avoid it", "Check yourself"],
    .archetype: ["The shape", "What they own", "What they consume", "Who is there", "What to watch"],
    .question: [
      "The question", "Where to look", Page.firstClosedHeading, "Numbers worth quoting", "Weak answers",
    ],
  ]

  private mutating func check(_ page: Page) {
    let document = page.document()
    checkLinks(document, page.file)
    checkBlocks(document.blocks, page.file)
    checkHeadings(page, document)
    for id in page.needs + page.see + page.asks { require(.page(id), page.file, 1) }
    for id in page.terms { require(.term(id), page.file, 1) }
    for id in page.labs { require(.lab(id), page.file, 1) }
    for id in page.asks where course.page(id).map({ $0.kind != .question }) ?? false {
      report(page.file, 1, "asks names \"\(id)\", which is no question")
    }
    if page.title.count > 40 { report(page.file, 2, "title has \(page.title.count) characters, at most 40 fit") }
    if page.summary.count > 120 {
      report(page.file, 2, "summary has \(page.summary.count) characters, at most 120 fit")
    }
    if page.minutes < 1 { report(page.file, 2, "minutes must be at least 1") }
    if page.kind == .question && page.rubric.map(\.id) != ["a", "b", "c", "d", "e"] {
      report(page.file, 2, "a question needs a rubric of five lines, a to e")
    }
    if page.kind == .lesson {
      let words = page.body.split(whereSeparator: \.isWhitespace).count
      if words < 600 { report(page.file, page.bodyLine, "a lesson has at least 600 words, this one \(words)") }
      if page.sources.isEmpty { report(page.file, 2, "a lesson names its sources") }
    }
    cover(page.covers, by: page.id.rawValue, page.file)
  }

  private mutating func checkHeadings(_ page: Page, _ document: Document) {
    var headings: [(String, Int)] = []
    for block in document.blocks {
      guard case .heading(let level, let inlines) = block.content else { continue }
      if level == 1 { report(page.file, block.line, "no heading of level 1: the title is one") }
      if level == 2 { headings.append((Inline.plainText(inlines), block.line)) }
    }
    guard let required = Checker.requiredHeadings[page.kind] else { return }
    for (index, wanted) in required.enumerated() {
      guard index < headings.count else {
        report(page.file, page.bodyLine, "the heading \"\(wanted)\" is missing")
        return
      }
      if headings[index].0 != wanted {
        report(page.file, headings[index].1, "the heading here must be \"\(wanted)\", not \"\(headings[index].0)\"")
        return
      }
    }
    if headings.count > required.count {
      report(page.file, headings[required.count].1, "the heading \"\(headings[required.count].0)\" is one too many")
    }
  }

  private mutating func checkBlocks(_ blocks: [Document.Block], _ file: String) {
    for block in blocks {
      switch block.content {
      case .raw: report(file, block.line, "HTML is not part of a page")
      case .code(_, let text):
        for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where line.count > 76 {
          report(file, block.line + 1 + offset, "a diagram line has \(line.count) columns, at most 76 fit")
        }
      case .table(let header, _, _):
        if header.count > 5 { report(file, block.line, "a table has \(header.count) columns, at most 5 fit") }
      case .list(_, let items): for item in items { checkBlocks(item, file) }
      case .quote(let inner): checkBlocks(inner, file)
      case .heading, .paragraph, .rule: break
      }
    }
  }

  private mutating func checkLinks(_ document: Document, _ file: String) {
    for (destination, line) in document.links {
      linkCount += 1
      guard let target = LinkTarget(destination) else {
        report(file, line, "link \"\(destination)\" is none of page: term: lab: product: scenario: demo: https:")
        continue
      }
      if case .inside(let reference) = target { require(reference, file, line) }
    }
  }

  private mutating func require(_ reference: Reference, _ file: String, _ line: Int) {
    // Which experiments there are, the program knows.
    if case .demo = reference { return }
    if !course.has(reference) { report(file, line, "\"\(reference)\" does not exist") }
  }

  private mutating func cover(_ facts: [String], by name: String, _ file: String) {
    for fact in facts {
      if !CourseCheck.inventory.contains(fact) { report(file, 1, "covers names \"\(fact)\", which is no fact") }
      if !(coverage[fact]?.contains(name) ?? false) { coverage[fact, default: []].append(name) }
    }
  }

  // MARK: Terms and labs

  private mutating func check(_ term: Term) {
    let file = "Content/glossary.yaml"
    for id in term.see { require(.term(id), file, term.line) }
    if let page = term.page { require(.page(page), file, term.line) }
  }

  private mutating func check(_ lab: Lab) {
    checkLinks(Document(parsing: lab.body, firstLine: lab.bodyLine), lab.file)
    for id in lab.see + lab.asks { require(.page(id), lab.file, 1) }
    cover(lab.covers, by: lab.id.rawValue, lab.file)
    var fieldIDs: Set<String> = []
    for step in lab.steps {
      checkLinks(Document(parsing: step.text, firstLine: step.textLine), lab.file)
      if let scenario = step.scenario { require(.scenario(scenario), lab.file, step.line) }
      for field in step.fields where !fieldIDs.insert(field.id).inserted {
        report(lab.file, 1, "field \"\(field.id)\" stands twice")
      }
      for comparison in step.compares
      where !lab.steps.flatMap(\.fields).contains(where: { $0.id == comparison.field }) {
        report(lab.file, 1, "compares names the field \"\(comparison.field)\", which does not exist")
      }
    }
    for field in lab.steps.flatMap(\.fields) {
      let needsSubjects = field.each == .subject || field.each == .subjectLayer
      let needsLayers = field.each == .layer || field.each == .subjectLayer
      if needsSubjects && lab.subjects.isEmpty || needsLayers && lab.layers.isEmpty {
        report(lab.file, 1, "field \"\(field.id)\" is repeated, but the lab has no subjects or layers")
      }
    }
  }

  private mutating func checkCircles() {
    var state: [PageID: Int] = [:]  // 1 on the path, 2 done
    func visit(_ id: PageID, _ path: [PageID]) -> [PageID]? {
      if state[id] == 2 { return nil }
      if state[id] == 1 { return path + [id] }
      state[id] = 1
      defer { state[id] = 2 }
      for next in course.page(id)?.needs ?? [] {
        if let circle = visit(next, path + [id]) { return circle }
      }
      return nil
    }
    for page in course.pages {
      if let circle = visit(page.id, []) {
        report(page.file, 2, "needs goes in a circle: \(circle.map(\.rawValue).joined(separator: " → "))")
      }
    }
  }
}
