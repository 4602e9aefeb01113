/// Who computes: threads, the kernels that they use, and scratch memory for each thread.
final class Crew: @unchecked Sendable {
  // Unchecked: every thread writes to its own scratch only, and what changes does so while no thread works.
  let pool: WorkerPool
  let kernels: Kernels
  /// How the pass at hand adds; changed between passes only.
  var summation = Summation.fastest
  private let memory: [AlignedMemory]

  init(threads: Int, instructions: InstructionSet, scratchBytes: Int) {
    pool = WorkerPool(threads: threads)
    kernels = Kernels(instructions)
    memory = (0..<pool.threadCount).map { _ in AlignedMemory(count: scratchBytes) }
  }

  var threadCount: Int { pool.threadCount }

  /// The scratch memory of a thread.
  func scratch(_ worker: Int) -> UnsafeMutableRawPointer { memory[worker].start }
}
