import CostModel
import Decision

/// Predicted against measured, as text and as JSON.
struct ValidationResult {
  /// The rows that count.
  let validation: Validation
  /// All rows that can be predicted.
  let whole: Validation
  /// Rows that were read.
  let given: Int
  let cross: CrossValidation?

  private var passedOver: Int { whole.rows.count - validation.rows.count }

  private var refits: [(name: String, key: String, validation: Validation)] {
    guard let cross else { return [] }
    return [("a third left out", "held_out_third", cross.heldOut)]
      + CrossValidation.traits.compactMap { trait in
        cross.leftOut[trait].map { ("a \(trait.rawValue) left out", "left_out_\(trait.rawValue)", $0) }
      }
  }

  // MARK: Text

  func printout(withRows: Bool) -> Printout {
    var out = Printout()
    out.heading("Predicted against measured throughput")
    out.wrapped(
      "\(Figure.count(Double(given))) measurements; \(validation.rows.count) count, \(passedOver) are not marked as "
        + "headline, \(validation.skipped) cannot be predicted" + reasons, width: Console.columns)
    out.line()
    table([("all that count", validation)] + refits.map { ($0.name, $0.validation) }, &out)
    if let cross {
      out.wrapped(
        "Bands from one half of the held-out rows hold \(Figure.percent(cross.coverage)) of the other half.",
        width: Console.columns)
    }
    latencies(&out)
    for trait in Validation.Trait.allCases {
      out.line()
      groups(trait, &out)
    }
    if withRows { rows(&out) }
    return out
  }

  private var reasons: String {
    let counts = Dictionary(grouping: validation.omissions, by: \.why).map { ($0.value.count, $0.key) }
    guard !counts.isEmpty else { return "" }
    return " (" + counts.sorted { ($0.0, $1.1) > ($1.0, $0.1) }.map { "\($0.1): \($0.0)" }.joined(separator: "; ") + ")"
  }

  private func latencies(_ out: inout Printout) {
    guard !validation.latencySummaries.isEmpty else { return }
    out.line()
    let rows = validation.latencySummaries.map { summary in
      [
        ValidationResult.words(summary.figure), "\(summary.count)", Figure.percent(summary.mean),
        Figure.percent(summary.median), Figure.percent(summary.p90), ValidationResult.signed(summary.bias),
      ]
    }
    out.table([["latencies", "rows", "mean", "median", "p90", "bias"]] + rows, right: [1, 2, 3, 4, 5])
  }

  private static func words(_ figure: Validation.Latency.Figure) -> String {
    switch figure {
    case .meanTTFT: "first token, mean"
    case .medianTTFT: "first token, median"
    case .p99TTFT: "first token, P99"
    case .meanTPOT: "each token, mean"
    case .medianTPOT: "each token, median"
    case .p99TPOT: "each token, P99"
    }
  }

  private static let columns = ["rows", "mean", "median", "p90", "bias", "in 90 % band"]

  private static func cells(_ summary: Validation.Summary) -> [String] {
    [
      "\(summary.count)", Figure.percent(summary.mean), Figure.percent(summary.median), Figure.percent(summary.p90),
      signed(summary.bias), Figure.percent(summary.coverage),
    ]
  }

  private static func signed(_ share: Double) -> String {
    let text = Figure.percent(abs(share))
    return abs(share) < 0.0005 ? text : (share > 0 ? "+" : "-") + text
  }

  private func table(_ sets: [(name: String, validation: Validation)], _ out: inout Printout) {
    let rows = sets.compactMap { set in set.validation.overall.map { [set.name] + ValidationResult.cells($0) } }
    out.table([["error"] + ValidationResult.columns] + rows, right: [1, 2, 3, 4, 5, 6])
  }

  private func groups(_ trait: Validation.Trait, _ out: inout Printout) {
    let rows = validation.by(trait).map { [$0.name] + ValidationResult.cells($0) }
    out.table([["by \(trait.rawValue), worst first"] + ValidationResult.columns] + rows, right: [1, 2, 3, 4, 5, 6])
  }

  private func rows(_ out: inout Printout) {
    out.line()
    let sorted = validation.rows.sorted { (abs($0.error), $1.id) > (abs($1.error), $0.id) }
    var cells = [["row, worst first", "measured", "predicted", "error", "machine", "model"]]
    for row in sorted {
      let deployment = row.run.deployment
      cells.append([
        row.id, Figure.count(row.measured.value.rounded()), Figure.count(row.predicted.value.rounded()),
        ValidationResult.signed(row.error), "\(deployment.gpus)× \(deployment.accelerator.id)", deployment.model.id,
      ])
    }
    out.table(cells, right: [1, 2, 3])
  }

  // MARK: JSON

  var json: JSON {
    let overall = validation.overall
    var members: [String: JSON] = [
      "given": .int(given), "passed_over": .int(passedOver), "not_predicted": .int(validation.skipped),
      "counted": .int(validation.rows.count),
      "rows": .list(whole.rows.map(ValidationResult.value)), "mean_abs_error": .number(overall?.mean),
      "median_abs_error": .number(overall?.median), "p90_abs_error": .number(overall?.p90),
      "median_error": .number(overall?.bias), "band_coverage": .number(overall?.coverage),
    ]
    for trait in Validation.Trait.allCases {
      members["by_\(trait.rawValue)"] = .list(validation.by(trait).map(ValidationResult.value))
    }
    members["latencies"] = .list(
      validation.latencySummaries.map { summary in
        [
          "name": .text(summary.figure.rawValue), "rows": .int(summary.count),
          "mean_abs_error": .number(summary.mean), "median_abs_error": .number(summary.median),
          "p90_abs_error": .number(summary.p90), "median_error": .number(summary.bias),
        ]
      })
    members["latency_rows"] = .list(
      validation.latencies.map { row in
        [
          "id": .text(row.id), "name": .text(row.figure.rawValue), "measured_s": .number(row.measured.value),
          "predicted_s": .number(row.predicted.value), "error": .number(row.error),
        ]
      })
    members["omitted"] = .list(validation.omissions.map { ["id": .text($0.id), "why": .text($0.why)] })
    members["held_out_coverage"] = .number(cross?.coverage)
    for refit in refits { members[refit.key] = refit.validation.overall.map(ValidationResult.value) ?? .null }
    return .object(members)
  }

  private static func value(_ row: Validation.Row) -> JSON {
    [
      "id": .text(row.id), "measured": .number(row.measured.value), "predicted": .number(row.predicted.value),
      "error": .number(row.error), "low": .number(row.low.value), "high": .number(row.high.value),
      "in_band": .bool(row.isInBand), "gpu": .text(row.run.deployment.accelerator.id),
      "model": .text(row.run.deployment.model.id), "engine": .text(row.run.deployment.engine.rawValue),
      "headline": .bool(row.run.isHeadline), "counts": .bool(row.run.isScored),
    ]
  }

  private static func value(_ summary: Validation.Summary) -> JSON {
    [
      "name": .text(summary.name), "rows": .int(summary.count), "mean_abs_error": .number(summary.mean),
      "median_abs_error": .number(summary.median), "p90_abs_error": .number(summary.p90),
      "median_error": .number(summary.bias), "band_coverage": .number(summary.coverage),
    ]
  }
}
