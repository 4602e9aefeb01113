/// Who computes: threads, the kernels that they use, and scratch memory for each thread.
final class Crew: @unchecked Sendable {
  // Unchecked: every thread writes to its own scratch only.
  let pool: WorkerPool
  let kernels: Kernels
  /// Sums are added in one order, however many rows are multiplied at once.
  let isBatchInvariant: Bool
  private let memory: [AlignedMemory]

  init(threads: Int, instructions: InstructionSet, scratchBytes: Int, isBatchInvariant: Bool = false) {
    self.isBatchInvariant = isBatchInvariant
    pool = WorkerPool(threads: threads)
    kernels = Kernels(instructions)
    memory = (0..<pool.threadCount).map { _ in AlignedMemory(count: scratchBytes) }
  }

  var threadCount: Int { pool.threadCount }

  /// The scratch memory of a thread.
  func scratch(_ worker: Int) -> UnsafeMutableRawPointer { memory[worker].start }
}
