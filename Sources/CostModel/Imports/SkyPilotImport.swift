public import Foundation
import TextSafety

/// Reads a provider's table from SkyPilot's catalogue: `InstanceType,AcceleratorName,AcceleratorCount,…,Price,SpotPrice`.
///
/// Its prices are for an instance and hour; ours for a GPU. Zones of a region become one row: the lowest price on
/// demand, the median spot price.
public enum SkyPilotImport {
  /// Reads a table.
  ///
  /// - Parameters:
  ///   - data: the CSV.
  ///   - provider: the seller; the table does not name it.
  ///   - catalog: tells which accelerators are known, by all their names.
  ///   - source: what the rows name as their source.
  ///   - date: the day of the file.
  /// - Throws: when the table is broken or lacks a column; a bad row is skipped and reported instead.
  public static func read(
    _ data: Data, provider: String, catalog: Catalog, source: String, date: CalendarDay
  ) throws(ImportError) -> ImportReport<GPUPrice> {
    let table: CSVTable
    do {
      table = try CSVTable(data)
    } catch {
      throw .notOfThisForm(CatalogProblem(file: source, fault: error).description)
    }
    let needed = ["InstanceType", "AcceleratorName", "AcceleratorCount", "Price", "Region"]
    for column in needed where !table.columns.contains(column) {
      throw .notOfThisForm(
        "it is no JSON, and as a table of SkyPilot it has no column \(column)\(NearNames.hint(column, among: table.columns))"
      )
    }
    var gathering = Gathering(provider: provider, catalog: catalog)
    for row in table.rows {
      gathering.take(Dictionary(zip(table.columns, row.fields)) { first, _ in first }, line: row.line)
    }
    return gathering.report(provenance: Provenance(source: source, date: date, confidence: .medium))
  }
}

/// Rows of one instance and region, before they become one.
private struct Gathering {
  struct Offer: Hashable {
    var accelerator: String
    var instance: String
    var count: Double
    var region: String
  }

  struct Prices {
    var onDemand: [Double] = []
    var spot: [Double] = []
  }

  let provider: String
  let catalog: Catalog
  private var order: [Offer] = []
  private var prices: [Offer: Prices] = [:]
  private var skipped: [ImportReport<GPUPrice>.Skipped] = []
  private var otherKinds = 0

  init(provider: String, catalog: Catalog) {
    self.provider = provider
    self.catalog = catalog
  }

  mutating func take(_ row: [String: String], line: Int) {
    func field(_ name: String) -> String { (row[name] ?? "").trimmingBlanks }
    let name = field("AcceleratorName")
    guard !name.isEmpty else {
      otherKinds += 1
      return
    }
    do {
      let count = try number(field("AcceleratorCount"), "AcceleratorCount", in: 0.01...1024) ?? 1
      let offer = Offer(
        accelerator: try catalog.accelerator(named: name).id, instance: field("InstanceType"), count: count,
        region: field("Region"))
      for text in [offer.instance, offer.region] {
        if text.count > 100 || text.unicodeScalars.contains(where: { HarmfulScalar.picture(of: $0) != nil }) {
          throw Unusable(why: "a name is too long or holds a control character")
        }
      }
      let onDemand = try number(field("Price"), "Price", in: 0...1e6)
      let spot = try number(field("SpotPrice"), "SpotPrice", in: 0...1e6)
      guard (onDemand ?? 0) > 0 || (spot ?? 0) > 0 else { throw Unusable(why: "it has no price") }
      if prices[offer] == nil { order.append(offer) }
      if let onDemand, onDemand > 0 { prices[offer, default: Prices()].onDemand.append(onDemand / count) }
      if let spot, spot > 0 { prices[offer, default: Prices()].spot.append(spot / count) }
    } catch let error as UnknownName {
      skipped.append(.init(key: "line \(line)", why: error.message.string))
    } catch let error as Unusable {
      skipped.append(.init(key: "line \(line)", why: error.why))
    } catch {
      skipped.append(.init(key: "line \(line)", why: "it cannot be read"))
    }
  }

  private struct Unusable: Error {
    let why: String
  }

  /// Nil when the field is empty.
  private func number(_ text: String, _ field: String, in range: ClosedRange<Double>) throws -> Double? {
    if text.isEmpty { return nil }
    guard let number = PlainNumber.read(text) else { throw Unusable(why: "\(field) is no plain decimal number") }
    guard range.contains(number) else {
      throw Unusable(why: "\(field) is \(text.prefix(48)), allowed is \(PlainNumber.words(range))")
    }
    return number
  }

  func report(provenance: Provenance) -> ImportReport<GPUPrice> {
    var taken: Set<String> = []
    let rows = order.map { offer -> GPUPrice in
      let found = prices[offer] ?? Prices()
      let parts = [
        provider, offer.accelerator, offer.instance.isEmpty ? "\(PlainNumber.text(offer.count))x" : offer.instance,
        offer.region,
      ]
      var id = parts.filter { !$0.isEmpty }.map { $0.lowercased() }.joined(separator: "/")
      if !taken.insert(id).inserted {
        id += "/\(PlainNumber.text(offer.count))x"
        taken.insert(id)
      }
      return GPUPrice(
        id: id, provider: provider,
        accelerator: offer.accelerator, instance: offer.instance, gpus: max(1, Int(offer.count.rounded())),
        region: offer.region, onDemand: found.onDemand.min().map { DollarsPerHour(Gathering.rounded($0)) },
        spot: Gathering.median(found.spot).map { DollarsPerHour(Gathering.rounded($0)) },
        provenance: provenance,
        note: offer.instance.isEmpty ? "the accelerator alone, without a machine around it" : "")
    }
    return ImportReport(rows: rows, skipped: skipped, otherKinds: otherKinds)
  }

  private static func median(_ prices: [Double]) -> Double? {
    guard !prices.isEmpty else { return nil }
    let sorted = prices.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// To a millionth of a dollar.
  private static func rounded(_ price: Double) -> Double { (price * 1e6).rounded() / 1e6 }
}
