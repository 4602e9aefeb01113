public import Curriculum
import Foundation

extension Notebook {
  /// Reads an export in JSON back: answers, questions' notes, notes, scenarios and pinned results.
  ///
  /// What this notebook does not have is added, removed things as removed ones. A text that it has otherwise stays,
  /// and the file's is kept as a version. Old versions, gradings and the reading of pages are not read.
  /// - Throws: when nothing could be read, or the notebook refused a write.
  public func importJSON(at path: String, course: Course) throws(ExchangeError) -> ImportReport {
    let document = try JSONImport.document(at: path)
    let contents: NotebookContents
    do { contents = try self.contents() } catch { throw .notebook(error) }
    var merge = ImportMerge(self, course, contents)
    let file = URL(fileURLWithPath: path).lastPathComponent
    for item in document.entries {
      do { try merge.take(item, document.measurements ?? [], file) } catch { throw .notebook(error) }
    }
    return merge.report
  }
}

/// The parts of the JSON that are read back.
struct JSONImport: Decodable {
  struct Item: Decodable {
    var anchor: String?
    var key: String
    var removed: Bool?
    var text: String
    var uid: String
  }
  struct Figure: Decodable {
    var name: String
    var unit: String
    var value: String
  }
  struct Catalog: Decodable {
    var date: String
    var name: String
  }
  struct Result: Decodable {
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

  var format: String
  var formatVersion: Int
  var entries: [Item]
  /// Missing in exports of a program without pinned results.
  var measurements: [Result]?

  static func document(at path: String) throws(ExchangeError) -> JSONImport {
    let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try OpenFolder(at: place.deletingLastPathComponent().path)
        .read(place.lastPathComponent, limit: ExchangeReader.sizeLimit)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    guard bytes.isEmpty || (try? JSONSerialization.jsonObject(with: Data(bytes))) != nil else {
      throw .unreadable(path: path, reason: "it is no whole JSON text; was it cut off?")
    }
    guard let document = try? JSONDecoder().decode(JSONImport.self, from: Data(bytes)),
      document.format == JSONExport.format, document.formatVersion == JSONExport.version
    else { throw .notAnExport(path: path) }
    return document
  }
}

extension JSONImport.Result {
  /// Nil when its moment is none.
  var measurement: Notebook.Measurement? {
    guard let moment = try? Date(measured, strategy: .iso8601) else { return nil }
    func figures(_ list: [JSONImport.Figure]) -> [Notebook.Measurement.Figure] {
      list.map { Notebook.Measurement.Figure($0.name, $0.value, $0.unit) }
    }
    return Notebook.Measurement(
      kind: Notebook.Measurement.Kind(rawValue: kind), title: title, subject: subject,
      parameters: figures(parameters), results: figures(results), chart: chart, svg: svg,
      catalogs: catalogs.map { Notebook.Measurement.Catalog($0.name, $0.date) }, program: program, machine: machine,
      measuredAt: moment)
  }
}
