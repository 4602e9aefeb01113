import Experiments
import Inference
import TextSafety
import Workbench

/// An experiment and its result as text.
struct DemoPrintout {
  let description: ExperimentDescription
  let result: ExperimentResult
  let guesses: [(ExperimentPrediction, ExperimentPrediction.Answer)]
  /// Options without which `strata demo` would run something else.
  let options: [String]

  // MARK: Before a run

  static func list(_ all: [ExperimentDescription]) -> Printout {
    var out = Printout()
    let layers = ExperimentDescription.Layer.allCases.filter { layer in all.contains { $0.layer == layer } }
    for (index, layer) in layers.enumerated() {
      if index > 0 { out.line() }
      out.heading(layer.title)
      for one in all where one.layer == layer {
        out.line("\(one.id)  \(one.title)", indent: 2)
        out.wrapped("\(one.summary) Takes \(needs(one)).", width: Console.columns, indent: 6)
      }
    }
    return out
  }

  private static func needs(_ one: ExperimentDescription) -> String {
    "up to \(one.needs.seconds) s on two cores, \(ByteCount(one.needs.bytes)) of memory"
      + (one.needs.isModelNeeded ? ", a model" : "")
  }

  static func about(_ description: ExperimentDescription, _ settings: ExperimentSettings) -> Printout {
    var out = Printout()
    out.heading(description.title)
    out.wrapped(description.summary, width: Console.columns)
    out.line()
    out.wrapped("At the usual settings it takes \(needs(description)).", width: Console.columns)
    out.line()
    out.heading("Parameters (--param NAME=VALUE)")
    for (parameter, (_, value)) in zip(description.parameters, settings.values) {
      out.line("\(parameter.name)=\(value)", indent: 2)
      let unit = parameter.unit.isEmpty ? "" : " " + parameter.unit
      out.wrapped("\(parameter.meaning): \(parameter.allowed)\(unit)", width: Console.columns, indent: 6)
    }
    out.line()
    out.heading("Predictions (--predict ID=VALUE)")
    for prediction in description.predictions {
      out.line("\(prediction.id)=\(kind(prediction))", indent: 2)
      let when = prediction.isAskedAfterwards ? "Once you have seen it: " : ""
      out.wrapped(when + prediction.question, width: Console.columns, indent: 6)
    }
    return out
  }

  private static func kind(_ prediction: ExperimentPrediction) -> String {
    if case .choice(let names) = prediction.kind { return names.joined(separator: "|") }
    return "NUMBER" + (prediction.unit.isEmpty ? "" : " (\(prediction.unit))")
  }

  static func beginning(
    _ description: ExperimentDescription, _ settings: ExperimentSettings, _ environment: ExperimentEnvironment
  ) -> Printout {
    var out = Printout()
    out.heading(description.title)
    let values = settings.values.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    out.wrapped(
      "At the usual settings \(needs(description)). \(values), seed \(environment.seed), "
        + Counted.of(environment.threads, "thread"), width: Console.columns)
    return out
  }

  // MARK: After it

  func lines(
    chart: ExperimentChart, pictures: [ExperimentPicture], samples: [(label: String, text: String)], notes: [String]
  ) -> Printout {
    var out = Printout()
    let width = Console.columns
    out.line()
    if !chart.isEmpty {
      out.chart(chart.plot, width: width)
      out.line()
    }
    for picture in pictures {
      out.chart(picture.plot, width: width)
      out.line()
    }
    for (label, text) in samples { out.wrapped("\(label): \(text)", width: width) }
    for note in notes { out.wrapped(note, width: width) }
    if !samples.isEmpty || !notes.isEmpty { out.line() }
    figures(&out)
    for table in result.tables { self.table(table, &out) }
    predictions(&out)
    out.line()
    for sentence in result.sentences + (isSolved ? result.solution : []) { out.wrapped(sentence, width: width) }
    ask(&out)
    if !result.scaleUp.isEmpty {
      out.line()
      out.wrapped(result.scaleUp, width: width)
    }
    out.line()
    out.wrapped(result.circumstances, width: width)
    return out
  }

  /// True unless something is still to be said by the reader before the solution.
  private var isSolved: Bool {
    description.predictions.allSatisfy { asked in !asked.isAskedAfterwards || guesses.contains { $0.0.id == asked.id } }
  }

  private func figures(_ out: inout Printout) {
    var rows: [[String]] = []
    for figure in result.figures {
      let spread = figure.spread.map { Numeral.text($0) } ?? ""
      var expected = ""
      if let range = figure.expected?.range {
        let isInside = figure.isAsExpected == true
        expected = "expected \(Numeral.text(range))" + (isInside ? "" : " ≠")
      }
      rows.append([figure.label, Numeral.text(figure.value), figure.unit, spread, expected])
    }
    out.table(rows, right: [1])
    for figure in result.figures where figure.isAsExpected == false {
      out.wrapped("≠ \(figure.label): expected by \(figure.expected?.reason ?? "")", width: Console.columns)
    }
  }

  private func table(_ table: ExperimentResult.Table, _ out: inout Printout) {
    out.line()
    out.heading(table.title)
    out.table([table.columns] + table.rows.map { $0.map(\.description) }, right: Set(1..<max(2, table.columns.count)))
  }

  private func predictions(_ out: inout Printout) {
    guard !guesses.isEmpty else { return }
    out.line()
    out.heading("Your predictions beside the measurement")
    var rows = [["", "yours", "measured", ""]]
    for (prediction, guess) in guesses {
      let verdict = result.verdict(prediction, guess)
      rows.append([
        prediction.id, DemoPrintout.text(guess, prediction), DemoPrintout.text(result.answer(prediction), prediction),
        verdict.map { ($0.isHit ? "✓ " : "≠ ") + $0.words } ?? "not scored: other programs keep the machine busy",
      ])
    }
    out.table(rows)
  }

  private static func text(_ answer: ExperimentPrediction.Answer?, _ prediction: ExperimentPrediction) -> String {
    switch answer {
    case .number(let value)?: Numeral.text(value, unit: prediction.unit)
    case .choice(let name)?: name
    case nil: "–"
    }
  }

  /// What the reader is still to say before the solution is shown.
  private func ask(_ out: inout Printout) {
    guard !isSolved else { return }
    let open = description.predictions.filter(\.isAskedAfterwards)
    out.line()
    for prediction in open { out.wrapped(prediction.question, width: Console.columns) }
    let usual = ExperimentSettings(description)
    let changed = result.settings.values.filter { usual[$0.name] != $0.value }
    let words = (options + changed.map { "--param \($0.name)=\($0.value)" } + open.map { "--predict \($0.id)=…" })
      .joined(separator: " ")
    out.wrapped("Say so, and the same run tells: strata demo \(description.id) \(words)", width: Console.columns)
  }
}
