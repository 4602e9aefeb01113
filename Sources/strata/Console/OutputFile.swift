import Foundation

/// A text file that a command writes: whole or not at all, and never over what the program did not make.
enum OutputFile {
  /// Writes a text.
  ///
  /// - Parameters:
  ///   - advice: what to do where a file is there that may not be replaced.
  ///   - isOwn: whether what a file holds may be replaced.
  static func write(
    _ text: String, to path: String, else advice: String, replacing isOwn: (Data) -> Bool
  ) throws(Failure) {
    guard !path.isEmpty else { throw .usage("the name of a file is an empty text") }
    // Not through links: where one leads is not what was named.
    if let attributes = try? FileManager.default.attributesOfItem(atPath: path) {
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw Failure("\(path) is a folder, a link, a pipe or a device; it was left as it is. Name a file")
      }
      guard let old = FileManager.default.contents(atPath: path), old.isEmpty || isOwn(old) else {
        throw Failure("the file \(path) is there and holds something else; it was left as it is. \(advice)")
      }
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let temporary = folder + "/.strata-\(ProcessInfo.processInfo.processIdentifier).part"
    guard let file = fopen(temporary, "wx") else { throw refused(path) }
    let bytes = Array(text.utf8)
    let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count && fflush(file) == 0 && fsync(fileno(file)) == 0
    let failure = refused(path)
    fclose(file)
    guard isWritten else {
      unlink(temporary)
      throw failure
    }
    guard rename(temporary, path) == 0 else {
      let failure = refused(path)
      unlink(temporary)
      throw failure
    }
  }

  private static func refused(_ path: String) -> Failure {
    Failure("the file \(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}
