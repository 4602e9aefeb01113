import CostModel
import Decision
import Terminal
import TextSafety

/// A scenario as a form.
enum CostForm {
  /// The form of a scenario; what differs from an earlier state of it is marked, and can be brought back.
  static func form(_ scenario: Scenario, _ desk: CostDesk, since opened: Scenario) -> Form {
    var sections: [Form.Section] = []
    let before = Set(opened.fields.map(\.path))
    for field in scenario.fields where field.path != "title" && field.path != "summary" {
      let title = title(of: field, scenario)
      var entry = formField(field, scenario, desk)
      // An option may be new, or of another kind.
      if before.contains(field.path) { entry.initial = initial(entry.kind, field, opened) }
      if let last = sections.indices.last, sections[last].title == title {
        sections[last].fields.append(entry)
      } else if let place = sections.firstIndex(where: { $0.title == title }) {
        sections[place].fields.append(entry)
      } else {
        sections.append(Form.Section(title, [entry]))
      }
    }
    // What is dragged most comes first.
    let order: [SafeText] = ["Workload", "Objectives", "Gates"]
    let first = order.compactMap { title in sections.first { $0.title == title } }
    return Form(first + sections.filter { !order.contains($0.title) })
  }

  /// The kind that a field had when the scenario was opened.
  private static func initial(_ kind: Form.Field.Kind, _ field: ScenarioField, _ opened: Scenario) -> Form.Field.Kind {
    let value = field.value(in: opened)
    switch (kind, value) {
    case (.number(var number), .number(let before)):
      number.value = before
      return .number(number)
    case (.choice(let names, _), _):
      let word = value.map { $0.text.isEmpty ? cheapest : $0.text } ?? blank
      return names.firstIndex(of: SafeText(word)).map { .choice(names, $0) } ?? kind
    case (.toggle, .text(let text)): return .toggle(text == "true")
    case (_, let value): return value.map { formKind(field, $0) } ?? .text(blank)
    }
  }

  private static func title(of field: ScenarioField, _ scenario: Scenario) -> SafeText {
    switch field.section {
    case "workload": "Workload"
    case "objectives": "Objectives"
    case "people": "People"
    case "vendors": "Services"
    case "hosting": "Hosting"
    case "prices": "Outlook"
    case "options":
      SafeText("Option " + (field.path.split(separator: ".").dropFirst().first.map(String.init) ?? ""))
    case "horizon_months": "Outlook"
    default: "Gates"
    }
  }

  private static func formField(_ field: ScenarioField, _ scenario: Scenario, _ desk: CostDesk) -> Form.Field {
    let value = field.value(in: scenario)
    var kind = formKind(field, value)
    if case .name = field.kind {
      let names = CostForm.names(field, scenario, desk)
      if !names.isEmpty {
        let shown = names.map { SafeText($0.isEmpty ? cheapest : $0) }
        kind = .choice(shown, names.firstIndex(of: value?.text ?? "") ?? 0)
      }
    }
    var hasBlank = false
    if case .number = field.kind { hasBlank = field.isOptional }
    return Form.Field(
      field.path, SafeText(field.title), kind, unit: SafeText(value == nil ? "" : field.unit),
      note: SafeText(field.meaning + (hasBlank ? " A number, or “none”." : "")), blank: hasBlank ? blank : nil)
  }

  /// Says what the selected field's value rests on: no other one's source shows.
  static func nameSource(in form: inout Form, _ scenario: Scenario, _ desk: CostDesk) {
    guard var selected = form.current, let field = try? scenario.field(selected.id) else { return }
    let use = scenario.source(of: field, desk.catalog)
    selected.source = use.map { words($0, field, desk.today) } ?? .empty
    selected.isSourceStale = use?.provenance.isStale(on: desk.today) ?? false
    form[selected.id] = selected
  }

  /// Date and source of the row of the catalogue that a field names; a seller's with what is bought.
  private static func words(_ use: SourceUse, _ field: ScenarioField, _ today: CalendarDay) -> SafeText {
    let isStale = use.provenance.isStale(on: today)
    let age = isStale ? ", \(use.provenance.ageInDays(on: today)) days old, stale" : ""
    let what = ["provider", "lines"].contains(field.key) ? ", \(use.what)" : ""
    return SafeText("\(use.provenance.date)\(age)\(what): \(use.provenance.source)")
  }

  private static func formKind(_ field: ScenarioField, _ value: FieldValue?) -> Form.Field.Kind {
    let text = value?.text ?? blank
    switch field.kind {
    case .number(let range, let step, let isRatio, _):
      guard case .number(let number)? = value else { return .text(blank) }
      return .number(
        Form.Number(number, in: range, step: isRatio ? .logarithmic : .linear(step), format: format(field, range)))
    case .choice(let words):
      let names = field.isOptional ? [blank] + words : words
      return .choice(names.map { SafeText($0) }, names.firstIndex(of: text) ?? 0)
    case .toggle: return .toggle(text == "true")
    case .name, .text, .names: return .text(text)
    }
  }

  /// What stands for a value that was left out.
  private static let blank = "none"
  /// What stands for no seller's name.
  private static let cheapest = "the cheapest"

  private static func format(_ field: ScenarioField, _ range: ClosedRange<Double>) -> ValueFormat {
    if range.upperBound >= 1e8 { return ValueFormat(.short) }
    return ValueFormat(.plain)
  }

  /// The names that a field may take; empty where any text may stand.
  private static func names(_ field: ScenarioField, _ scenario: Scenario, _ desk: CostDesk) -> [String] {
    let id = field.path.split(separator: ".").dropFirst().first.map(String.init) ?? ""
    guard let option = scenario.option(id) else { return [] }
    var names: [String]
    switch field.key {
    case "gpu": names = desk.catalog.accelerators.map(\.id)
    case "model": names = desk.catalog.models.map(\.id)
    case "price": names = unique(desk.catalog.apiPrices.map(\.model))
    case "provider" where option.kind.rentsGPUs:
      let gpu = (try? desk.catalog.accelerator(named: option.gpu))?.id ?? option.gpu
      names = [""] + unique(desk.catalog.gpuPrices(of: gpu).filter { $0.onDemand != nil }.map(\.provider))
    case "provider": names = [""] + unique(desk.catalog.apiPrices.filter { $0.model == option.price }.map(\.provider))
    case "base": names = scenario.options.filter(\.kind.rentsGPUs).map(\.id)
    case "peak": names = scenario.options.filter(\.kind.paysByToken).map(\.id)
    default: return []
    }
    let present = field.value(in: scenario)?.text ?? ""
    if !names.contains(present) { names.insert(present, at: 0) }
    return names
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  /// A form field's value as ``Scenario/set(_:_:)`` takes it.
  static func text(_ field: Form.Field) -> String {
    switch field.kind {
    case .number(let number): "\(number.value)"
    case .choice(let names, let chosen):
      names.indices.contains(chosen) && names[chosen].string != cheapest ? names[chosen].string : ""
    case .toggle(let isOn): isOn ? "true" : "false"
    case .text(let text): text
    case .fixed(let text): text.string
    }
  }

  /// What is said of a field, without the field's name before it.
  static func remark(_ problem: SafeText, at path: String) -> SafeText {
    problem.string.hasPrefix(path + ": ") ? SafeText(problem.string.dropFirst(path.count + 2)) : problem
  }
}
