import Curriculum

/// The course's own texts as plain documents: a section of a page, a step of a worksheet, a term, a product.
///
/// Tables, diagrams, addresses and the marks of Markdown are left out: a small model would learn nothing from them.
enum CourseProse {
  static func documents(of course: Course) -> [Corpus.Document] {
    pages(course) + labs(course) + terms(course) + products(course)
  }

  private static func pages(_ course: Course) -> [Corpus.Document] {
    course.pages.flatMap { page in
      sections(page.document()).map { section in
        let heading = section.heading.map { page.title + ": " + $0 } ?? page.title
        let lead = section.heading == nil ? [page.summary] : []
        return Corpus.Document(
          text: ([heading] + lead + section.lines).joined(separator: "\n"), kind: .page,
          origin: "page:\(page.id)/\(section.heading ?? "")")
      }
    }
  }

  private static func labs(_ course: Course) -> [Corpus.Document] {
    course.labs.flatMap { lab in
      let introduction = sections(Document(parsing: lab.body)).map { section in
        Corpus.Document(
          text: ([section.heading.map { lab.title + ": " + $0 } ?? lab.title] + section.lines).joined(separator: "\n"),
          kind: .lab, origin: "lab:\(lab.id)/\(section.heading ?? "")")
      }
      let steps = lab.steps.map { step in
        let body = lines(Document(parsing: step.text).blocks) + step.fields.map(\.prompt)
        return Corpus.Document(
          text: ([lab.title + ": " + step.title] + body).joined(separator: "\n"), kind: .lab,
          origin: "lab:\(lab.id)/\(step.id)")
      }
      return introduction + steps
    }
  }

  private static func terms(_ course: Course) -> [Corpus.Document] {
    course.terms.map { term in
      Corpus.Document(text: "\(term.term): \(term.definition)", kind: .glossary, origin: "term:\(term.id)")
    }
  }

  private static func products(_ course: Course) -> [Corpus.Document] {
    course.products.map { product in
      let layers = Product.layers.compactMap { layer in
        product.stakes[layer].map { "\(layer.title): \($0.answer)" }
      }
      let head = ["\(product.name), \(product.categoryName)", product.label, product.verdict]
      return Corpus.Document(
        text: (head + layers).joined(separator: "\n"), kind: .product, origin: "product:\(product.id)")
    }
  }

  /// The parts of a document between its headings of level 2, with their lines; those without lines are left out.
  static func sections(_ document: Document) -> [(heading: String?, lines: [String])] {
    var sections: [(heading: String?, blocks: [Document.Block])] = [(nil, [])]
    for block in document.blocks {
      if case .heading(let level, let inlines) = block.content, level <= 2 {
        sections.append((Inline.plainText(inlines), []))
      } else {
        sections[sections.count - 1].blocks.append(block)
      }
    }
    return sections.map { (heading: $0.heading, lines: lines($0.blocks)) }.filter { !$0.lines.isEmpty }
  }

  /// Headings, paragraphs and list items, a line each.
  private static func lines(_ blocks: [Document.Block]) -> [String] {
    blocks.flatMap { block -> [String] in
      switch block.content {
      case .heading(_, let inlines), .paragraph(let inlines): [withoutAddresses(Inline.plainText(inlines))]
      case .list(_, let items): items.map { "- " + lines($0).joined(separator: " ") }
      case .quote(let inner): lines(inner)
      case .code, .table, .rule, .raw: []
      }
    }
  }

  private static func withoutAddresses(_ text: String) -> String {
    guard text.contains("://") else { return text }
    return text.split(separator: " ").filter { !$0.contains("://") }.joined(separator: " ")
  }
}
