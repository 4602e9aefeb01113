import Curriculum
import Experiments
import Notebook
import Terminal
import TextSafety

extension SheetBuilder {
  /// A page: its summary, its text, what lies around it, and the reader's notes on it.
  mutating func page(_ page: Page, _ course: Course, _ contents: NotebookContents, live: LiveDesk) {
    paragraph([Span(SafeText(page.summary), Style(.muted, on: nil, .italic))])
    append(StyledLine())
    document(page.document())
    around(page, course, live)
    notes(on: .page(page.id), contents)
    margin(page.terms, course)
  }

  /// Links to what belongs to the page, and its sources.
  mutating func around(_ page: Page, _ course: Course, _ live: LiveDesk) {
    heading("Around this page")
    func titles(_ ids: [PageID]) -> [(title: String, destination: String)] {
      ids.map { (course.title(of: .page($0)), "page:\($0)") }
    }
    links("Needs", titles(page.needs))
    links("See also", titles(page.see))
    links("Asks", titles(page.asks))
    links("Labs", labs(page, course))
    links("Live", demos(page, live))
    links("Terms", page.terms.map { (course.title(of: .term($0)), "term:\($0)") })
    sources(page.sources)
  }

  private func labs(_ page: Page, _ course: Course) -> [(title: String, destination: String)] {
    page.labs.map { (course.title(of: .lab($0)), "lab:\($0)") }
  }

  /// Experiments by their titles; one that the program does not have by its id.
  private func demos(_ page: Page, _ live: LiveDesk) -> [(title: String, destination: String)] {
    page.demos.map { id in
      (live.experiment(ExperimentID(id.rawValue))?.description.title ?? id.rawValue, "demo:\(id)")
    }
  }

  mutating func sources(_ sources: [Page.Source]) {
    guard !sources.isEmpty else { return }
    heading("Sources")
    for (index, source) in sources.enumerated() {
      if index > 0 { blank() }
      let tail = [source.by, source.date].filter { !$0.isEmpty }.joined(separator: ", ")
      let end = source.title.hasSuffix("?") ? " " : ". "
      paragraph([Span(SafeText(source.title)), Span(SafeText(end + tail), Style(.muted))])
      if let url = source.url { paragraph([Span(SafeText(url), Style(.muted))]) }
    }
  }

  /// The reader's notes on a thing, and the way to another.
  mutating func notes(on reference: Reference, _ contents: NotebookContents) {
    heading("Your notes")
    for (number, entry) in contents.notes(on: reference) {
      let date = SafeText("note \(number) · \(DateText.day(entry.updatedAt))")
      field(
        FieldView(
          target: .entry(.note(number)), kind: .text, label: [Span(date, Style(.muted))], hint: "empty",
          text: entry.text))
      blank()
    }
    action(.addNote(reference), "Write a note here", key: SafeText(keymap.name(of: .note)))
  }

  /// A product: what is commonly said of it.
  ///
  /// What a worksheet asks stays on the worksheet.
  mutating func product(_ product: Product, _ course: Course, isOpen: Bool, _ contents: NotebookContents) {
    let names = product.categoryName + (product.aka.map { " · also " + $0 } ?? "")
    paragraph([Span(SafeText(names), Style(.muted, on: nil, .italic))])
    heading("What is said of it")
    paragraph([Span(SafeText(product.label))])
    if isOpen {
      evidence(product)
      reference(product, course)
    } else {
      blank()
      paragraph([
        Span(
          "The evidence and the reference entry open in a lab, once you have written your own sentences about this product.",
          Style(.muted))
      ])
    }
    notes(on: .product(product.id), contents)
  }

  /// The evidence cards of a product.
  mutating func evidence(_ product: Product) {
    heading("Evidence", note: SafeText("\(product.evidence.count) cards"))
    for item in product.evidence {
      blank()
      paragraph([Span(SafeText(item.what))], lead: [Span("• ", Style(accent))])
      paragraph([Span(SafeText("\(item.source), \(item.date)"), Style(.muted))], lead: [Span("  ")])
    }
  }

  /// The reference entry of a product, beside the reader's own sentences where there are some.
  mutating func reference(_ product: Product, _ course: Course, own: [Layer: String] = [:]) {
    heading("Reference", note: SafeText("as of \(course.productsAsOf)"))
    for layer in Product.layers {
      guard let stake = product.stakes[layer] else { continue }
      let role = State.role(layer)
      let word = course.scale[stake.score] ?? ""
      blank()
      paragraph([
        Span(SafeText(layer.title), Style(role, on: nil, .bold)),
        Span(SafeText("  \(stake.score) \(word)"), Style(role)),
        Span(SafeText(" · confidence \(stake.confidence)"), Style(.muted)),
      ])
      if let words = own[layer] {
        paragraph([Span(SafeText(words), Style(.muted))], lead: [Span("  you  ", Style(.muted))])
        paragraph([Span(SafeText(stake.answer))], lead: [Span("  ref  ", Style(role))])
      } else {
        paragraph([Span(SafeText(stake.answer))], lead: [Span("  ")])
      }
    }
    heading("Verdict")
    paragraph([Span(SafeText("Said of it: " + product.label), Style(.muted))])
    paragraph([Span(SafeText(product.verdict))])
    if !product.dispute.isEmpty {
      heading("Open or in dispute")
      paragraph([Span(SafeText(product.dispute))])
    }
  }
}
