import Curriculum
import Notebook
import Terminal
import TextSafety

extension SheetBuilder {
  /// A lab's introduction and the state of its worksheet.
  mutating func lab(_ lab: Lab, _ course: Course, _ contents: NotebookContents, seconds: Int) {
    paragraph([Span(SafeText(lab.summary), Style(.muted, on: nil, .italic))])
    append(StyledLine())
    document(Document(parsing: lab.body, firstLine: lab.bodyLine))
    let sheet = contents.worksheet(lab)
    let (filled, total) = sheet.progress
    heading("Your worksheet", note: SafeText("\(filled) of \(total) fields"))
    let nameWidth = min(34, max(8, measure - 14))
    for (index, step) in lab.steps.enumerated() {
      let (done, total) = sheet.progress(ofStep: index)
      let count = step.isOptional ? "optional" : total == 0 ? "to read" : "\(done) of \(total)"
      append(
        StyledLine([
          Span(SafeText("\(index + 1)  " + step.title).fitted(nameWidth - 1).padded(nameWidth), .plain),
          Span(SafeText(count), Style(done == total && total > 0 ? .good : .muted)),
        ]))
    }
    let spent = "\(seconds / 60) of \(lab.minutes) min"
    if let marks = sheet.marks {
      append(
        StyledLine([
          Span(SafeText("Your marks").padded(nameWidth), Style(.muted)),
          Span(SafeText("\(marks.given) of \(marks.most)")),
        ]))
    }
    append(StyledLine([Span(SafeText("Time").padded(nameWidth), Style(.muted)), Span(SafeText(spent), Style(.muted))]))
    if !(lab.see.isEmpty && lab.asks.isEmpty) { heading("Around this lab") }
    links("See also", lab.see.map { (course.title(of: .page($0)), "page:\($0)") })
    links("Asks", lab.asks.map { (course.title(of: .page($0)), "page:\($0)") })
    sources(lab.sources)
    notes(on: .lab(lab.id), contents)
    margin(linkedTerms, course)
  }

  /// The terms that the sheet's text names, in their order.
  private var linkedTerms: [TermID] {
    var seen: Set<TermID> = []
    return sheet.links.compactMap { link in
      guard case .inside(.term(let id))? = LinkTarget(link), seen.insert(id).inserted else { return nil }
      return id
    }
  }

  /// One step of a lab: what to do, then its fields.
  ///
  /// - Parameters:
  ///   - figures: what the lab's experiment gave in the cost simulator; nil while it is not counted.
  ///   - live: the experiments that run on this machine.
  mutating func step(
    _ lab: Lab, _ index: Int, _ course: Course, _ contents: NotebookContents, figures: [String: Double]? = nil,
    live: LiveDesk
  ) {
    let step = lab.steps[index]
    let sheet = contents.worksheet(lab)
    if sheet.isClosed(index) {
      closed(sheet)
    } else {
      markdown(step.text)
      blank()
      if lab.measuredFields.contains(where: { $0.ruledBy == index }) {
        measurements(MeasuredComparison(sheet, contents, live.experiments, ruledBy: index))
      } else if sheet.hasExperiment, !step.compares.isEmpty {
        comparison(sheet, figures)
      } else if let rule = step.compares.first {
        comparison(sheet, rule.apart, course)
      }
      if CostExperiment(step) != nil { experiment(sheet, index, "Run it in Costs") }
      if step.demo != nil { liveExperiment(sheet, index, contents, live) }
    }
    if let opening = step.opens { open(opening, lab, sheet, course) }
    fields(sheet, index, course)
    if index + 1 < lab.steps.count {
      blank()
      action(.open(.step(lab.id, index + 1)), SafeText("Next: " + lab.steps[index + 1].title))
    }
    margin(linkedTerms, course, hasParts: false)
  }

  private mutating func fields(_ sheet: Worksheet, _ step: Int, _ course: Course) {
    var heading: String?
    for entry in sheet.lab.entries(ofStep: step) {
      let title = entry.subject.map { sheet.name(ofSubject: $0, in: course) }
      if let title, title != heading {
        heading = title
        self.heading(SafeText(title))
      }
      blank()
      field(FieldView(entry, sheet, course))
    }
  }

  private mutating func open(_ opening: Lab.Step.Opening, _ lab: Lab, _ sheet: Worksheet, _ course: Course) {
    for subject in lab.subjects {
      heading(SafeText(sheet.name(ofSubject: subject, in: course)))
      let product = sheet.choice(ofSubject: subject).flatMap { course.product(ProductID($0)) }
      guard sheet.opened.contains(subject.id) else {
        closed(lab, subject, sheet, course)
        continue
      }
      guard let product else {
        paragraph([Span("A product of your own: its evidence is what you find yourself.", Style(.muted))])
        continue
      }
      switch opening {
      case .evidence: evidence(product)
      case .reference: reference(product, course, own: ownSentences(subject, sheet))
      }
    }
  }

