import Foundation
import TextSafety

/// What the notebook did not take, in a file of its own.
enum UnsavedFile {
  /// Writes a text to the home folder, or else to the temporary one; the path, or nil where neither takes it.
  static func write(_ text: String) -> String? {
    let name = "strata-unsaved-\(Int(Date().timeIntervalSince1970))-\(ProcessInfo.processInfo.processIdentifier).md"
    for folder in [Console.environment["HOME"], NSTemporaryDirectory()].compactMap({ $0 }) {
      let path = URL(fileURLWithPath: folder).appendingPathComponent(name).path
      // For the reader's eyes alone, wherever the temporary folder is.
      if FileManager.default.createFile(
        atPath: path, contents: Data(SafeText.cleanedBlock(text).utf8), attributes: [.posixPermissions: 0o600])
      {
        return path
      }
    }
    return nil
  }
}
