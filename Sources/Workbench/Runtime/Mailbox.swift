import Foundation
import Synchronization

/// Where background work leaves events for the run loop, and the pipe that wakes it.
final class Mailbox: Sendable {
  private let events = Mutex<[Event]>([])
  /// The end that the run loop polls.
  let wakeDescriptor: Int32
  private let pokeDescriptor: Int32

  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    (wakeDescriptor, pokeDescriptor) = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
  }

  deinit {
    close(wakeDescriptor)
    close(pokeDescriptor)
  }

  /// Leaves an event.
  ///
  /// From any thread.
  func post(_ event: Event) {
    events.withLock { $0.append(event) }
    var byte: UInt8 = 1
    _ = write(pokeDescriptor, &byte, 1)
  }

  /// Takes all events.
  func take() -> [Event] {
    var sink = [UInt8](repeating: 0, count: 64)
    while read(wakeDescriptor, &sink, sink.count) == sink.count {}
    return events.withLock { events in
      defer { events = [] }
      return events
    }
  }
}
