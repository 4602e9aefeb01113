import CostModel
import Decision
import Simulation

/// The fleets that serve a scenario, as text and as JSON.
struct PlanResult {
  let costing: Costing
  let plan: FleetPlan
  /// The option whose model was planned.
  let base: String
  let seed: UInt64
  let all: Bool

  // MARK: Text

  var printout: Printout {
    var out = Printout()
    costing.head(&out)
    out.wrapped(
      "\(plan.model.id), as in \(base), at \(Figure.rate(plan.peak.value)) requests a second; a month with "
        + "people and services", width: Console.columns)
    out.line()
    if plan.candidates.isEmpty { out.line("No machine serves it within the objectives.") } else { table(&out) }
    words(&out)
    refused(&out)
    if let best = plan.cheapest {
      SourceList(best.sources, today: costing.today).add(to: &out)
      out.line()
      check(best)?.add(to: &out)
    }
    return out
  }

  private func table(_ out: inout Printout) {
    var rows = [["machines", "replicas", "GPUs", "a month", "used", "first p99", "token p99", "from", ""]]
    let shown = all ? plan.candidates : plan.candidates.filter { $0.simulated != nil }
    for candidate in shown {
      let fleet = candidate.fleet
      let report = candidate.simulated?.report
      var marks: [String] = []
      if candidate.id == plan.cheapest?.id { marks.append("cheapest") }
      if candidate.id == plan.smallest?.id { marks.append("smallest") }
      if report == nil { marks.append("estimated") }
      rows.append([
        PlanResult.name(fleet.deployment), "\(fleet.replicas)", "\(fleet.gpus)", Figure.dollars(candidate.total.value),
        Figure.percent(fleet.utilisation.value), report.map { Figure.seconds($0.timeToFirstToken.p99) } ?? "–",
        report.map { Figure.seconds($0.timePerOutputToken.p99) } ?? "–", candidate.seller,
        marks.joined(separator: ", "),
      ])
    }
    out.table(rows, right: [1, 2, 3, 4, 5, 6])
    let hidden = plan.candidates.count - shown.count
    if hidden > 0 { out.line("and \(hidden) more that the closed form ranks lower; --all shows them") }
  }

  private static func name(_ deployment: Deployment) -> String {
    "\(deployment.gpus)× \(deployment.accelerator.id) \(deployment.weights.rawValue)"
  }

  private func words(_ out: inout Printout) {
    guard let cheapest = plan.cheapest, let smallest = plan.smallest else { return }
    out.line()
    out.wrapped("Cheapest: \(sentence(cheapest)).", width: Console.columns)
    if smallest.id != cheapest.id { out.wrapped("Smallest: \(sentence(smallest)).", width: Console.columns) }
    let spares = cheapest.option.redundancy
    if spares > 0 {
      out.wrapped(
        "Of the replicas \(spares) \(spares == 1 ? "is" : "are") spare: "
          + "the others alone keep the objectives at the peak.",
        width: Console.columns)
    }
    if plan.candidates.contains(where: { $0.fleet.deployment.weights != plan.model.nativePrecision }) {
      out.wrapped(
        "Narrower weights than the published ones change answers: let your evaluation judge them.",
        width: Console.columns)
    }
  }

  private func sentence(_ candidate: FleetPlan.Candidate) -> String {
    let fleet = candidate.fleet
    return "\(Counted.of(fleet.replicas, "replica")) of \(PlanResult.name(fleet.deployment)) at \(candidate.seller), "
      + "\(Counted.of(fleet.gpus, "GPU")), \(Figure.dollars(candidate.total.value)) a month"
  }

  private func refused(_ out: inout Printout) {
    guard !plan.refused.isEmpty else { return }
    out.line()
    out.heading("Not possible")
    for group in plan.refused {
      let names = group.names.prefix(6).joined(separator: ", ") + (group.names.count > 6 ? ", …" : "")
      out.wrapped("\(group.why) (\(group.names.count)): \(names)", width: Console.columns, indent: 2)
    }
  }

  /// The commands for one replica of a candidate with its part of the peak, spare ones left out.
  private func check(_ candidate: FleetPlan.Candidate) -> ServerCheck? {
    var scenario = costing.scenario
    scenario.options = [candidate.option]
    guard let answer = candidate.simulated,
      let evaluator = try? Evaluator(scenario, costing.catalog, costing.factors, today: costing.today),
      let load = evaluator.load(of: candidate.id)
    else { return nil }
    return ServerCheck(
      load, rate: RequestsPerSecond(plan.peak.value / Double(answer.replicas)), scenario: costing.scenario,
      requests: 10_000, seed: seed)
  }

  // MARK: JSON

  var json: JSON {
    [
      "scenario": costing.json, "option": .text(base), "model": .text(plan.model.id), "seed": .int(Int(seed)),
      "peak_rps": .number(plan.peak.value), "cheapest": .text(plan.cheapest?.id), "smallest": .text(plan.smallest?.id),
      "candidates": .list(plan.candidates.map(value)),
      "refused": .list(plan.refused.map { ["why": .text($0.why), "names": .texts($0.names)] }),
      "check": plan.cheapest.flatMap(check)?.json ?? .null,
    ]
  }

  private func value(_ candidate: FleetPlan.Candidate) -> JSON {
    [
      "id": .text(candidate.id), "usd_per_month": .number(candidate.total.value), "seller": .text(candidate.seller),
      "fleet": ComparisonJSON.fleet(candidate.fleet), "spare_replicas": .int(candidate.option.redundancy),
      "simulated": candidate.simulated.map { answer in
        [
          "replicas_without_spare": .int(answer.replicas), "rate_rps": .number(answer.rate.value),
          "requests": .int(answer.simulatedRequests), "runs": .int(answer.runs),
          "ttft_p99_s": .number(answer.report.timeToFirstToken.p99),
          "tpot_p99_s": .number(answer.report.timePerOutputToken.p99),
          "e2e_p99_s": .number(answer.report.endToEndLatency.p99), "utilization": .number(answer.report.utilization),
        ]
      } ?? .null,
    ]
  }
}
