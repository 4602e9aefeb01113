import Foundation

/// A folder of a test's own that goes when the test does.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/strata-bench-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path + "/home", withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) throws {
    let place = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: place)
  }

  /// The texts of all files below, by path.
  func texts(under name: String) throws -> [String: String] {
    var out: [String: String] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: path(name)) {
      if let text = try? String(contentsOfFile: path(name) + "/" + file, encoding: .utf8) { out[file] = text }
    }
    return out
  }
}
