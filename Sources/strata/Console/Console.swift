import Foundation
import Terminal
import TerminalNcurses
import TextSafety

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The reader of standard output went away; the rest need not be written.
struct OutputClosed: Error {}

/// Standard output and standard error.
enum Console {
  static let environment = ProcessInfo.processInfo.environment

  static var isOutputTerminal: Bool { isatty(1) == 1 }
  static var isErrorTerminal: Bool { isatty(2) == 1 }
  static var errorColumns: Int { max(20, NcursesScreen.size.width) }

  /// True when text on standard output may be bold and coloured.
  static var isStyled: Bool {
    let term = environment["TERM"] ?? ""
    return isOutputTerminal && environment["NO_COLOR", default: ""].isEmpty && !term.isEmpty && term != "dumb"
  }

  /// Columns for prose: the terminal's, up to 80; 76 where there is none.
  static var columns: Int {
    isOutputTerminal ? min(80, max(20, NcursesScreen.size.width)) : 76
  }

  /// Writes text that is already harmless to standard output.
  static func output(_ text: String) throws {
    if let code = send(text, to: 1) {
      if code == EPIPE { throw OutputClosed() }
      throw Failure("standard output cannot be written: \(String(cString: strerror(code)))")
    }
  }

  /// Writes a line to standard error: a warning, or why the command failed.
  ///
  /// Nothing helps when that fails.
  static func warn(_ message: String) {
    _ = send("strata: \(SafeText(message))\n", to: 2)
  }

  /// Writes over the line on standard error where the cursor stands.
  static func status(_ text: SafeText) {
    _ = send("\r\(text.string)\u{1B}[K" + (text.isEmpty ? "" : "\r"), to: 2)
  }

  /// Writes all bytes; returns the error number when they could not be written.
  private static func send(_ text: String, to descriptor: Int32) -> Int32? {
    var text = text
    return text.withUTF8 { bytes in
      var done = 0
      while let start = bytes.baseAddress, done < bytes.count {
        let count = write(descriptor, start + done, bytes.count - done)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        done += count
      }
      return nil
    }
  }
}
