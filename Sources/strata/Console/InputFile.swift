import Inference
import TextSafety

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file given as an argument, or standard input for a dash; never more of it than is allowed.
enum InputFile {
  /// The bytes.
  ///
  /// - Parameter most: how many bytes it may have.
  static func bytes(of path: String, most: Int) throws(Failure) -> [UInt8] {
    if path == "-" { return try read(0, name: "standard input", most: most) }
    if path.isEmpty { throw .usage("the name of a file is an empty text") }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let why = errno
      throw Failure("the file \(path) cannot be read: \(String(cString: strerror(why)))")
    }
    defer { close(descriptor) }
    return try read(descriptor, name: "the file \(path)", most: most)
  }

  /// The text, which must be UTF-8; without a byte-order mark.
  static func text(of path: String, most: Int) throws(Failure) -> String {
    let bytes = try bytes(of: path, most: most)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let name = path == "-" ? "standard input" : "the file \(path)"
      throw Failure("\(name) is not UTF-8 text (\(bytes.count) bytes); convert it first, for example with iconv")
    }
    return text.withoutByteOrderMark
  }

  /// The lines of a text that are not blank, with their numbers; Windows ends lines with two characters.
  static func lines(of text: String) -> [(number: Int, line: Substring)] {
    // Not at every kind of newline: U+2028 may stand within the texts of JSON lines.
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.enumerated()
      .filter { !$0.element.allSatisfy(\.isWhitespace) }.map { ($0.offset + 1, $0.element) }
  }

  private static func read(_ descriptor: Int32, name: String, most: Int) throws(Failure) -> [UInt8] {
    var out: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = next(descriptor, &buffer)
      if count == 0 { return out }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure("\(name) cannot be read: \(String(cString: strerror(errno)))")
      }
      out += buffer[..<count]
      if out.count > most { throw Failure("\(name) holds more than \(ByteCount(most)), and no more is read") }
    }
  }

  private static func next(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, &buffer, buffer.count)
    #else
      Darwin.read(descriptor, &buffer, buffer.count)
    #endif
  }
}
