import Curriculum
import Foundation
import Notebook
import Terminal

/// The things of a course as text; what the reader has not earned yet is left out.
struct ReadingPrintout {
  var course: Course
  var contents: NotebookContents
  var width: Int
  var isRaw = false

  func printout(of reference: Reference) -> Printout {
    switch reference {
    case .page(let id): course.page(id).map(page) ?? Printout()
    case .term(let id): course.term(id).map(term) ?? Printout()
    case .lab(let id), .field(let id, _): course.lab(id).map(lab) ?? Printout()
    case .product(let id): course.product(id).map(product) ?? Printout()
    case .scenario(let id): course.scenario(id).map(scenario) ?? Printout()
    case .demo: Printout()
    }
  }

  // MARK: Pages

  private func page(_ page: Page) -> Printout {
    var out = Printout()
    let isClosed = page.kind == .question && contents.ownAnswer(page.id) == nil
    if isRaw {
      out.block(isClosed ? ReadingPrintout.openBody(page) : page.body)
      return out
    }
    out.heading(page.title)
    let mark = contents.isRead(page.id) ? " · read" : ""
    out.line("\(page.layer.title) · \(page.minutes) min\(mark)", Style(.muted))
    out.line()
    out.wrapped(page.summary, width: width, Style(.text, on: nil, .italic))
    out.line()
    let document = isClosed ? page.questionParts().open : page.document()
    out.document(document, width: width, accent: ReadingPrintout.role(of: page.layer))
    if isClosed {
      out.line()
      out.wrapped(ReadingPrintout.closedHint(page), width: width)
    }
    sources(page.sources, &out)
    return out
  }

  /// A question's Markdown up to where it is closed.
  private static func openBody(_ page: Page) -> String {
    guard let cut = page.questionParts().closed.blocks.first?.line else { return page.body }
    let lines = page.body.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.prefix(cut - page.bodyLine).joined(separator: "\n")
  }

  static func closedHint(_ page: Page) -> String {
    "What a strong answer says opens when your own answer is saved: strata question note \(page.id) TEXT"
  }

  private func sources(_ sources: [Page.Source], _ out: inout Printout) {
    guard !sources.isEmpty else { return }
    out.line()
    out.heading("Sources")
    for source in sources {
      let address = source.url.map { " \($0)" } ?? ""
      out.wrapped("\(source.title). \(source.by), \(source.date).\(address)", width: width, indent: 2)
    }
  }

  private static func role(of layer: Layer) -> Role {
    switch layer {
    case .all: .heading
    case .application: .application
    case .model: .model
    case .infrastructure: .infrastructure
    case .agents: .agents
    }
  }

  // MARK: The rest

  private func term(_ term: Term) -> Printout {
    var out = Printout()
    out.heading(term.term)
    out.line(term.layer.title + (term.isCore ? " · core" : ""), Style(.muted))
    out.line()
    out.wrapped(term.definition, width: width)
    if !term.see.isEmpty { out.line("See: " + term.see.map(\.rawValue).joined(separator: ", ")) }
    if let page = term.page { out.line("Best explained in: \(page)") }
    return out
  }

  private func lab(_ lab: Lab) -> Printout {
    var out = Printout()
    if isRaw {
      out.block(lab.body)
      return out
    }
    out.heading(lab.title)
    out.line("\(lab.minutes) min · needs \(lab.needs)", Style(.muted))
    out.line()
    out.wrapped(lab.summary, width: width, Style(.text, on: nil, .italic))
    out.line()
    out.document(Document(parsing: lab.body, firstLine: lab.bodyLine), width: width)
    out.line()
    out.heading("Steps")
    for (index, step) in lab.steps.enumerated() { out.line("\(index + 1) \(step.title)", indent: 2) }
    out.line()
    out.line("The worksheet: strata lab show \(lab.id)")
    sources(lab.sources, &out)
    return out
  }

  private func scenario(_ scenario: PreparedScenario) -> Printout {
    var out = Printout()
    if isRaw {
      let file = FileManager.default.contents(atPath: "\(course.folder.content)/scenarios/\(scenario.id).yaml")
      let text = String(decoding: file ?? Data(), as: UTF8.self)
      out.block(String(text.hasSuffix("\n") ? text.dropLast() : text[...]))
      return out
    }
    out.heading(scenario.title)
    out.line("a prepared scenario", Style(.muted))
    out.line()
    if !scenario.summary.isEmpty {
      out.wrapped(scenario.summary, width: width)
      out.line()
    }
    out.line("Its costs: strata cost compare \(scenario.id)")
    return out
  }

  private func product(_ product: Product) -> Printout {
    var out = Printout()
    out.heading(product.name)
    let also = product.aka.map { " · also \($0)" } ?? ""
    out.line("\(product.categoryName)\(also) · as of \(course.productsAsOf)", Style(.muted))
    out.line()
    out.wrapped("Commonly said: \(product.label)", width: width)
    out.line()
    guard contents.isOpened(product.id, in: course) else {
      out.wrapped(
        "Whether that survives the evidence, and who owns what, opens in a lab after your own attempt: strata lab list",
        width: width)
      return out
    }
    EvidencePrintout(course: course, width: width).entry(product, into: &out)
    out.line()
    EvidencePrintout(course: course, width: width).evidence(product, into: &out)
    return out
  }
}
