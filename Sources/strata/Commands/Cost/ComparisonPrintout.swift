import CostModel
import Decision
import Terminal
import TextSafety
import Workbench

/// The options side by side, as text.
struct ComparisonPrintout {
  let comparison: Comparison
  let verdict: Verdict
  let chances: MonteCarlo?
  let costing: Costing

  var printout: Printout {
    var out = Printout()
    costing.head(&out)
    table(&out)
    machines(&out)
    list(
      "Only if",
      comparison.options.filter { !$0.isOut }.flatMap { option in
        option.conditions.map { "\(option.id): \($0)" }
      }, &out)
    list("Out", comparison.options.filter(\.isOut).map { "\($0.id): \($0.failures.joined(separator: "; "))" }, &out)
    list("Not counted", comparison.missingServices, &out)
    out.line()
    out.chart(CostCharts.options(comparison, chances: chances), width: Console.columns)
    out.line()
    out.heading("Verdict")
    out.wrapped(verdict.headline, width: Console.columns)
    for point in verdict.points where point.subject != .out {
      out.wrapped("· " + point.text, width: Console.columns)
    }
    SourceList(comparison.sources, today: comparison.today).add(to: &out)
    return out
  }

  private func list(_ title: String, _ items: [String], _ out: inout Printout) {
    guard !items.isEmpty else { return }
    out.line()
    out.heading(title)
    for item in items { out.wrapped(item, width: Console.columns, indent: 2) }
  }

  // MARK: The bills

  /// What the columns hold; what is paid once, storage and traffic are one.
  private static let columns: [(title: String, kinds: [CostKind])] = [
    ("tokens", [.tokens]), ("GPUs", [.gpus]), ("people", [.people]), ("services", [.services]),
    ("other", [.once, .other]),
  ]

  private func table(_ out: inout Printout) {
    var rows = [["option", "a month", "per M tok"] + ComparisonPrintout.columns.map(\.title) + ["used"]]
    let ranked = comparison.ranked
    let rest = comparison.options.filter { option in !ranked.contains { $0.id == option.id } }
    for option in ranked + rest { rows.append(row(option)) }
    out.table(rows, right: Set(1..<rows[0].count))
  }

  private func row(_ option: OptionResult) -> [String] {
    let name = option.id + (option.isOut ? " (out)" : "")
    guard option.total.value.isFinite else {
      return [name, "–", "–"] + ComparisonPrintout.columns.map { _ in "–" } + ["–"]
    }
    let parts = ComparisonPrintout.columns.map { column -> String in
      let amount = column.kinds.reduce(0) { $0 + option.total($1).value }
      return amount >= 0.005 ? Figure.dollars(amount) : "–"
    }
    let used = option.fleet.map { Figure.percent($0.utilisation.value) } ?? "–"
    return [
      name, Figure.dollars(option.total.value), Figure.dollars(comparison.perMillionTokens(option).value),
    ] + parts + [used]
  }

  // MARK: The machines

  private func machines(_ out: inout Printout) {
    out.line()
    for option in comparison.options {
      out.wrapped("\(option.id): \(option.subtitle)" + words(option), width: Console.columns)
    }
  }

  private func words(_ option: OptionResult) -> String {
    guard let fleet = option.fleet else { return "" }
    guard let capacity = fleet.capacity, fleet.replicas > 0 else {
      return fleet.memory.fits ? "; no load is carried within the objectives" : ""
    }
    var text = "; \(Counted.of(fleet.replicas, "replica")) on \(Counted.of(fleet.gpus, "GPU"))"
    if fleet.meanReplicas < Double(fleet.replicas) - 0.05 {
      text += " at the peak, \(FieldValue.number((fleet.meanReplicas * 10).rounded() / 10).text) on average"
    }
    text += ", each good for \(Figure.rate(capacity.rate.value)) requests a second"
    text += " (\(ComparisonPrintout.basis(capacity)))"
    if let overflow = option.overflow { text += "; \(Figure.percent(overflow)) of requests go to the API" }
    return text
  }

  static func basis(_ capacity: Decision.Capacity) -> String {
    switch capacity.basis {
    case .estimated: "estimated; \(capacity.limit.rawValue) is the limit"
    case .simulated(let requests): "simulated, \(Figure.count(Double(requests))) requests"
    }
  }
}

/// The rows of the catalogue behind a result, each with its date; old ones say how old.
struct SourceList {
  private let sources: [SourceUse]
  private let today: CalendarDay

  init(_ sources: [SourceUse], today: CalendarDay) {
    self.sources = sources
    self.today = today
  }

  func add(to out: inout Printout) {
    guard !sources.isEmpty else { return }
    out.line()
    out.heading("Sources")
    out.table(sources.map { [$0.provenance.date.description, $0.what + age($0.provenance)] }, indent: 2)
  }

  /// ` (98 days old)` of a row that is stale.
  private func age(_ provenance: Provenance) -> String {
    provenance.isStale(on: today) ? " (\(provenance.ageInDays(on: today)) days old)" : ""
  }

  var json: JSON {
    .list(
      sources.map { use in
        [
          "what": .text(use.what), "source": .text(use.provenance.source),
          "date": .text(use.provenance.date.description), "confidence": .text(use.provenance.confidence.rawValue),
          "age_days": .int(use.provenance.ageInDays(on: today)), "stale": .bool(use.provenance.isStale(on: today)),
        ]
      })
  }
}
