import Inference

/// A value that threads share: one at a time holds it, and others can wait for it to become something.
///
/// Built of the system's mutex and condition, since one waits here for a condition, which `Mutex` has none for; and since
/// the thread sanitizer knows them, but not what `Mutex` is made of on Linux.
final class Monitor<Value: Sendable>: @unchecked Sendable {
  // Unchecked: the value is touched by whoever holds the gate's lock, and nobody else.
  private var value: Value
  private let gate = ThreadGate()

  init(_ value: Value) { self.value = value }

  /// Holds the value for as long as `body` takes; those who wait then look again.
  func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
    try gate.locked { () throws(Failure) in
      defer { gate.notify() }
      return try body(&value)
    }
  }

  /// Parks the thread until the value is so.
  func wait(until isSo: (Value) -> Bool) { gate.wait { isSo(value) } }
}
