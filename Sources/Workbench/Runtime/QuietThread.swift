import Dispatch
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A thread for hours of arithmetic: whoever waits for a key goes before it on every core.
enum QuietThread {
  /// How much politer than the keyboard's thread; on Linux as `nice` has it.
  private static let niceness: Int32 = 10

  /// Runs something on a thread of its own, and returns when it has ended.
  ///
  /// A lowered priority cannot be raised again, so the thread is used once. On Linux threads that it starts are as polite
  /// as itself.
  static func run(_ body: @escaping @Sendable () -> Void) {
    let end = DispatchSemaphore(value: 0)
    let thread = Thread {
      #if canImport(Glibc)
        // 0 is the calling thread: in Linux each has a priority of its own.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
      #endif
      body()
      end.signal()
    }
    thread.qualityOfService = .utility
    thread.stackSize = 8 << 20
    thread.start()
    end.wait()
  }
}
