public import Foundation
import Synchronization

/// A clock that moves only when it is told to.
public final class SteppingClock: Sendable {
  private let seconds: Mutex<TimeInterval>

  /// A clock that stands at so many seconds after 1970.
  public init(at seconds: TimeInterval) {
    self.seconds = Mutex(seconds)
  }

  /// The time it shows.
  public var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }

  /// Moves on; a negative step moves nothing.
  public func advance(by step: TimeInterval) {
    seconds.withLock { $0 += max(0, step) }
  }
}
