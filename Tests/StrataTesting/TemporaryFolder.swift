import Foundation

/// A folder of a test's own, removed with it.
public final class TemporaryFolder: Sendable {
  /// Its path.
  public let path: String

  /// Makes it.
  public init() throws {
    path = FileManager.default.temporaryDirectory.path + "/strata-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  public func path(_ name: String) -> String { path + "/" + name }
}
