import Workbench
import Curriculum
import Notebook
import TextSafety

/// What stands in the notebook by itself: notes, then scenarios, then pinned results.
struct NoteListing {
  private let contents: NotebookContents

  init(_ contents: NotebookContents) {
    self.contents = contents
  }

  var printout: Printout {
    var out = Printout()
    for (number, entry) in contents.notes {
      let anchor = entry.anchor.map { "  on \($0)" } ?? ""
      out.line("note:\(number)  \(DateText.minute(entry.updatedAt))\(anchor)")
      out.block(entry.text, indent: 4)
    }
    for (name, entry) in contents.scenarios {
      out.line("scenario:\(name)  \(DateText.minute(entry.updatedAt))")
      out.block(entry.text, indent: 4)
    }
    for (number, measurement, entry) in contents.pins {
      out.line("measurement:\(number)  \(DateText.minute(measurement.measuredAt))  Pinned: \(measurement.title)")
      for figures in [measurement.parameters, measurement.results] {
        out.table(figures.map { [$0.name, $0.value, $0.unit] }, indent: 4)
      }
      if !entry.text.isEmpty { out.block(entry.text, indent: 4) }
    }
    return out
  }

  var json: JSON {
    let notes = contents.notes.map { value("note", $0.number, $0.entry, nil) }
    let scenarios = contents.scenarios.map { value("scenario", nil, $0.entry, nil) }
    let pins = contents.pins.map { value("measurement", $0.number, $0.entry, $0.measurement) }
    return .list(notes + scenarios + pins)
  }

  private func value(_ kind: String, _ number: Int?, _ entry: Entry, _ measurement: Notebook.Measurement?) -> JSON {
    [
      "id": .text(entry.key.description), "kind": .text(kind), "number": number.map { .int($0) } ?? .null,
      "on": .text(entry.anchor?.description), "text": .text(entry.text), "tags": .texts(entry.tags),
      "created": .date(entry.createdAt), "updated": .date(entry.updatedAt), "versions": .int(entry.versionCount),
      "measurement": measurement.map(value) ?? .null,
    ]
  }

  private func value(_ measurement: Notebook.Measurement) -> JSON {
    func figures(_ list: [Notebook.Measurement.Figure]) -> JSON {
      .list(list.map { ["name": .text($0.name), "value": .text($0.value), "unit": .text($0.unit)] })
    }
    return [
      "kind": .text(measurement.kind.rawValue), "title": .text(measurement.title),
      "subject": .text(measurement.subject), "parameters": figures(measurement.parameters),
      "results": figures(measurement.results), "chart": .text(measurement.chart),
      "catalogs": .list(measurement.catalogs.map { ["name": .text($0.name), "date": .text($0.date)] }),
      "program": .text(measurement.program), "machine": .text(measurement.machine),
      "measured": .date(measurement.measuredAt),
    ]
  }
}
