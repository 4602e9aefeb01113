#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A thread of the system that runs one closure.
package struct WorkerThread: @unchecked Sendable {
  // Unchecked: the handle is only compared, and joined or detached, once.
  private let handle: pthread_t

  private final class Task {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Starts it; nil if the system has no thread left.
  package init?(_ body: @escaping @Sendable () -> Void) {
    let task = Unmanaged.passRetained(Task(body))
    #if canImport(Glibc)
      var handle = pthread_t()
    #else
      var handle: pthread_t?
    #endif
    guard pthread_create(&handle, nil, { WorkerThread.run($0) }, task.toOpaque()) == 0 else {
      task.release()
      return nil
    }
    #if canImport(Glibc)
      self.handle = handle
    #else
      guard let handle else { return nil }
      self.handle = handle
    #endif
  }

  /// Whoever asks is this thread.
  package var isCurrent: Bool { pthread_equal(handle, pthread_self()) != 0 }

  /// Waits for its end; a thread that is told to wait for itself is let go instead.
  package func join() {
    if isCurrent { pthread_detach(handle) } else { pthread_join(handle, nil) }
  }

  private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument { Unmanaged<Task>.fromOpaque(argument).takeRetainedValue().body() }
    return nil
  }
}

/// Where threads park: a mutex and a condition of the system.
package final class ThreadGate: @unchecked Sendable {
  // Unchecked: what the pointers lead to is made to be used by many threads.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Parks until something is so.
  ///
  /// - Parameter isOpen: Asked at once, and again after each `openForAll`; whoever makes it so calls that afterwards.
  package func wait(until isOpen: () -> Bool) {
    pthread_mutex_lock(mutex)
    while !isOpen() { pthread_cond_wait(condition, mutex) }
    pthread_mutex_unlock(mutex)
  }

  /// Lets all who are parked look again.
  package func openForAll() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Does something while nobody who is parked looks.
  package func locked<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// From within `locked`: lets all who are parked look again afterwards.
  package func notify() { pthread_cond_broadcast(condition) }
}
