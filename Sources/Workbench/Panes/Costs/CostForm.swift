import CostModel
import Decision
import Terminal
import TextSafety

/// A scenario as a form.
enum CostForm {
  static func form(_ scenario: Scenario, _ desk: CostDesk) -> Form {
    var sections: [Form.Section] = []
    for field in scenario.fields where field.path != "title" && field.path != "summary" {
      let title = title(of: field, scenario)
      let entry = formField(field, scenario, desk)
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
    let text = value?.text ?? "none"
    let kind: Form.Field.Kind
    switch field.kind {
    case .number where field.isOptional && value == nil: kind = .text("none")
    case .number(let range, let step, let isRatio, _):
      var number = 0.0
      if case .number(let found)? = value { number = found }
      kind = .number(
        Form.Number(
          number, in: range, step: isRatio ? .logarithmic : .linear(step), format: format(field, range)))
    case .choice(let words):
      let names = field.isOptional ? ["none"] + words : words
      kind = .choice(names.map { SafeText($0) }, names.firstIndex(of: text) ?? 0)
    case .toggle: kind = .toggle(text == "true")
    case .name:
      let names = CostForm.names(field, scenario, desk)
      kind = names.isEmpty ? .text(text) : .choice(names.map { SafeText($0) }, names.firstIndex(of: text) ?? 0)
    case .text, .names: kind = .text(text)
    }
    return Form.Field(
      field.path, SafeText(field.title), kind, unit: SafeText(field.unit), note: SafeText(field.meaning))
  }

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
    case .choice(let names, let chosen): names.indices.contains(chosen) ? names[chosen].string : ""
    case .toggle(let isOn): isOn ? "true" : "false"
    case .text(let text): text
    case .fixed(let text): text.string
    }
  }
}
