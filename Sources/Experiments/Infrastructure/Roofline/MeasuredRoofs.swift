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

  /// Bytes a second: the median.
  var bandwidth: Double { Spread(of: readSpeeds).median }

  /// Operations a second at most; the best repeat, since only disturbance makes one slower.
  ///
  /// - Parameter bytes: Whether bytes are multiplied, as quantized weights need it, not single-precision numbers.
  func peak(bytes: Bool) -> Double { (bytes ? bytePeaks : floatPeaks).max() ?? 0 }

  /// Operations for each byte at which both roofs meet.
  func ridge(bytes: Bool) -> Double { peak(bytes: bytes) / bandwidth }

  /// Operations a second that a program can do at most that does so many for each byte that it reads.
  func roof(_ intensity: Double, bytes: Bool) -> Double { min(bandwidth * intensity, peak(bytes: bytes)) }

  /// Tokens a second at most for a token that asks for so many bytes and operations.
  func tokensPerSecond(_ work: Workload) -> Double {
    1 / max(work.bytesPerToken / bandwidth, work.operationsPerToken / peak(bytes: work.multipliesBytes))
  }

  /// Which of the two takes longer where nothing disturbs: the fastest of all repeats counts.
  func bound(_ work: Workload) -> Bound {
    let fastest = readSpeeds.max() ?? bandwidth
    return work.intensity < peak(bytes: work.multipliesBytes) / fastest ? .memory : .compute
  }

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
