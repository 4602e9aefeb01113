import Experiments

/// An experiment, its observations and its result as JSON.
enum DemoJSON {
  static func about(_ description: ExperimentDescription) -> JSON {
    .object([
      "id": .text(description.id.rawValue), "title": .text(description.title),
      "layer": .text(description.layer.rawValue), "summary": .text(description.summary),
      "parameters": .list(description.parameters.map { parameter($0) }),
      "predictions": .list(description.predictions.map { prediction($0) }),
      "needs": [
        "seconds": .int(description.needs.seconds), "bytes": .int(description.needs.bytes),
        "model": .bool(description.needs.isModelNeeded),
      ],
    ])
  }

  private static func parameter(_ parameter: ExperimentParameter) -> JSON {
    .object([
      "name": .text(parameter.name), "meaning": .text(parameter.meaning), "unit": .text(parameter.unit),
      "allowed": .text(parameter.allowed), "usual": value(parameter.usual),
    ])
  }

  private static func prediction(_ prediction: ExperimentPrediction) -> JSON {
    var members: [String: JSON] = [
      "id": .text(prediction.id), "question": .text(prediction.question), "unit": .text(prediction.unit),
      "asked_afterwards": .bool(prediction.isAskedAfterwards), "miss": .null, "close": .null, "choices": .null,
    ]
    switch prediction.kind {
    case .ratio: members["miss"] = "ratio"
    case .difference(let close):
      members["miss"] = "difference"
      members["close"] = .number(close)
    case .choice(let names): members["choices"] = .texts(names)
    }
    return .object(members)
  }

  private static func value(_ value: SettingValue) -> JSON {
    switch value {
    case .whole(let value): .int(value)
    case .number(let value): .number(value)
    case .choice(let name): .text(name)
    }
  }

  private static func settings(_ settings: ExperimentSettings) -> JSON {
    .object(Dictionary(settings.values.map { ($0.name, value($0.value)) }, uniquingKeysWith: { $1 }))
  }

  // MARK: A run

  static func start(
    _ description: ExperimentDescription, _ settings: ExperimentSettings, _ environment: ExperimentEnvironment
  ) -> JSON {
    .object([
      "event": "start", "id": .text(description.id.rawValue), "settings": self.settings(settings),
      "seed": .int(Int(clamping: environment.seed)), "threads": .int(environment.threads),
      "load": .number(environment.load),
    ])
  }

  static func observation(_ observation: Observation) -> JSON {
    switch observation {
    case .progress(let share, let text): ["event": "progress", "share": .number(share), "text": .text(text)]
    case .point(let series, let x, let y):
      ["event": "point", "series": .text(series), "x": .number(x), "y": .number(y)]
    case .picture(let picture): self.picture(picture)
    case .sample(let label, let text): ["event": "sample", "label": .text(label), "text": .text(text)]
    case .note(let text): ["event": "note", "text": .text(text)]
    }
  }

  private static func picture(_ picture: ExperimentPicture) -> JSON {
    var members: [String: JSON] = ["event": "picture", "title": .text(picture.title), "name": .text(picture.name)]
    switch picture.content {
    case .bars(let bars, let unit):
      members["unit"] = .text(unit)
      members["bars"] = .list(bars.map { ["label": .text($0.label), "value": .number($0.value)] })
    case .lines(let lines, let x, let y):
      members["x"] = .text(x)
      members["y"] = .text(y)
      members["lines"] = .list(
        lines.map { line in
          ["label": .text(line.label), "points": .list(line.places.map { [.number($0.x), .number($0.y)] })]
        })
    case .histogram(let counts, let from, let to, let unit):
      members["unit"] = .text(unit)
      members["counts"] = .list(counts.map { .number($0) })
      members["range"] = [.number(from), .number(to)]
    case .heatMap(let rows, let columns, let values, let unit):
      members["unit"] = .text(unit)
      members["rows"] = .texts(rows)
      members["columns"] = .texts(columns)
      members["values"] = .list(values.map { row in .list(row.map { .number($0.isFinite ? $0 : nil) }) })
    case .timeline(let lanes, let marks, let firstStep, let stepsPerLetter):
      members["first_step"] = .int(firstStep)
      members["steps_per_letter"] = .int(stepsPerLetter)
      members["lanes"] = .list(lanes.map { ["label": .text($0.label), "cells": .text($0.cells)] })
      members["marks"] = .object(
        Dictionary(marks.map { (String($0.letter), .text($0.meaning)) }, uniquingKeysWith: { $1 }))
    }
    return .object(members)
  }

  static func result(
    _ result: ExperimentResult, _ description: ExperimentDescription,
    _ guesses: [(ExperimentPrediction, ExperimentPrediction.Answer)]
  ) -> JSON {
    .object([
      "event": "result", "id": .text(description.id.rawValue), "settings": settings(result.settings),
      "seed": .int(Int(clamping: result.seed)), "threads": .int(result.threads), "machine": .text(result.machine),
      "load": .number(result.load), "busy": .bool(result.isBusy),
      "figures": .list(result.figures.map { figure($0) }), "tables": .list(result.tables.map { table($0) }),
      "choices": .object(result.choices.mapValues { .text($0) }), "sentences": .texts(result.sentences),
      "solution": .texts(result.solution), "scale_up": .text(result.scaleUp),
      "predictions": .list(guesses.map { verdict($0.0, $0.1, result) }),
    ])
  }

  private static func figure(_ figure: ExperimentResult.Figure) -> JSON {
    [
      "id": .text(figure.id), "label": .text(figure.label), "value": .number(figure.value), "unit": .text(figure.unit),
      "timing": .bool(figure.isTiming), "spread": figure.spread.map { range($0) } ?? .null,
      "expected": figure.expected.map { range($0.range) } ?? .null, "expected_by": .text(figure.expected?.reason),
    ]
  }

  private static func range(_ range: ClosedRange<Double>) -> JSON {
    [.number(range.lowerBound), .number(range.upperBound)]
  }

  private static func table(_ table: ExperimentResult.Table) -> JSON {
    .object([
      "title": .text(table.title), "columns": .texts(table.columns), "timing": .bool(table.isTiming),
      "rows": .list(
        table.rows.map { row in
          .list(
            row.map { cell -> JSON in
              switch cell {
              case .text(let text): .text(text)
              case .number(let value): .number(value)
              case .none: .null
              }
            })
        }),
    ])
  }

  private static func verdict(
    _ prediction: ExperimentPrediction, _ guess: ExperimentPrediction.Answer, _ result: ExperimentResult
  ) -> JSON {
    let verdict = result.verdict(prediction, guess)
    return .object([
      "id": .text(prediction.id), "predicted": answer(guess),
      "measured": result.answer(prediction).map(answer) ?? .null,
      "hit": verdict.map { .bool($0.isHit) as JSON } ?? .null, "words": .text(verdict?.words),
    ])
  }

  private static func answer(_ answer: ExperimentPrediction.Answer) -> JSON {
    switch answer {
    case .number(let value): .number(value)
    case .choice(let name): .text(name)
    }
  }
}
