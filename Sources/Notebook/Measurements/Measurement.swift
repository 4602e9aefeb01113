public import Foundation
import TextSafety

extension Notebook {
  /// A result that was pinned: what was put in, what came out, on which machine and when.
  ///
  /// It stays as it was; only the note on it, an entry, changes. The notebook knows no engine: all values are texts.
  public struct Measurement: Equatable, Sendable {
    /// What made it.
    ///
    /// A notebook may hold kinds that this program does not know yet.
    public struct Kind: RawRepresentable, Hashable, Sendable {
      public var rawValue: String

      public init(rawValue: String) { self.rawValue = rawValue }

      /// The cost simulator.
      public static let cost = Kind(rawValue: "cost")
      /// An experiment that ran on the machine.
      public static let experiment = Kind(rawValue: "experiment")
    }

    /// A name, its value and its unit, as they are shown; the unit is empty where there is none.
    public struct Figure: Equatable, Sendable {
      public var name: String
      public var value: String
      public var unit: String

      public init(_ name: String, _ value: String, _ unit: String = "") {
        self.name = name
        self.value = value
        self.unit = unit
      }
    }

    /// A catalogue that the result rests on, and the date of its rows.
    public struct Catalog: Equatable, Sendable {
      public var name: String
      public var date: String

      public init(_ name: String, _ date: String) {
        self.name = name
        self.date = date
      }
    }

    public var kind: Kind
    public var title: String
    /// The scenario's name or the experiment's id.
    public var subject: String
    public var parameters: [Figure]
    public var results: [Figure]
    /// A chart drawn with characters.
    public var chart: String?
    /// The same chart as an SVG file.
    public var svg: String?
    public var catalogs: [Catalog]
    /// The version of the program.
    public var program: String
    /// CPU, cores, memory and system.
    public var machine: String
    /// To the second.
    public var measuredAt: Date

    public init(
      kind: Kind, title: String, subject: String, parameters: [Figure] = [], results: [Figure] = [],
      chart: String? = nil, svg: String? = nil, catalogs: [Catalog] = [], program: String, machine: String,
      measuredAt: Date
    ) {
      self.kind = kind
      self.title = title
      self.subject = subject
      self.parameters = parameters
      self.results = results
      self.chart = chart
      self.svg = svg
      self.catalogs = catalogs
      self.program = program
      self.machine = machine
      self.measuredAt = measuredAt
    }
  }
}

extension Notebook.Measurement {
  /// The same with harmless texts: lines where lines are, blocks for the charts; the second that the moment falls in.
  var cleaned: Notebook.Measurement {
    func line(_ text: String) -> String { SafeText(text).string }
    func clean(_ figures: [Figure]) -> [Figure] {
      figures.map { Figure(line($0.name), line($0.value), line($0.unit)) }
    }
    return Notebook.Measurement(
      kind: Kind(rawValue: line(kind.rawValue)), title: line(title), subject: line(subject),
      parameters: clean(parameters), results: clean(results), chart: chart.map(SafeText.cleanedBlock),
      svg: svg.map(SafeText.cleanedBlock), catalogs: catalogs.map { Catalog(line($0.name), line($0.date)) },
      program: line(program), machine: line(machine),
      measuredAt: Date(timeIntervalSince1970: measuredAt.timeIntervalSince1970.rounded(.down)))
  }

  /// What a search finds it by, besides its title.
  var searchText: String {
    let figures = (parameters + results).map { [$0.name, $0.value, $0.unit].joined(separator: " ") }
    let names = catalogs.map { $0.name + " " + $0.date }
    return ([subject, kind.rawValue] + figures + names + [machine]).joined(separator: "\n")
  }
}
