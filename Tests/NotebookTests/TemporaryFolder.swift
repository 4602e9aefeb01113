import Foundation
import Notebook

/// A folder of a test's own that goes when the test does.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/strata-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { path + "/" + name }

  func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  func write(_ text: String, to name: String) throws {
    let place = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: place)
  }

  func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: path(name)) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// All files below, relative, sorted.
  func files(under name: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path(name)).filter { file in
      var isDirectory: ObjCBool = false
      let isThere = FileManager.default.fileExists(atPath: path(name) + "/" + file, isDirectory: &isDirectory)
      return isThere && !isDirectory.boolValue
    }.sorted()
  }

  /// A notebook whose clock stands at a number of seconds after 1 July 2026, 12:00 UTC.
  func notebook(_ name: String = "notebook.sqlite", at seconds: Double = 0) throws -> Notebook {
    try Notebook(at: path(name)) { Date(timeIntervalSince1970: 1_782_907_200 + seconds) }
  }
}
