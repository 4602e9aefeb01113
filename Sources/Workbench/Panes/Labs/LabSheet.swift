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
    heading("Your worksheet")
    let sheet = contents.worksheet(lab)
    let nameWidth = min(34, max(8, measure - 14))
    for (index, step) in lab.steps.enumerated() {
      let (done, total) = sheet.progress(ofStep: index)
      let count = total == 0 ? "to read" : "\(done) of \(total)"
      append(
        StyledLine([
          Span(SafeText("\(index + 1)  " + step.title).padded(nameWidth), .plain),
          Span(SafeText(count), Style(done == total && total > 0 ? .good : .muted)),
        ]))
    }
    let spent = DateText.duration(seconds) + " of " + DateText.duration(lab.minutes * 60)
    append(StyledLine([Span(SafeText("Time").padded(nameWidth), Style(.muted)), Span(SafeText(spent), Style(.muted))]))
    links("See also", lab.see.map { (course.title(of: .page($0)), "page:\($0)") })
    links("Asks", lab.asks.map { (course.title(of: .page($0)), "page:\($0)") })
    sources(lab.sources)
    notes(on: .lab(lab.id), contents)
  }

  /// One step of a lab: what to do, then its fields.
  mutating func step(_ lab: Lab, _ index: Int, _ course: Course, _ contents: NotebookContents) {
    let step = lab.steps[index]
    let sheet = contents.worksheet(lab)
    markdown(step.text)
    blank()
    if let opening = step.opens { open(opening, lab, sheet, course) }
    if let rule = step.compares.first { comparison(sheet, rule.apart, course) }
    fields(sheet, index, course)
    if index + 1 < lab.steps.count {
      blank()
      links("Next", [("\(index + 2) " + lab.steps[index + 1].title, "field:\(lab.id)/\(index + 1)")])
    }
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
        closed(lab, subject, sheet)
        continue
      }
      guard let product else {
        paragraph([Span("A product of your own: its evidence is what you find yourself.", Style(.muted))])
        continue
      }
      switch opening {
      case .evidence: evidence(product)
      case .reference: reference(product, course)
      }
    }
  }

  private mutating func closed(_ lab: Lab, _ subject: Lab.Subject, _ sheet: Worksheet) {
    let missing = sheet.missingBeforeOpening(subject.id)
    if missing.isEmpty {
      paragraph([Span("Your own attempt is complete. Opening the evidence locks it.", Style(.muted))])
      action(.openEvidence(lab.id, subject: subject.id), "Open the evidence")
    } else {
      let names = missing.prefix(3).map(\.name).joined(separator: ", ")
      let more = missing.count > 3 ? " and \(missing.count - 3) more" : ""
      paragraph([Span(SafeText("Opens after your own attempt. Still to write: \(names)\(more)."), Style(.muted))])
    }
  }

  private mutating func comparison(_ sheet: Worksheet, _ apart: Double, _ course: Course) {
    let cells = sheet.comparison(in: course)
    guard !cells.isEmpty else { return }
    heading("Your scores beside the reference", note: SafeText("marked when \(Int(apart)) or more apart"))
    func text(_ value: Double?) -> String { value.map { String(Int($0)) } ?? "–" }
    let rows = sheet.lab.subjects.compactMap { subject -> [[Span]]? in
      let own = cells.filter { $0.subject == subject }
      guard !own.isEmpty else { return nil }
      return [[Span(SafeText(sheet.name(ofSubject: subject, in: course)))]]
        + own.map { cell in
          let mark = cell.isApart ? " ≠" : cell.own == cell.reference ? " =" : ""
          return [Span(SafeText("\(text(cell.own)) · \(text(cell.reference))\(mark)"), Style(cell.isApart ? .warning : .text, on: nil, cell.isApart ? .bold : []))]
        }
    }
    let header = [[Span("you · reference", Style(.muted))]]
      + sheet.lab.layers.map { layer in
        let role = Layer(rawValue: layer.id).map(State.role) ?? .heading
        return [Span(SafeText(layer.title), Style(role, on: nil, .bold))]
      }
    for line in TableLayout(header: header, rows: rows, width: width).lines { append(line) }
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
      hint: field.hint ?? "…", text: text, checks: sheet.checks(entry), isLocked: sheet.isLocked(entry))
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
        Option(value: $0.id.rawValue, title: $0.name, detail: $0.category)
      }
      let given = options.map { Option(value: $0, title: $0, detail: "") }
      self = .choice(options: given + (fromProducts ? products : []), own: own)
    }
  }
}
