/// An amount of memory or disk, as people read it: `1,023 B`, `50 KiB`, `637.81 MiB`.
public struct ByteCount: Equatable, Sendable, CustomStringConvertible {
  /// How many bytes.
  public let bytes: Int

  /// So many bytes.
  public init(_ bytes: Int) { self.bytes = bytes }

  /// The amount in the largest unit that it reaches, to a hundredth.
  public var description: String {
    var unit = "B"
    var hundredths = Double(bytes) * 100
    for larger in ["KiB", "MiB", "GiB", "TiB", "PiB"] where hundredths.rounded().magnitude >= 102_400 {
      (unit, hundredths) = (larger, hundredths / 1024)
    }
    let (whole, rest) = Int(hundredths.rounded()).quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(Figures.grouped(whole)) \(unit)" }
    return "\(Figures.grouped(whole)).\(rest.magnitude < 10 ? "0" : "")\(rest.magnitude) \(unit)"
  }
}
