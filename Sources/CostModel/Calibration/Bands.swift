import Foundation

/// How far measurements may lie from predictions: half-widths of 90 % bands, in the logarithm of their ratio.
///
/// They are taken from rows that a fit had not seen (split-conformal prediction: Lei et al., "Distribution-free
/// predictive inference for regression", 2018): of `n` such errors the `⌈0.9 (n + 1)⌉`-th smallest. A model or machine
/// that was in no fit gets the wider band of rows whose model or machine was left out.
public struct Bands: Equatable, Sendable {
  /// Set-ups that are predicted about equally well.
  public enum Class: String, Sendable, CaseIterable {
    case denseClosed = "dense closed-loop"
    case denseOffline = "dense offline"
    case mixtureClosed = "mixture closed-loop"
    case mixtureOffline = "mixture offline"
    case openRate = "open-loop rate"
    case openMeanTPOT = "open-loop mean TPOT"
    case openP99TPOT = "open-loop P99 TPOT"

    init(_ run: PublishedRun) {
      switch (run.deployment.model.isMixtureOfExperts, run.kind) {
      case (_, .openLoop): self = .openRate
      case (false, .closedLoop): self = .denseClosed
      case (false, _): self = .denseOffline
      case (true, .closedLoop): self = .mixtureClosed
      case (true, _): self = .mixtureOffline
      }
    }
  }

  /// A half-width, and the rows that it was taken from.
  public struct Width: Equatable, Sendable {
    public var half: Double
    public var rows: Int

    public init(half: Double, rows: Int) {
      self.half = half
      self.rows = rows
    }
  }

  public var classes: [Class: Width]
  /// For rows whose model, machine or family of chips no fit has seen.
  public var unseen: [Validation.Trait: Width]
  /// Rows of the fit by each of those.
  public var seen: [Validation.Trait: [String: Int]]

  public init(
    classes: [Class: Width] = [:], unseen: [Validation.Trait: Width] = [:],
    seen: [Validation.Trait: [String: Int]] = [:]
  ) {
    self.classes = classes
    self.unseen = unseen
    self.seen = seen
  }

  /// What stands for a width that is not known: a factor of about 1.6.
  static let unknown = 0.5
  static let coverage = 0.9

  /// The half-width for a row's throughput.
  public func halfWidth(_ run: PublishedRun) -> Double { halfWidth(run, Class(run)) }

  /// The half-width for a figure of a row.
  public func halfWidth(_ run: PublishedRun, _ figure: Class) -> Double {
    var half = classes[figure]?.half ?? Bands.unknown
    for (trait, width) in unseen where seen[trait]?[trait.value(run)] == nil { half = max(half, width.half) }
    return half
  }

  /// The width that so many of the errors stay within; nil of no errors.
  public static func width(_ logErrors: [Double]) -> Width? {
    let sizes = logErrors.map(abs).sorted()
    guard !sizes.isEmpty else { return nil }
    let place = Int((coverage * Double(sizes.count + 1)).rounded(.up)) - 1
    return Width(half: sizes[min(place, sizes.count - 1)], rows: sizes.count)
  }

  /// The widths of each class in rows that were held out.
  static func classes(_ rows: [Validation.Row]) -> [Class: Width] {
    Dictionary(grouping: rows) { Class($0.run) }.compactMapValues { width($0.map(\.logError)) }
  }
}

// MARK: - File

extension Bands {
  /// Reads widths as ``table`` writes them.
  ///
  /// - Throws: every mistake of the file at once.
  public static func read(_ path: String) throws(CatalogError) -> Bands {
    var bands = Bands()
    try FieldReader.eachRow(of: path) { row in
      let name = row.text("name")
      let rows = row.whole("rows", in: 0...1_000_000)
      func width() -> Width { Width(half: row.number("half_width", in: 1e-6...10), rows: rows) }
      switch row.text("what") {
      case "class":
        guard let figure = Class(rawValue: name) else {
          return row.reportUnknown("name", Class.allCases.map(\.rawValue))
        }
        bands.classes[figure] = width()
      case "unseen":
        guard let trait = Validation.Trait(rawValue: name) else {
          return row.reportUnknown("name", Validation.Trait.allCases.map(\.rawValue))
        }
        bands.unseen[trait] = width()
      case let word:
        guard word.hasPrefix("seen "), let trait = Validation.Trait(rawValue: String(word.dropFirst(5))) else {
          return row.reportUnknown(
            "what", ["class", "unseen"] + Validation.Trait.allCases.map { "seen \($0.rawValue)" })
        }
        bands.seen[trait, default: [:]][name] = rows
      }
    }
    return bands
  }

  /// The widths as a table.
  public var table: String {
    var out = CSVTable.line(["what", "name", "half_width", "rows"])
    func digits(_ width: Width) -> String { String((width.half * 1e4).rounded() / 1e4) }
    for figure in Class.allCases {
      if let width = classes[figure] {
        out += CSVTable.line(["class", figure.rawValue, digits(width), String(width.rows)])
      }
    }
    for trait in Validation.Trait.allCases {
      if let width = unseen[trait] {
        out += CSVTable.line(["unseen", trait.rawValue, digits(width), String(width.rows)])
      }
    }
    for trait in Validation.Trait.allCases {
      for (name, rows) in (seen[trait] ?? [:]).sorted(by: { $0.key < $1.key }) {
        out += CSVTable.line(["seen \(trait.rawValue)", name, "", String(rows)])
      }
    }
    return out
  }
}

extension FieldReader {
  fileprivate func reportUnknown(_ field: String, _ known: [String]) {
    report(field, cells[field]?.text, .unknownWord(known: known, near: []))
  }
}
