import Inference

/// The two roofs of this machine, measured several times.
struct MeasuredRoofs {
  /// Bytes a second, of each time that memory was read.
  let readSpeeds: [Double]
  /// Multiplications and additions a second, of each repeat: of single-precision numbers, and of bytes.
  let floatPeaks: [Double]
  let bytePeaks: [Double]
  /// Bytes that were read through.
  let bufferBytes: Int

  private static let repeats = 5
  private static let sweeps = 5

  /// - Throws: ``ExperimentError/stopped``, or what finding memory throws.
  init(threads: Int, _ stage: Stage) throws {
    var (speeds, floats, bytes): ([Double], [Double], [Double]) = ([], [], [])
    var buffer = 0
    for index in 0..<MeasuredRoofs.repeats {
      try stage.progress(Double(index) / Double(MeasuredRoofs.repeats), "measuring memory and arithmetic")
      let roofs = try Roofs.measure(threads: threads, sweeps: MeasuredRoofs.sweeps)
      speeds += roofs.readSpeeds
      floats.append(roofs.floatOperationsPerSecond)
      bytes.append(roofs.byteOperationsPerSecond)
      buffer = roofs.bufferBytes
    }
    self.init(readSpeeds: speeds, floatPeaks: floats, bytePeaks: bytes, bufferBytes: buffer)
  }

  init(readSpeeds: [Double], floatPeaks: [Double], bytePeaks: [Double], bufferBytes: Int) {
    self.readSpeeds = readSpeeds
    self.floatPeaks = floatPeaks
    self.bytePeaks = bytePeaks
    self.bufferBytes = bufferBytes
  }

  /// Bytes a second at most: other programs, and other machines on the same memory, can only make it less.
  var bandwidth: Double { readSpeeds.max() ?? 0 }

  /// Both measurements as one: what a machine shares with others may be busy at one time and free at another.
  func joined(with other: MeasuredRoofs) -> MeasuredRoofs {
    MeasuredRoofs(
      readSpeeds: readSpeeds + other.readSpeeds, floatPeaks: floatPeaks + other.floatPeaks,
      bytePeaks: bytePeaks + other.bytePeaks, bufferBytes: bufferBytes)
  }

  /// Operations a second at most; the best repeat, since only disturbance makes one slower.
  ///
  /// - Parameter bytes: Whether bytes are multiplied, as quantized weights need it, not single-precision numbers.
  func peak(bytes: Bool) -> Double { (bytes ? bytePeaks : floatPeaks).max() ?? 0 }

  /// Operations for each byte at which both roofs meet.
  func ridge(bytes: Bool) -> Double { peak(bytes: bytes) / bandwidth }

  /// Operations a second that a program can do at most that does so many for each byte that it reads.
  func roof(_ intensity: Double, bytes: Bool) -> Double {
    // Where the roofs meet it is the peak, to the last bit: bandwidth × (peak ÷ bandwidth) may round to less.
    intensity < ridge(bytes: bytes) ? bandwidth * intensity : peak(bytes: bytes)
  }

  /// Tokens a second at most for a token that asks for so many bytes and operations.
  func tokensPerSecond(_ work: Workload) -> Double {
    1 / max(work.bytesPerToken / bandwidth, work.operationsPerToken / peak(bytes: work.multipliesBytes))
  }

  /// Which of the two takes longer.
  func bound(_ work: Workload) -> Bound { work.intensity < ridge(bytes: work.multipliesBytes) ? .memory : .compute }

  /// What limits a program.
  enum Bound: String, CaseIterable {
    case memory
    case compute
  }
}

extension Workload {
  /// Operations for each byte.
  var intensity: Double { operationsPerToken / bytesPerToken }
}
