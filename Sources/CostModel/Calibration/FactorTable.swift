import Foundation
import TextSafety

extension Factors {
  /// Reads fitted values from a table as ``table(_:)`` writes it; a factor that is not in it keeps its prior.
  ///
  /// - Throws: every mistake of the file at once.
  public static func read(_ path: String) throws(CatalogError) -> Factors {
    var factors = Factors()
    let known = Dictionary(Factor.priors.map { ($0.factor.name, $0.factor) }, uniquingKeysWith: { a, _ in a })
    try FieldReader.eachRow(of: path) { row in
      let name = row.text("factor")
      guard let factor = known[name] else {
        return row.report(
          "factor", name, .unknownName(kind: "factor", near: NearNames.of(name, among: known.keys.sorted())))
      }
      factors[factor] = row.number("value", in: 1e-6...1e6)
    }
    return factors
  }

  /// The values as a table, each with its prior and meaning; `pull` is how far the fit moved it, in the prior's standard
  /// deviations.
  public var table: String {
    var out = CSVTable.line(["factor", "value", "unit", "prior", "prior_sigma", "pull", "meaning"])
    for prior in Factor.priors {
      let value = self[prior.factor]
      let pull = log(value / prior.value) / prior.sigma
      out += CSVTable.line([
        prior.factor.name, Factors.digits(value), prior.unit, Factors.digits(prior.value), Factors.digits(prior.sigma),
        String((pull * 100).rounded() / 100), prior.meaning,
      ])
    }
    return out
  }

  private static func digits(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    let scale = pow(10, 5 - floor(log10(abs(value))))
    return String((value * scale).rounded() / scale)
  }
}

extension FieldReader {
  /// Reads a table row by row.
  ///
  /// - Throws: every mistake of the file at once, as the body reports it.
  static func eachRow(of path: String, _ body: (FieldReader) -> Void) throws(CatalogError) {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let sink = ProblemSink()
    let table: CSVTable
    do {
      table = try CSVTable(try Catalog.bytes(of: path))
    } catch let fault as CSVTable.Fault {
      throw .broken(folder: path, problems: [CatalogProblem(file: file, fault: fault)])
    } catch let error as CatalogError {
      throw error
    } catch {
      throw .unreadable(path: path, why: "\(error)")
    }
    for row in table.rows {
      body(FieldReader(file: file, table.columns, row, sink))
    }
    guard sink.problems.isEmpty else { throw .broken(folder: path, problems: sink.problems) }
  }

  init(file: String, _ columns: [String], _ row: CSVTable.Row, _ sink: ProblemSink) {
    var cells: [String: Cell] = [:]
    for (column, field) in zip(columns, row.fields) { cells[column] = Cell(text: field.trimmingBlanks, line: row.line) }
    self.init(file: file, line: row.line, cells: cells, sink: sink)
  }
}
