import CKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Threads that share the loops of a forward pass.
///
/// Between two loops lie microseconds, so a worker that has nothing to do spins for a moment before it parks. Loops are handed out
/// piece by piece: a thread that the machine holds up takes fewer. The caller works too, so one thread means no other thread.
public final class WorkerPool: @unchecked Sendable {
  // Unchecked, since `body` and `count` are plain: they are written before `generation` and read after it.

  /// How many threads work, the caller included.
  public let threadCount: Int

  private typealias Body = (_ index: Int, _ worker: Int) -> Void
  private var body: Body?
  private var count = 0
  private let next = Atomic<Int>(0)
  private let generation = Atomic<Int>(0)
  private let running = Atomic<Int>(0)
  private let parked = Atomic<Int>(0)
  private let isClosed = Atomic<Bool>(false)
  private let gate: Gate
  private var threads: [pthread_t] = []

  /// Looks at the generation before a worker parks: some tens of microseconds.
  private static let spins = 4_000

  /// Starts `threads` − 1 threads, which end with the pool.
  public init(threads: Int) {
    precondition(threads > 0, "somebody has to work")
    threadCount = threads
    gate = Gate()
    for worker in 1..<max(threads, 1) { start(worker) }
  }

  deinit {
    isClosed.store(true, ordering: .sequentiallyConsistent)
    generation.add(1, ordering: .sequentiallyConsistent)
    gate.openForAll()
    for thread in threads { pthread_join(thread, nil) }
  }

  /// The number of cores that a pool uses unless it is told otherwise: those that this process may run on.
  public static var physicalCoreCount: Int {
    #if canImport(Glibc)
      PhysicalCores.count
    #else
      max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    #endif
  }

  /// Calls `body` once for every index, on all threads, and returns when the last call has.
  ///
  /// - Parameter body: Gets the index and the number of the thread that works on it, 0 ..< `threadCount`.
  public func forEach(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    guard threadCount > 1, count > 1 else {
      for index in 0..<count { body(index, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      self.body = body
      self.count = count
      next.store(0, ordering: .relaxed)
      running.store(threadCount - 1, ordering: .relaxed)
      generation.add(1, ordering: .sequentiallyConsistent)
      if parked.load(ordering: .sequentiallyConsistent) > 0 { gate.openForAll() }
      work(body, count, worker: 0)
      var waits = 0
      while running.load(ordering: .acquiring) > 0 {
        ck_pause()
        waits += 1
        if waits % 4_096 == 0 { sched_yield() }
      }
      self.body = nil
    }
  }

  private func work(_ body: Body, _ count: Int, worker: Int) {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index, worker)
    }
  }

  /// A thread's life: wait for the next loop, help with it, say so.
  private func live(worker: Int, from first: Int) {
    var seen = first
    while true {
      seen = waitForGeneration(after: seen)
      if isClosed.load(ordering: .relaxed) { return }
      if let body { work(body, count, worker: worker) }
      running.subtract(1, ordering: .releasing)
    }
  }

  private func waitForGeneration(after seen: Int) -> Int {
    for _ in 0..<WorkerPool.spins {
      let now = generation.load(ordering: .acquiring)
      if now != seen { return now }
      ck_pause()
    }
    parked.add(1, ordering: .sequentiallyConsistent)
    gate.wait { generation.load(ordering: .sequentiallyConsistent) != seen }
    parked.subtract(1, ordering: .sequentiallyConsistent)
    return generation.load(ordering: .acquiring)
  }

  private final class Start {
    unowned let pool: WorkerPool
    let worker: Int
    init(pool: WorkerPool, worker: Int) {
      self.pool = pool
      self.worker = worker
    }
  }

  private func start(_ worker: Int) {
    // The pool joins its threads before it goes, so an unowned reference lives long enough.
    let argument = Unmanaged.passRetained(Start(pool: self, worker: worker)).toOpaque()
    #if canImport(Glibc)
      var thread = pthread_t()
      let status = pthread_create(&thread, nil, { WorkerPool.run($0) }, argument)
      precondition(status == 0, "the system has no thread left")
      threads.append(thread)
    #else
      var thread: pthread_t?
      let status = pthread_create(&thread, nil, { WorkerPool.run($0) }, argument)
      precondition(status == 0, "the system has no thread left")
      if let thread { threads.append(thread) }
    #endif
  }

  private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    start.pool.live(worker: start.worker, from: 0)
    return nil
  }
}

/// Where workers park: a mutex and a condition of the system.
private final class Gate {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func wait(until isOpen: () -> Bool) {
    pthread_mutex_lock(mutex)
    while !isOpen() { pthread_cond_wait(condition, mutex) }
    pthread_mutex_unlock(mutex)
  }

  func openForAll() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }
}
