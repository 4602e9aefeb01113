public import Curriculum
import Foundation
import TextSafety

/// The whole notebook as JSON, for other programs: removed notes and old versions too.
public enum JSONExport {
  /// What the key `format` says in every export.
  static let format = "strata-notebook"
  static let version = 1

  /// Keys are sorted, dates are ISO 8601 in UTC, and the same contents give the same bytes.
  ///
  /// - Parameter versions: versions by entry, as ``Notebook/versions(of:)`` gives them.
  public static func text(
    _ course: Course, _ contents: NotebookContents, versions: [EntryKey: [Version]]
  ) -> String {
    let document = JSONDocument(course, contents, versions)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Strings, whole numbers and truth values alone: there is nothing that the encoder could refuse.
    guard let data = try? encoder.encode(document) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}

/// The shape of the JSON.
private struct JSONDocument: Encodable {
  struct Item: Encodable {
    var anchor: String?
    var created: String
    var key: String
    var locked: Bool
    var removed: Bool
    var tags: [String]
    var text: String
    var title: String?
    var uid: String
    var updated: String
    var versions: [Old]
  }
  struct Old: Encodable {
    var origin: String
    var text: String
    var written: String
  }
  struct Grading: Encodable {
    var graded: String
    var points: [String: Int]
    var question: String
    var total: Int
  }
  struct Figure: Encodable {
    var name: String
    var unit: String
    var value: String
  }
  struct Catalog: Encodable {
    var date: String
    var name: String
  }
  struct Result: Encodable {
    var catalogs: [Catalog]
    var chart: String?
    var key: String
    var kind: String
    var machine: String
    var measured: String
    var parameters: [Figure]
    var program: String
    var results: [Figure]
    var subject: String
    var svg: String?
    var title: String
  }
  struct Visit: Encodable {
    var page: String
    var place: Int
    var read: String?
    var seconds: Int
  }
  struct Bench: Encodable {
    var lab: String
    var opened: [String]
    var seconds: Int
  }

  let format = JSONExport.format
  let formatVersion = JSONExport.version
  var entries: [Item]
  var grades: [Grading]
  var labs: [Bench]
  var measurements: [Result]
  var readings: [Visit]

  init(_ course: Course, _ contents: NotebookContents, _ versions: [EntryKey: [Version]]) {
    func clean(_ text: String) -> String { SafeText.cleanedBlock(text) }
    entries = contents.entries.values.sorted { JSONDocument.rank($0.key) < JSONDocument.rank($1.key) }.map { entry in
      Item(
        anchor: entry.anchor.map { clean($0.description) }, created: ISOTime.text(entry.createdAt),
        key: clean(entry.key.description), locked: entry.isLocked, removed: entry.isRemoved, tags: entry.tags,
        text: clean(entry.text), title: entry.anchor.map { clean(course.title(of: $0)) }, uid: clean(entry.uid),
        updated: ISOTime.text(entry.updatedAt),
        versions: (versions[entry.key] ?? []).map {
          Old(origin: $0.origin.rawValue, text: clean($0.text), written: ISOTime.text($0.writtenAt))
        })
    }
    grades = contents.grades.sorted { $0.key < $1.key }.flatMap { question, gradings in
      gradings.map {
        Grading(
          graded: ISOTime.text($0.gradedAt), points: $0.points, question: clean(question.rawValue), total: $0.total)
      }
    }
    labs = Set(contents.opened.keys).union(contents.clocks.keys).sorted().map { lab in
      Bench(
        lab: clean(lab.rawValue), opened: (contents.opened[lab] ?? []).sorted().map(clean),
        seconds: contents.clocks[lab] ?? 0)
    }
    measurements = contents.measurements.sorted { $0.key < $1.key }.map { Result($0.key, $0.value.cleaned) }
    readings = contents.readings.sorted { $0.key < $1.key }.map { page, reading in
      Visit(
        page: clean(page.rawValue), place: reading.place, read: reading.readAt.map(ISOTime.text),
        seconds: reading.seconds)
    }
  }

  /// Answers, then questions, notes by number, scenarios by name, and pinned results by number.
  private static func rank(_ key: EntryKey) -> (Int, Int, String) {
    switch key {
    case .answer: (0, 0, key.description)
    case .question: (1, 0, key.description)
    case .note(let number): (2, number, "")
    case .scenario: (3, 0, key.description)
    case .measurement(let number): (4, number, "")
    }
  }
}

extension JSONDocument.Result {
  fileprivate init(_ number: Int, _ measurement: Notebook.Measurement) {
    func figures(_ list: [Notebook.Measurement.Figure]) -> [JSONDocument.Figure] {
      list.map { JSONDocument.Figure(name: $0.name, unit: $0.unit, value: $0.value) }
    }
    self.init(
      catalogs: measurement.catalogs.map { JSONDocument.Catalog(date: $0.date, name: $0.name) },
      chart: measurement.chart, key: EntryKey.measurement(number).description, kind: measurement.kind.rawValue,
      machine: measurement.machine, measured: ISOTime.text(measurement.measuredAt),
      parameters: figures(measurement.parameters), program: measurement.program, results: figures(measurement.results),
      subject: measurement.subject, svg: measurement.svg, title: measurement.title)
  }
}
