import Foundation
import TextSafety

/// Where an export goes.
enum Destination {
  case file(String)
  case folder(String)

  /// A name that ends in `.md` or `.json`, or a file that is there, is a file; any other is a folder.
  init(_ path: String) {
    var isDirectory: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    if isThere {
      self = isDirectory.boolValue ? .folder(path) : .file(path)
    } else {
      self = path.hasSuffix(".md") || path.hasSuffix(".json") ? .file(path) : .folder(path)
    }
  }

  /// The one file to write: in a folder, which is made when it is not there, `notebook.json`.
  func file() throws(Failure) -> String {
    switch self {
    case .file(let path): return path
    case .folder(let path):
      do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      } catch {
        throw Failure("the folder \(path) cannot be made: \(error.localizedDescription). Name another place")
      }
      return URL(fileURLWithPath: path).appendingPathComponent("notebook.json").path
    }
  }

  /// A path as it may be printed.
  static func safe(_ path: String) -> String { SafeText(path).string }
}
