import Foundation

/// A machine that was measured: rows for the reader's own catalogue, so that scenarios can name it.
public struct MeasuredMachine: Equatable, Sendable {
  /// What it can do.
  public let accelerator: Accelerator
  /// What an hour of it costs, as its owner says.
  public let price: GPUPrice

  /// Where the rows say that they are from.
  public static let source = "measured on this machine"
  /// The seller's name in scenarios.
  public static let seller = "own"

  /// - Parameters:
  ///   - id: what scenarios call it.
  ///   - processor: what it calls itself.
  ///   - memory: what a program can use.
  ///   - floats: multiplications and additions of single-precision numbers a second.
  ///   - bytes: the same for bytes.
  ///   - perHour: what owning or renting it costs.
  ///   - confidence: low where other programs disturbed.
  public init(
    id: String, processor: String?, memory: Bytes, bandwidth: BytesPerSecond, floats: FLOPsPerSecond,
    bytes: FLOPsPerSecond, watts: Int?, perHour: DollarsPerHour, day: CalendarDay,
    confidence: Provenance.Confidence, note: String
  ) {
    // Nothing leads out of it: a network of a gigabyte a second is the least that the catalogue knows.
    accelerator = Accelerator(
      id: id, generation: .processor, memory: Bytes((memory.value / 1_048_576).rounded(.down) * 1_048_576),
      memoryBandwidth: BytesPerSecond(MeasuredMachine.rounded(bandwidth.value)),
      peak16: FLOPsPerSecond(MeasuredMachine.rounded(floats.value)),
      peak8: FLOPsPerSecond(MeasuredMachine.rounded(bytes.value)),
      peak4: nil, linkName: "network (no P2P)", linkBandwidth: BytesPerSecond(1e9), linkIsHost: true, watts: watts,
      provenance: Provenance(source: MeasuredMachine.source, date: day, confidence: confidence),
      note: [processor, note].compactMap { $0 }.joined(separator: "; "))
    price = GPUPrice(
      id: "\(MeasuredMachine.seller)/\(id)", provider: MeasuredMachine.seller, accelerator: id, kind: .ownership,
      onDemand: perHour, provenance: Provenance(source: "its owner", date: day, confidence: .low),
      note: "as given to strata cost catalog measure")
  }

  /// Four digits: a measurement has no more.
  private static func rounded(_ value: Double) -> Double {
    guard value > 0 else { return value }
    let scale = pow(10, 3 - floor(log10(value)))
    return (value * scale).rounded() / scale
  }

  /// Puts both rows into the reader's own catalogue, in the place of those with their ids.
  public func keep(in folder: String) throws(CatalogError) {
    try OwnCatalog.add([accelerator], to: folder)
    try OwnCatalog.add([price], to: folder)
  }
}
