import CKernels

/// What this machine can do at most, measured by the program itself: the two roofs of the roofline model.
///
/// How fast a loop reads memory that does nothing else, and how fast one multiplies and adds that needs no memory.
/// (Williams, Waterman and Patterson 2009.)
public struct Roofs: Sendable {
  /// Threads that worked.
  public let threads: Int
  /// Instructions that they used.
  public let instructions: InstructionSet
  /// Bytes of the memory that was read: several times the largest cache.
  public let bufferBytes: Int
  /// Bytes a second, once for each time that the memory was read.
  public let readSpeeds: [Double]
  /// Multiplications and additions of single-precision numbers a second; the best of several runs.
  public let floatOperationsPerSecond: Double
  /// The same for bytes, as quantized weights need them.
  public let byteOperationsPerSecond: Double

  /// Bytes a second that can be read: the median.
  public var bytesPerSecond: Double { Spread(of: readSpeeds).median }

  /// Measures, which takes a fraction of a second.
  ///
  /// - Parameters:
  ///   - bufferBytes: of the memory that is read; nil: four times the largest cache, if there is room.
  ///   - sweeps: how often it is read.
  public static func measure(
    threads: Int, instructions: InstructionSet = .widest, bufferBytes: Int? = nil, sweeps: Int = 9
  ) throws(OutOfMemory) -> Roofs {
    let meter = Meter(threads: threads, instructions: instructions)
    let bytes = bufferBytes ?? min(max(4 * Machine.lastCacheBytes, 128 << 20), 1 << 30, Machine.availableMemory / 4)
    let pieces = max(1, bytes / Meter.bytesPerPiece)
    return try Roofs(
      threads: threads, instructions: instructions, bufferBytes: pieces * Meter.bytesPerPiece,
      readSpeeds: meter.readSpeeds(pieces: pieces, sweeps: max(1, sweeps)),
      floatOperationsPerSecond: meter.operationsPerSecond(meter.kernels.table.multiply_add),
      byteOperationsPerSecond: meter.operationsPerSecond(meter.kernels.table.multiply_bytes))
  }
}

/// Threads that measure.
private struct Meter {
  /// A thread takes so much at once.
  static let bytesPerPiece = 1 << 20
  /// Rounds of a loop without memory: some tens of microseconds.
  private static let rounds = 2_000
  private static let piecesPerThread = 100
  private static let runs = 5

  let pool: WorkerPool
  let kernels: Kernels
  private let clock = ContinuousClock()

  init(threads: Int, instructions: InstructionSet) {
    pool = WorkerPool(threads: threads)
    kernels = Kernels(instructions)
  }

  func readSpeeds(pieces: Int, sweeps: Int) throws(OutOfMemory) -> [Double] {
    let memory = try LazyMemory(count: pieces * Meter.bytesPerPiece)
    let sums = AlignedMemory(count: pieces * 8)
    let results = sums.start.bindMemory(to: UInt64.self, capacity: pieces)
    // Memory that nobody wrote to is one page of zeros, which would be read from the cache.
    pool.forEach(pieces) { piece, _ in
      (memory.start + piece * Meter.bytesPerPiece).initializeMemory(
        as: UInt8.self, repeating: 1, count: Meter.bytesPerPiece)
    }
    return (0..<sweeps).map { _ in
      let spent = clock.measure {
        pool.forEach(pieces) { piece, _ in
          results[piece] = kernels.table.read_through(memory.start + piece * Meter.bytesPerPiece, Meter.bytesPerPiece)
        }
      }
      return Double(pieces * Meter.bytesPerPiece) / (spent / .seconds(1))
    }
  }

  func operationsPerSecond(_ loop: (Int, UnsafeMutablePointer<Float>) -> Int) -> Double {
    let pieces = pool.threadCount * Meter.piecesPerThread
    let results = AlignedMemory(count: pieces * 64)
    let perRound = loop(1, results.start.assumingMemoryBound(to: Float.self))
    let best = (0..<Meter.runs).map { _ in
      clock.measure {
        pool.forEach(pieces) { piece, _ in
          _ = loop(Meter.rounds, (results.start + piece * 64).assumingMemoryBound(to: Float.self))
        }
      } / .seconds(1)
    }.min()
    return best.map { Double(perRound * Meter.rounds * pieces) / $0 } ?? 0
  }
}
