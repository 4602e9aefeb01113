import CKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Threads that share the loops of a forward pass.
///
/// Between two loops lie microseconds, so a worker that has nothing to do spins for a moment before it parks. Each thread takes
/// indices that follow each other, piece by piece, since its processor has fetched what comes next in memory while it worked; who
/// is done helps a thread that the machine holds up, from that one's end. The caller works too, so one thread means no other thread.
///
/// A pool that is made by a polite thread (`nice` 10 or more) is polite too: every half millisecond each of its threads
/// leaves its processor for a moment. A priority alone does not let others in soon: Linux weighs it within one terminal's
/// programs, and lets a thread finish its slice of milliseconds, and from a key to the screen the processor changes hands
/// four times.
public final class WorkerPool: Sendable {
  /// How many threads work, the caller included.
  public let threadCount: Int

  private let loop: SharedLoop
  private let threads: [WorkerThread]

  /// Starts `threads` − 1 threads, which end with the pool; fewer if the system has no more.
  public init(threads: Int) {
    precondition(threads > 0, "somebody has to work")
    let loop = SharedLoop(isPolite: WorkerPool.isCallerPolite, workers: threads)
    self.loop = loop
    var started: [WorkerThread] = []
    while started.count + 1 < threads {
      let worker = started.count + 1
      guard let thread = WorkerThread({ loop.help(worker: worker) }) else { break }
      started.append(thread)
    }
    self.threads = started
    threadCount = started.count + 1
  }

  deinit {
    loop.close()
    for thread in threads { thread.join() }
  }

  /// The number of cores that a pool uses unless it is told otherwise: those that this process may run on.
  public static var physicalCoreCount: Int {
    #if canImport(Glibc)
      PhysicalCores.count
    #else
      max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    #endif
  }

  /// Calls `body` once for every index, on all threads that come, and returns when the last call has.
  ///
  /// - Parameter body: Gets the index and the number of the thread that works on it, 0 ..< `threadCount`.
  public func forEach(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      if threadCount > 1, count > 1 { loop.run(count, among: threadCount, body) } else { loop.runAlone(count, body) }
    }
  }

  private static var isCallerPolite: Bool {
    #if canImport(Glibc)
      getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) >= 10  // 0 is the calling thread
    #else
      false
    #endif
  }
}

/// A loop that several threads take pieces of, one loop after another.
///
/// The caller waits for the helpers that have begun, not for all: one that the machine keeps from running holds up nobody.
private final class SharedLoop: @unchecked Sendable {
  // Unchecked, since `body` is plain: it is written before `isOpen` is set, and read by helpers that have said so in `working`
  // and then found it set; the caller waits for those before it writes again.
  typealias Body = (_ index: Int, _ worker: Int) -> Void

  private var body: Body?
  private let shares: SharedIndices
  private let isOpen = Atomic<Bool>(false)
  private let working = Atomic<Int>(0)
  private let generation = Atomic<Int>(0)
  private let parked = Atomic<Int>(0)
  private let isClosed = Atomic<Bool>(false)
  private let gate = ThreadGate()

  private let isPolite: Bool

  init(isPolite: Bool, workers: Int) {
    self.isPolite = isPolite
    shares = SharedIndices(workers: workers)
  }

  /// How long a polite thread works between two rests, in nanoseconds.
  private static let bout = 500_000

  /// Looks at the generation before a worker parks: some tens of microseconds.
  private static let spins = 4_000

  func run(_ count: Int, among threads: Int, _ body: @escaping Body) {
    self.body = body
    shares.divide(count, among: threads)
    isOpen.store(true, ordering: .sequentiallyConsistent)
    startGeneration()
    work(body, worker: 0)
    // Whoever comes from now on finds the loop closed; whoever came before is waited for.
    isOpen.store(false, ordering: .sequentiallyConsistent)
    var waits = 0
    while working.load(ordering: .sequentiallyConsistent) > 0 {
      ck_pause()
      waits += 1
      if waits % 4_096 == 0 { sched_yield() }
    }
    self.body = nil
  }

  func runAlone(_ count: Int, _ body: Body) {
    for index in 0..<count {
      body(index, 0)
      if isPolite { ck_rest_after(SharedLoop.bout) }
    }
  }

  func close() {
    isClosed.store(true, ordering: .sequentiallyConsistent)
    startGeneration()
  }

  /// A helper's life: wait for the next loop, take pieces of it if it is still open.
  func help(worker: Int) {
    var seen = 0
    while true {
      seen = waitForGeneration(after: seen)
      if isClosed.load(ordering: .relaxed) { return }
      working.add(1, ordering: .sequentiallyConsistent)
      if isOpen.load(ordering: .sequentiallyConsistent), let body { work(body, worker: worker) }
      working.subtract(1, ordering: .sequentiallyConsistent)
    }
  }

  private func startGeneration() {
    generation.add(1, ordering: .sequentiallyConsistent)
    if parked.load(ordering: .sequentiallyConsistent) > 0 { gate.openForAll() }
  }

  private func work(_ body: Body, worker: Int) {
    while let index = shares.take(worker) {
      body(index, worker)
      if isPolite { ck_rest_after(SharedLoop.bout) }
    }
  }

  private func waitForGeneration(after seen: Int) -> Int {
    for _ in 0..<SharedLoop.spins {
      let now = generation.load(ordering: .acquiring)
      if now != seen { return now }
      ck_pause()
    }
    parked.add(1, ordering: .sequentiallyConsistent)
    gate.wait { generation.load(ordering: .sequentiallyConsistent) != seen }
    parked.subtract(1, ordering: .sequentiallyConsistent)
    return generation.load(ordering: .acquiring)
  }
}
