import Inference

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A text given as an argument, or on standard input for a dash.
enum TextArgument {
  /// The most that standard input may hold, in bytes.
  static let limit = 16 << 20

  /// The text.
  ///
  /// One line break at the end of standard input is not part of it.
  static func text(of argument: String) throws(Failure) -> String {
    guard argument == "-" else { return argument }
    if isatty(0) == 1 { Console.warn("reading the text from the keyboard; end it with Ctrl-D on a line of its own") }
    let bytes = try standardInput()
    guard var text = String(validating: bytes, as: UTF8.self) else {
      throw Failure("standard input is not UTF-8 text (\(bytes.count) bytes); convert it first, for example with iconv")
    }
    if text.last?.isNewline == true { text.removeLast() }
    return text
  }

  private static func standardInput() throws(Failure) -> [UInt8] {
    var out: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(0, &buffer, buffer.count)
      if count == 0 { return out }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure("standard input cannot be read: \(String(cString: strerror(errno)))")
      }
      out += buffer[..<count]
      if out.count > limit {
        throw Failure("standard input holds more than \(ByteCount(limit)), and no more is read; give a shorter text")
      }
    }
  }
}
