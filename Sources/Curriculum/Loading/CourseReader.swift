import Foundation
import TextSafety
import Yams

extension Course {
  /// Reads a course.
  ///
  /// What can be read is in it; every mistake found on the way is in `problems`.
  ///
  /// Links between things are not looked at here: that is ``CourseCheck``.
  public static func read(_ folder: CourseFolder) -> (course: Course, problems: [ContentProblem]) {
    let reader = CourseReader(folder)
    return (reader.read(), reader.sink.problems)
  }
}

/// Reads the files of a course.
final class CourseReader {
  let folder: CourseFolder
  let sink = ProblemSink()
  private var hash = FNVHash()

  init(_ folder: CourseFolder) {
    self.folder = folder
  }

  func read() -> Course {
    var pages: [Page] = []
    for path in markdownFiles(in: folder.content) where path.split(separator: "/").last != "README.md" {
      if let page = readPage("Content/" + path, at: folder.content + "/" + path) { pages.append(page) }
    }
    var labs: [Lab] = []
    for path in markdownFiles(in: folder.labs) where path.hasSuffix("/lab.md") {
      if let lab = readLab("Labs/" + path, at: folder.labs + "/" + path) { labs.append(lab) }
    }
    let terms = readTerms("Content/glossary.yaml", at: folder.content + "/glossary.yaml")
    let (products, scale, asOf) = readProducts("Content/products.yaml", at: folder.content + "/products.yaml")
    return Course(
      folder: folder, pages: pages, terms: terms, products: products, labs: labs, scenarios: readScenarios(),
      scale: scale, productsAsOf: asOf, fingerprint: hash.hex)
  }

  // MARK: Files

  private func markdownFiles(in folder: String) -> [String] {
    guard let walker = FileManager.default.enumerator(atPath: folder) else { return [] }
    var out: [String] = []
    while let path = walker.nextObject() as? String {
      if path.hasSuffix(".md") { out.append(path) }
    }
    return out.sorted()
  }

