import Synchronization

/// The indices of a loop, a stretch for each worker, from which others take too once their own is done.
///
/// Each index is given out once. A worker takes its own from the front, another's from the back.
struct SharedIndices: ~Copyable, @unchecked Sendable {
  // Unchecked, since the memory is reached through a pointer; all of it is atomic.

  /// A stretch: its next index in the upper half, its end in the lower one.
  ///
  /// Each has 128 bytes, lines of the cache to itself.
  private struct Stretch: ~Copyable {
    let bounds = Atomic<UInt64>(0)
    private let room = SIMD8<UInt64>.zero
  }

  private let stretches: UnsafeMutablePointer<Stretch>
  private let workers: Int

  init(workers: Int) {
    self.workers = workers
    stretches = .allocate(capacity: workers)
    for worker in 0..<workers { (stretches + worker).initialize(to: Stretch()) }
  }

  deinit {
    stretches.deinitialize(count: workers)
    stretches.deallocate()
  }

  /// Gives each of the first `takers` workers a stretch of 0 ..< `count`.
  ///
  /// Nobody may be taking any.
  func divide(_ count: Int, among takers: Int) {
    precondition(count <= UInt32.max, "so many pieces are none")
    for worker in 0..<takers {
      let (first, end) = (count * worker / takers, count * (worker + 1) / takers)
      stretches[worker].bounds.store(UInt64(first) << 32 | UInt64(end), ordering: .relaxed)
    }
  }

  /// An index that nobody has; nil when there is none left.
  func take(_ worker: Int) -> Int? {
    if let index = take(of: worker, step: 1 << 32, { first, _ in first }) { return index }
    for other in 1..<max(1, workers) {
      if let index = take(of: (worker + other) % workers, step: UInt64.max, { _, end in end - 1 }) { return index }
    }
    return nil
  }

  /// - Parameter step: What is added to both halves at once: 2³² takes the first index off, −1 the last.
  private func take(of worker: Int, step: UInt64, _ index: (_ first: UInt64, _ end: UInt64) -> UInt64) -> Int? {
    var bounds = stretches[worker].bounds.load(ordering: .relaxed)
    while true {
      let (first, end) = (bounds >> 32, bounds & 0xffff_ffff)
      guard first < end else { return nil }
      let (isMine, now) = stretches[worker].bounds.compareExchange(
        expected: bounds, desired: bounds &+ step, ordering: .relaxed)
      if isMine { return Int(index(first, end)) }
      bounds = now
    }
  }
}
