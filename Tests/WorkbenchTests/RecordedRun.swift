import Experiments
import Foundation

/// A real run of an experiment, as `strata demo ID --json` told it: fixed observations and a fixed result.
///
/// The recordings lie in `Recorded`. One that no longer fits is taken anew at the usual settings:
/// `strata demo ID --json > Tests/WorkbenchTests/Recorded/ID.jsonl`.
struct RecordedRun {
  var observations: [Observation] = []
  var result: ExperimentResult

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Recorded")

  init(_ description: ExperimentDescription) throws {
    let data = try Data(contentsOf: RecordedRun.folder.appendingPathComponent("\(description.id).jsonl"))
    let decoder = JSONDecoder()
    var told: Told?
    for line in data.split(separator: UInt8(ascii: "\n")) {
      let event = try decoder.decode(Event.self, from: line)
      switch event.event {
      case "start": continue
      case "result": told = try decoder.decode(Told.self, from: line)
      default: observations.append(try decoder.decode(Seen.self, from: line).observation)
      }
    }
    guard let told else { throw CocoaError(.fileReadCorruptFile) }
    result = try told.result(description)
  }

  // MARK: What the lines hold

  private struct Event: Decodable { var event: String }

  private struct Seen: Decodable {
    struct Named: Decodable {
      var label: String
      var value: Double?
      var cells: String?
      var points: [[Double]]?
    }

    var event: String
    var share: Double?
    var text: String?
    var series: String?
    var label: String?
    var title: String?
    var name: String?
    var unit: String?
    var bars: [Named]?
    var lines: [Named]?
    var counts: [Double]?
    var range: [Double]?
    var rows: [String]?
    var columns: [String]?
    var values: [[Double?]]?
    var lanes: [Named]?
    var marks: [String: String]?
    var first_step: Int?
    var steps_per_letter: Int?
    var x: Axis?
    var y: Axis?

    /// A place on a chart, or what an axis of a picture says.
    enum Axis: Decodable {
      case place(Double)
      case words(String)

      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        self =
          if let place = try? value.decode(Double.self) { .place(place) } else { .words(try value.decode(String.self)) }
      }
    }

    var observation: Observation {
      get throws {
        switch event {
        case "progress": return .progress(try need(share), try need(text))
        case "sample": return .sample(label: try need(label), text: try need(text))
        case "note": return .note(try need(text))
        case "point":
          guard case .place(let x)? = x, case .place(let y)? = y else { throw CocoaError(.fileReadCorruptFile) }
          return .point(series: try need(series), x: x, y: y)
        default: return .picture(ExperimentPicture(try need(title), name: try need(name), try content))
        }
      }
    }

    private var content: ExperimentPicture.Content {
      get throws {
        if let bars { return .bars(try bars.map { .init($0.label, try need($0.value)) }, unit: try need(unit)) }
        if let lines, case .words(let x)? = x, case .words(let y)? = y {
          let all = try lines.map { line in
            ExperimentPicture.Line(line.label, try need(line.points).map { .init($0[0], $0[1]) })
          }
          return .lines(all, x: x, y: y)
        }
        if let counts, let range {
          return .histogram(counts: counts, from: range[0], to: range[1], unit: try need(unit))
        }
        if let rows, let columns, let values {
          return .heatMap(
            rows: rows, columns: columns, values: values.map { $0.map { $0 ?? .nan } }, unit: try need(unit))
        }
        return .timeline(
          try need(lanes).map { .init($0.label, try need($0.cells)) },
          marks: try need(marks).sorted { $0.key < $1.key }.map { .init(Character($0.key), $0.value) },
          firstStep: try need(first_step), stepsPerLetter: try need(steps_per_letter))
      }
    }
  }

  private struct Told: Decodable {
    struct Figure: Decodable {
      var id: String
      var label: String
      var value: Double
      var unit: String
      var timing: Bool
      var spread: [Double]?
      var expected: [Double]?
      var expected_by: String?
    }

    struct Table: Decodable {
      var title: String
      var columns: [String]
      var rows: [[Cell]]
      var timing: Bool
    }

    /// A cell, or what a parameter was set to.
    enum Cell: Decodable {
      case number(Double)
      case text(String)
      case none

      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        self =
          if value.decodeNil() {
            .none
          } else if let number = try? value.decode(Double.self) {
            .number(number)
          } else {
            .text(try value.decode(String.self))
          }
      }

      var cell: ExperimentResult.Cell {
        switch self {
        case .number(let value): .number(value)
        case .text(let text): .text(text)
        case .none: .none
        }
      }

      var setting: String {
        switch self {
        case .number(let value): value == value.rounded() ? String(Int(value)) : String(value)
        case .text(let text): text
        case .none: ""
        }
      }
    }

    var settings: [String: Cell]
    var seed: UInt64
    var threads: Int
    var machine: String?
    var load: Double?
    var figures: [Figure]
    var tables: [Table]
    var choices: [String: String]
    var sentences: [String]
    var solution: [String]
    var scale_up: String

    func result(_ description: ExperimentDescription) throws -> ExperimentResult {
      let settings = try ExperimentSettings(
        description, setting: settings.map { (name: $0.key, value: $0.value.setting) })
      var result = ExperimentResult(settings, LiveDesks.surroundings)
      result.seed = seed
      result.threads = threads
      result.machine = machine
      result.load = load
      result.figures = figures.map { figure in
        .init(
          figure.id, figure.label, figure.value, unit: figure.unit, spread: figure.spread.map { $0[0]...$0[1] },
          expected: figure.expected.map { .init($0[0]...$0[1], figure.expected_by ?? "") }, isTiming: figure.timing)
      }
      result.tables = tables.map { table in
        .init(
          table.title, columns: table.columns, rows: table.rows.map { $0.map(\.cell) }, isTiming: table.timing)
      }
      result.choices = choices
      result.sentences = sentences
      result.solution = solution
      result.scaleUp = scale_up
      return result
    }
  }
}

private func need<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw CocoaError(.fileReadCorruptFile) }
  return value
}
