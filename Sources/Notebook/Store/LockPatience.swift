import Foundation
import Synchronization

/// How long a call waits while another program holds the notebook's lock.
final class LockPatience: Sendable {
  /// Seconds that a call waits at the most.
  private static let usual = 5.0
  private static let pause: UInt32 = 10_000  // microseconds

  private let end = Mutex<ContinuousClock.Instant?>(nil)

  /// From now on all calls together wait no longer than this.
  func run(outIn duration: Duration) {
    end.withLock { $0 = .now.advanced(by: duration) }
  }

  /// Waits a little; false when a call that has tried so many times before is to give up.
  func waits(after tries: Int) -> Bool {
    let isOver = end.withLock { $0.map { $0 <= .now } ?? false }
    if isOver || Double(tries) * Double(LockPatience.pause) > LockPatience.usual * 1_000_000 { return false }
    usleep(LockPatience.pause)
    return true
  }
}