  private func text(_ file: String, at path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path) else {
      sink.report(file, 1, "cannot be read")
      return nil
    }
    hash.add(file.utf8)
    hash.add(data)
    guard let text = String(validating: data, as: UTF8.self)?.withoutByteOrderMark else {
      sink.report(file, 1, "is not UTF-8")
      return nil
    }
    if let harm = HarmfulScalar.first(in: text) {
      let code = String(harm.scalar.value, radix: 16, uppercase: true)
      sink.report(file, harm.line, "holds the control or invisible character U+\(code) at column \(harm.column)")
      return SafeText.cleanedBlock(text)
    }
    return text.utf8.contains(0x0D) ? SafeText.cleanedBlock(text) : text
  }

  private func compose(_ yaml: String, _ file: String, lineOffset: Int) -> Node? {
    do {
      if let node = try Yams.compose(yaml: yaml, .basic) { return node }
      sink.report(file, 1 + lineOffset, "is empty")
    } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        sink.report(file, mark.line + lineOffset, "YAML: \(problem)")
      default: sink.report(file, 1 + lineOffset, "YAML: \(error)")
      }
    } catch {
      sink.report(file, 1 + lineOffset, "YAML: \(error)")
    }
    return nil
  }

  /// Splits front matter from the body; the body's first line counts from 1.
  private func frontMatter(_ file: String, at path: String) -> (FieldReader, body: String, bodyLine: Int)? {
    guard let text = text(file, at: path) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      sink.report(file, 1, "must begin with front matter between two lines of ---")
      return nil
    }
    let yaml = lines[1..<end].joined(separator: "\n")
    guard let node = compose(yaml, file, lineOffset: 1), case .mapping = node else {
      if sink.problems.last?.file != file { sink.report(file, 2, "front matter must be a YAML mapping") }
      return nil
    }
    let body = lines[(end + 1)...].joined(separator: "\n")
    return (FieldReader(node, file: file, lineOffset: 1, sink: sink), body, end + 2)
  }

  // MARK: Pages

  private func readPage(_ file: String, at path: String) -> Page? {
    guard let (reader, body, bodyLine) = frontMatter(file, at: path) else { return nil }
    var fields = reader
    let tries = fields.texts("try")
    let page = Page(
      id: PageID(fields.text("id")), title: fields.text("title"), kind: fields.word("kind", default: .reading),
      layer: fields.word("layer", default: .all), order: fields.int("order"), minutes: fields.int("minutes"),
      summary: fields.text("summary"), needs: ids(fields.texts("needs")), see: ids(fields.texts("see")),
      terms: ids(fields.texts("terms")), labs: ids(tries.filter { !$0.hasPrefix(CourseReader.demo) }),
      demos: ids(
        tries.filter { $0.hasPrefix(CourseReader.demo) }.map { String($0.dropFirst(CourseReader.demo.count)) }),
      asks: ids(fields.texts("asks")),
      covers: fields.texts("covers"), sources: sources(&fields), rubric: rubric(&fields), body: body, file: file,
      bodyLine: bodyLine)
    fields.reportUnknownKeys()
    return page.id.rawValue.isEmpty ? nil : page
  }

  /// What tells an experiment from a lab among the things to try.
  private static let demo = "demo:"

  private func ids<Subject>(_ texts: [String]) -> [ID<Subject>] { texts.map { ID($0) } }

  private func sources(_ fields: inout FieldReader) -> [Page.Source] {
    fields.list("sources").map { item in
      var item = item
      let source = Page.Source(
        title: item.text("title"), by: item.text("by"), date: item.text("date"), url: item.optionalText("url"))
      if !DateText.isValid(source.date) { item.report("date must be 2026, 2026-04 or 2026-04-21") }
      item.reportUnknownKeys()
      return source
    }
  }

  private func rubric(_ fields: inout FieldReader) -> [Page.RubricLine] {
    fields.list("rubric").map { item in
      var item = item
      let line = Page.RubricLine(
        id: item.text("id"), line: item.text("line"), full: item.text("full"), part: item.text("part"))
      item.reportUnknownKeys()
      return line
    }
  }

  // MARK: Scenarios

  /// The prepared scenarios by their files' names; whether their figures are right is checked where they are counted.
  private func readScenarios() -> [PreparedScenario] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.content + "/scenarios")) ?? []
    return names.sorted().filter { $0.hasSuffix(".yaml") }.compactMap { name in
      let file = "Content/scenarios/" + name
      guard let text = text(file, at: folder.content + "/scenarios/" + name) else { return nil }
      let id = String(name.dropLast(5))
      let fields = (try? Yams.compose(yaml: CourseReader.names(in: text)))?.mapping
      let title = fields?["title"]?.string ?? ""
      return PreparedScenario(
        id: ScenarioID(id), title: title.isEmpty ? id : title, summary: fields?["summary"]?.string ?? "", file: file)
    }
  }

  /// The lines of a scenario that name it; what it counts with is composed when costs are asked for, not at each start.
  private static func names(in text: String) -> String {
    var isName = false
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).filter { line in
      // What is indented goes on with the value above.
      if let first = line.first, !first.isWhitespace { isName = line.hasPrefix("title:") || line.hasPrefix("summary:") }
      return isName
    }.joined(separator: "\n")
  }

  // MARK: Glossary and products

  private func readTerms(_ file: String, at path: String) -> [Term] {
    guard let text = text(file, at: path), let node = compose(text, file, lineOffset: 0) else { return [] }
    var root = FieldReader(node, file: file, lineOffset: 0, sink: sink)
    let layers: [String: Layer] = [
      "app": .application, "model": .model, "infra": .infrastructure, "agent": .agents, "cross": .all,
    ]
    let terms = root.list("terms").compactMap { item -> Term? in
      var item = item
      let layer = item.text("layer")
      if layers[layer] == nil { item.report("layer must be app, model, infra, agent or cross") }
      let term = Term(
        id: TermID(item.text("id")), term: item.text("term"), layer: layers[layer] ?? .all,
        definition: item.text("definition"), see: ids(item.texts("see")), isCore: item.bool("core"),
        page: item.optionalText("page").map { PageID($0) }, line: item.line)
      item.reportUnknownKeys()
      return term.id.rawValue.isEmpty ? nil : term
    }
    root.reportUnknownKeys()
    return terms
  }

  private static let categories: Set<String> = [
    "consumer-app", "coding-assistant", "developer-tool", "inference-provider", "frontier-lab", "ai-first-saas",
    "internal-enterprise",
  ]

  private func readProducts(_ file: String, at path: String) -> ([Product], [Int: String], String) {
    guard let text = text(file, at: path), let node = compose(text, file, lineOffset: 0) else { return ([], [:], "") }
    var root = FieldReader(node, file: file, lineOffset: 0, sink: sink)
    let asOf = root.text("as_of")
    var scale: [Int: String] = [:]
    for (key, value) in root.dictionary("scale") {
      if let number = Int(key) { scale[number] = value }
    }
    let products = root.list("products").compactMap(readProduct)
    root.reportUnknownKeys()
    return (products, scale, asOf)
  }

  private func readProduct(_ fields: FieldReader) -> Product? {
    var fields = fields
    let stakes = readStakes(&fields)
    let evidence = fields.list("evidence").map(readEvidence)
    if evidence.isEmpty { fields.report("evidence must hold at least one entry") }
    let product = Product(
      id: ProductID(fields.text("id")), name: fields.text("name"),
      category: fields.text("category"), aka: fields.optionalText("aka"),
      label: fields.text("label"), verdict: fields.text("verdict"), stakes: stakes, evidence: evidence,
      dispute: fields.text("dispute"), line: fields.line)
    if !CourseReader.categories.contains(product.category) {
      fields.report("category is none of: \(CourseReader.categories.sorted().joined(separator: ", "))")
    }
    fields.reportUnknownKeys()
    return product.id.rawValue.isEmpty ? nil : product
  }

  private func readStakes(_ fields: inout FieldReader) -> [Layer: Product.Stake] {
    guard var layers = fields.mapping("layers") else {
      fields.report("layers is missing")
      return [:]
    }
    var out: [Layer: Product.Stake] = [:]
    for layer in Product.layers {
      if let stake = layers.mapping(layer.rawValue) {
        out[layer] = readStake(stake)
      } else {
        layers.report("layers must have \(layer.rawValue)")
      }
    }
    layers.reportUnknownKeys()
    return out
  }

  private func readEvidence(_ fields: FieldReader) -> Product.Evidence {
    var fields = fields
    let one = Product.Evidence(what: fields.text("what"), source: fields.text("source"), date: fields.text("date"))
    if !DateText.isValid(one.date) { fields.report("date must be 2026, 2026-04 or 2026-04-21") }
    fields.reportUnknownKeys()
    return one
  }

  private func readStake(_ fields: FieldReader) -> Product.Stake {
    var fields = fields
    let stake = Product.Stake(
      own: fields.text("own"), consume: fields.text("consume"), score: fields.int("score"),
      confidence: fields.text("confidence"), answer: fields.text("answer"))
    if !(0...3).contains(stake.score) { fields.report("score must be 0 to 3") }
    if !["high", "medium", "low"].contains(stake.confidence) {
      fields.report("confidence must be high, medium or low")
    }
    fields.reportUnknownKeys()
    return stake
  }

  // MARK: Labs

  private func readLab(_ file: String, at path: String) -> Lab? {
    guard let (reader, body, bodyLine) = frontMatter(file, at: path) else { return nil }
    var fields = reader
    var lab = Lab(
      id: LabID(fields.text("id")), title: fields.text("title"), summary: fields.text("summary"),
      layer: fields.word("layer", default: .all), order: fields.int("order"), minutes: fields.int("minutes"),
      needs: fields.text("needs"), covers: fields.texts("covers"), see: ids(fields.texts("see")),
      asks: ids(fields.texts("asks")), sources: sources(&fields), subjects: subjects(&fields, "subjects"),
      layers: subjects(&fields, "layers"), steps: fields.list("steps").map(readStep), body: body, file: file,
      bodyLine: bodyLine)
    lab.layOutEntries()
    if lab.steps.isEmpty { fields.report("steps must hold at least one step") }
    fields.reportUnknownKeys()
    return lab.id.rawValue.isEmpty ? nil : lab
  }

  private func subjects(_ fields: inout FieldReader, _ key: String) -> [Lab.Subject] {
    fields.list(key).map { item in
      var item = item
      let subject = Lab.Subject(id: item.text("id"), title: item.text("title"))
      item.reportUnknownKeys()
      return subject
    }
  }

  private func readStep(_ fields: FieldReader) -> Lab.Step {
    var fields = fields
    let opens = fields.optionalText("opens")
    if let opens, Lab.Step.Opening(rawValue: opens) == nil { fields.report("opens must be evidence or reference") }
    let textLine = fields.firstLine(ofText: "text")
    let step = Lab.Step(
      id: fields.text("id"), title: fields.text("title"), kind: fields.word("kind", default: .note),
      text: fields.text("text"), fields: fields.list("fields").map(readField),
      opens: opens.flatMap { Lab.Step.Opening(rawValue: $0) }, experiment: fields.optionalText("experiment"),
      parameters: fields.dictionary("parameters"),
      compares: fields.list("compares").map { item in
        var item = item
        let comparison = Lab.Step.Comparison(
          field: item.text("field"), with: item.text("with"), apart: item.number("apart", default: 1))
        item.reportUnknownKeys()
        return comparison
      }, line: fields.line, textLine: textLine)
    fields.reportUnknownKeys()
    return step
  }

  private func readField(_ fields: FieldReader) -> Lab.Field {
    var fields = fields
    let id = fields.text("id")
    let prompt = fields.text("prompt")
    let kindWord = fields.text("kind")
    let eachWord = fields.optionalText("each") ?? "once"
    let each = Lab.Field.Each(rawValue: eachWord)
    if each == nil { fields.report("each must be subject, layer or subject-layer") }
    let checks = fields.texts("checks").compactMap { word -> Lab.Field.Check? in
      let check = Lab.Field.Check(rawValue: word)
      if check == nil { fields.report("unknown check \"\(word)\"") }
      return check
    }
    let field = Lab.Field(
      id: id, prompt: prompt, kind: fieldKind(kindWord, &fields), each: each ?? .once,
      hint: fields.optionalText("hint"), checks: checks, isOptional: fields.bool("optional"))
    fields.reportUnknownKeys()
    return field
  }

  private func fieldKind(_ word: String, _ fields: inout FieldReader) -> Lab.Field.Kind {
    switch word {
    case "text": return .text
    case "line": return .line
    case "number": return .number(unit: fields.optionalText("unit"))
    case "score":
      var words: [Int: String] = [:]
      for (key, value) in fields.dictionary("words") {
        if let number = Int(key) { words[number] = value }
      }
      let (from, to) = (fields.int("from"), fields.int("to"))
      if from >= to { fields.report("from must be below to") }
      // Each value is a word on the screen.
      guard (0...100).contains(from), (0...100).contains(to) else {
        fields.report("from and to must lie between 0 and 100")
        return .text
      }
      return .score(from: from, to: to, words: words)
    case "choice":
      let from = fields.optionalText("from")
      if let from, from != "products" { fields.report("from must be products") }
      return .choice(options: fields.texts("options"), fromProducts: from != nil, own: fields.bool("own"))
    default:
      fields.report("kind must be text, line, number, score or choice")
      return .text
    }
  }
}

/// Dates as content writes them.
enum DateText {
  static func isValid(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), parts[0].count == 4, let year = Int(parts[0]), year > 1900 else {
      return false
    }
    if parts.count > 1 {
      guard parts[1].count == 2, let month = Int(parts[1]), (1...12).contains(month) else { return false }
    }
    if parts.count > 2 {
      guard parts[2].count == 2, let day = Int(parts[2]), (1...31).contains(day) else { return false }
    }
    return true
  }
}
