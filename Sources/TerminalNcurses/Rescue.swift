import CNcurses

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Signals, and the terminal's rescue when one of them is fatal.
public enum Rescue {
  /// Installs the handlers and remembers the terminal's modes.
  ///
  /// Call once, before a screen is opened.
  ///
  /// Returns the descriptor from which ``nextSignal(_:)`` reads, or nil when the system gives none.
  public static func install() -> Int32? {
    let descriptor = strata_rescue_install()
    return descriptor < 0 ? nil : descriptor
  }

  /// The next signal that came, if any.
  public static func nextSignal(_ descriptor: Int32) -> Int32? {
    var byte: UInt8 = 0
    return read(descriptor, &byte, 1) == 1 ? Int32(byte) : nil
  }

  /// Ends the process by a signal, with its default course, so that the parent sees how it ended.
  public static func end(by signal: Int32) {
    strata_raise_default(signal)
  }

  /// Stops the process as ^Z does; returns when it goes on.
  public static func stop() {
    strata_stop_self()
  }
}
