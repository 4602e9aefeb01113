import ArgumentParser
import CostModel
import Decision
import TextSafety

/// `strata cost vendors`: the services around the model, and what they are of the bill.
struct CostVendorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vendors", abstract: "Add up the services around the model by tier, and say what is not inference.")

  @OptionGroup var options: GlobalOptions
  @OptionGroup var scenario: ScenarioOptions
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let costing = try scenario.costing(Desk(options))
    let lines = try costing.scenario.serviceLines(costing.catalog)
    let comparison = costing.evaluator.comparison()
    if json {
      try value(costing, lines, comparison).write()
    } else {
      try printout(costing, lines, comparison).write(styled: true)
    }
  }

  // MARK: Text

  private func printout(_ costing: Costing, _ lines: [ServiceLine], _ comparison: Comparison) -> Printout {
    var out = Printout()
    costing.head(&out)
    if lines.isEmpty { out.line("The scenario has no services (vendors.lines).") }
    for line in lines { add(line, &out) }
    total(lines, &out)
    out.line()
    out.heading("What is not inference")
    var rows = [["option", "a month", "services", "people", "not inference"]]
    for option in comparison.options where option.total.value.isFinite {
      rows.append([
        option.id + (option.isOut ? " (out)" : ""), Figure.dollars(option.total.value),
        Figure.dollars(option.total(.services).value), Figure.dollars(option.total(.people).value),
        Figure.percent(option.bill.shareBesidesInference.value),
      ])
    }
    out.table(rows, indent: 2, right: [1, 2, 3, 4])
    SourceList(lines.map { SourceUse("prices of \($0.vendor.name)", $0.vendor.provenance) }, today: costing.today)
      .add(to: &out)
    return out
  }

  private func add(_ line: ServiceLine, _ out: inout Printout) {
    let price = line.bill.map { "\(Figure.dollars($0.total.value)) a month, \($0.tier)" } ?? "no tier can be had"
    out.heading("\(line.vendor.name) (\(line.vendor.does)): \(price)")
    var rows: [[String]] = []
    for item in line.bill?.bill.lines ?? [] {
      rows.append([item.label.string, Figure.dollars(item.amount.value)])
    }
    out.table(rows, indent: 2, right: [1])
    let others = line.offers.filter { $0.tier.name != line.bill?.tier }.map { tier, bill -> String in
      switch bill {
      case .success(let bill): "\(tier.name) \(Figure.dollars(bill.total.value))"
      case .failure(let refusal): "\(tier.name): \(refusal.words)"
      }
    }
    if !others.isEmpty {
      out.wrapped("other tiers: \(others.joined(separator: "; "))", width: Console.columns, indent: 2)
    }
    if let own = line.vendor.selfHosted {
      out.wrapped(
        "run by oneself: \(own.name) (\(own.licence)), \(Figure.dollars(own.low.value)) to "
          + "\(Figure.dollars(own.high.value)) a month\(own.note.isEmpty ? "" : "; \(own.note)")",
        width: Console.columns, indent: 2)
    }
    out.line()
  }

  private func total(_ lines: [ServiceLine], _ out: inout Printout) {
    guard !lines.isEmpty else { return }
    let sum = lines.reduce(DollarsPerMonth.zero) { $0 + ($1.bill?.total ?? .zero) }
    let missing = lines.filter { $0.bill == nil }.map(\.vendor.name)
    out.line(
      "All: \(Figure.dollars(sum.value)) a month"
        + (missing.isEmpty ? "" : ", without \(missing.joined(separator: ", "))"))
  }

  // MARK: JSON

  private func value(_ costing: Costing, _ lines: [ServiceLine], _ comparison: Comparison) -> JSON {
    [
      "scenario": costing.json,
      "usd_per_month": .number(lines.reduce(0) { $0 + ($1.bill?.total.value ?? 0) }),
      "services": .list(lines.map { CostVendorsCommand.value($0, costing.today) }),
      "options": .list(
        comparison.options.map { option in
          [
            "id": .text(option.id), "usd_per_month": .number(option.total.value),
            "services_usd_per_month": .number(option.total(.services).value),
            "share_not_inference": .number(option.bill.shareBesidesInference.value),
          ]
        }),
    ]
  }

  private static func value(_ line: ServiceLine, _ today: CalendarDay) -> JSON {
    let tiers = line.offers.map { tier, bill -> JSON in
      switch bill {
      case .success(let bill): ["name": .text(tier.name), "usd_per_month": .number(bill.total.value), "why_not": .null]
      case .failure(let why): ["name": .text(tier.name), "usd_per_month": .null, "why_not": .text(why.words.string)]
      }
    }
    let own = line.vendor.selfHosted.map { own -> JSON in
      [
        "name": .text(own.name), "licence": .text(own.licence), "low_usd_per_month": .number(own.low.value),
        "high_usd_per_month": .number(own.high.value),
      ]
    }
    return [
      "id": .text(line.vendor.id), "name": .text(line.vendor.name), "does": .text(line.vendor.does),
      "tier": .text(line.bill?.tier), "usd_per_month": .number(line.bill?.total.value),
      "lines": .list((line.bill?.bill.lines ?? []).map(ComparisonJSON.line)), "tiers": .list(tiers),
      "self_hosted": own ?? .null,
      "source": SourceList([SourceUse(line.vendor.name, line.vendor.provenance)], today: today).json,
    ]
  }
}
