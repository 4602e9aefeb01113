/// A GPU as its data sheet states it, or a processor as it was measured; peaks are dense, without structured sparsity.
public struct Accelerator: Hashable, Sendable, Identifiable {
  /// The chip's generation; efficiency factors are fitted for each.
  public enum Generation: String, Sendable, CaseIterable {
    case ampere = "Ampere"
    case ada = "Ada"
    case hopper = "Hopper"
    case blackwell = "Blackwell"
    case blackwellUltra = "Blackwell Ultra"
    case cdna3 = "CDNA3"
    case cdna4 = "CDNA4"
    /// A processor: its row says what was measured, not what a data sheet promises.
    case processor = "CPU"
  }

  /// The name in the catalogue: `H100-SXM`.
  public var id: String
  public var generation: Generation
  /// What a program can use, less than the nominal size.
  public var memory: Bytes
  public var memoryBandwidth: BytesPerSecond
  /// Dense matrix products in 16 bits.
  public var peak16: FLOPsPerSecond
  /// In 8-bit floating point; nil where the chip has none.
  public var peak8: FLOPsPerSecond?
  /// In 4-bit floating point; nil where the chip has none.
  public var peak4: FLOPsPerSecond?
  /// The link between GPUs as the data sheet names it.
  public var linkName: String
  /// One way, to all the others together.
  public var linkBandwidth: BytesPerSecond
  /// Whether one GPU reaches another only through the host: all-reduce is then slow.
  public var linkIsHost: Bool
  /// Thermal design power, in watts; nil where nobody says.
  public var watts: Int?
  public var provenance: Provenance
  public var note: String

  public init(
    id: String, generation: Generation, memory: Bytes, memoryBandwidth: BytesPerSecond, peak16: FLOPsPerSecond,
    peak8: FLOPsPerSecond?, peak4: FLOPsPerSecond?, linkName: String, linkBandwidth: BytesPerSecond,
    linkIsHost: Bool, watts: Int?, provenance: Provenance, note: String = ""
  ) {
    self.id = id
    self.generation = generation
    self.memory = memory
    self.memoryBandwidth = memoryBandwidth
    self.peak16 = peak16
    self.peak8 = peak8
    self.peak4 = peak4
    self.linkName = linkName
    self.linkBandwidth = linkBandwidth
    self.linkIsHost = linkIsHost
    self.watts = watts
    self.provenance = provenance
    self.note = note
  }
}