  /// What the reader predicted of a subject, by layer: the first field of text.
  private func ownSentences(_ subject: Lab.Subject, _ sheet: Worksheet) -> [Layer: String] {
    var out: [Layer: String] = [:]
    for entry in sheet.lab.entries where entry.subject == subject && sheet.lab.steps[entry.step].kind == .predict {
      guard let layer = entry.layer.flatMap({ Layer(rawValue: $0.id) }), entry.field.kind == .text else { continue }
      if out[layer] == nil { out[layer] = sheet.answer(entry.name) }
    }
    return out
  }

  private mutating func closed(_ lab: Lab, _ subject: Lab.Subject, _ sheet: Worksheet, _ course: Course) {
    let missing = sheet.missingBeforeOpening(subject.id)
    if let choice = sheet.choice(ofSubject: subject), course.product(ProductID(choice)) == nil {
      paragraph([Span("A product of your own: its evidence is what you find yourself.", Style(.muted))])
    } else if missing.isEmpty {
      paragraph([Span("Your own attempt is complete. Opening the evidence locks it.", Style(.muted))])
      action(.openEvidence(lab.id, subject: subject.id), "Open the evidence")
    } else {
      let count = missing.count == 1 ? "one field is" : "\(missing.count) fields are"
      paragraph([Span(SafeText("Opens after your own attempt: \(count) still to be written."), Style(.muted))])
      if let first = missing.first {
        action(.open(.step(lab.id, first.step)), SafeText("Go to: " + lab.steps[first.step].title))
      }
    }
  }

  private mutating func comparison(_ sheet: Worksheet, _ apart: Double, _ course: Course) {
    let cells = sheet.comparison(in: course)
    guard !cells.isEmpty else { return }
    func figure(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? String(value) }
    heading("Your scores beside the reference", note: SafeText("≠ marks \(figure(apart)) or more apart"))
    append(StyledLine())
    func text(_ value: Double?) -> String { value.map(figure) ?? "–" }
    let rows = sheet.lab.subjects.compactMap { subject -> [[Span]]? in
      let own = cells.filter { $0.subject == subject }
      guard !own.isEmpty else { return nil }
      return [[Span(SafeText(sheet.name(ofSubject: subject, in: course)))]]
        + own.map { cell in
          let mark = cell.isApart ? " ≠" : ""
          return [
            Span(
              SafeText("\(text(cell.own)) · \(text(cell.reference))\(mark)"),
              Style(cell.isApart ? .warning : .text, on: nil, cell.isApart ? .bold : []))
          ]
        }
    }
    let header =
      [[Span("you · reference", Style(.muted))]]
      + sheet.lab.layers.map { layer in
        let role = Layer(rawValue: layer.id).map(State.role) ?? .heading
        return [Span(SafeText(layer.title), Style(role, on: nil, .bold))]
      }
    append(TableLayout(header: header, rows: rows, width: textWidth - 1))
  }
}

extension FieldView {
  /// A worksheet's entry as a field.
  init(_ entry: Lab.Entry, _ sheet: Worksheet, _ course: Course) {
    let field = entry.field
    var label: [Span] = []
    if let layer = entry.layer {
      let role = Layer(rawValue: layer.id).map(State.role) ?? .heading
      label = [Span(SafeText(layer.title), Style(role, on: nil, .bold)), Span(" · ", Style(.muted))]
    }
    label.append(Span(SafeText(field.prompt), .plain))
    if field.isOptional { label.append(Span(" (optional)", Style(.muted))) }
    let text = sheet.answers[entry.name] ?? ""
    self.init(
      target: .entry(.answer(sheet.lab.id, field: entry.name)), kind: FieldKind(field, course), label: label,
      hint: field.hint ?? "empty", text: text, checks: sheet.checks(entry), isLocked: sheet.isLocked(entry))
    if sheet.lab.steps[entry.step].kind == .note, field.kind == .text, let layer = entry.layer {
      before = sheet.lab.entries.first { other in
        sheet.lab.steps[other.step].kind == .predict && other.subject == entry.subject && other.layer == layer
          && other.field.kind == .text
      }.flatMap { sheet.answer($0.name) }
    }
    if case .choice = kind { shown = course.product(ProductID(text))?.name ?? text }
  }
}

extension FieldKind {
  /// The kind of a lab's field.
  init(_ field: Lab.Field, _ course: Course) {
    switch field.kind {
    case .text: self = .text
    case .line, .number: self = .line
    case .score(let from, let to, let words): self = .score(from: from, to: to, words: words)
    case .choice(let options, let fromProducts, let own):
      let products = course.products.map {
        Option(value: $0.id.rawValue, title: $0.name, detail: $0.categoryName)
      }
      let given = options.map { Option(value: $0, title: $0, detail: "") }
      self = .choice(options: given + (fromProducts ? products : []), own: own)
    }
  }
}
