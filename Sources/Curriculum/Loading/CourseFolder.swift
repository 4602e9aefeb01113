import Foundation

/// Where a course lies: the folder of its pages and the folder of its labs.
public struct CourseFolder: Equatable, Sendable {
  /// `Content/`.
  public let content: String
  /// `Labs/`; it need not exist.
  public let labs: String

  /// The course at a path: a folder that holds `Content/`, or a content folder itself.
  public init?(at path: String) {
    let files = FileManager.default
    func isFolder(_ path: String) -> Bool {
      var isDirectory: ObjCBool = false
      return files.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
    let base = URL(fileURLWithPath: path).standardizedFileURL.path
    if isFolder(base + "/Content") {
      content = base + "/Content"
      labs = base + "/Labs"
    } else if isFolder(base) && files.fileExists(atPath: base + "/glossary.yaml") {
      content = base
      labs = URL(fileURLWithPath: base).deletingLastPathComponent().path + "/Labs"
    } else {
      return nil
    }
  }

  /// Finds the course: the flag, then `STRATA_CONTENT`, then beside the executable as installed, then the package's
  /// folder above the executable.
  public static func find(
    flag: String?, environment: [String: String], executable: String?
  ) throws(CourseError) -> CourseFolder {
    if let named = flag ?? environment["STRATA_CONTENT"].flatMap({ $0.isEmpty ? nil : $0 }) {
      guard let folder = CourseFolder(at: named) else { throw .notFound([named]) }
      return folder
    }
    var places: [String] = []
    if let executable {
      let binary = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
      let prefix = binary.deletingLastPathComponent().deletingLastPathComponent()
      places.append(prefix.appendingPathComponent("share/strata").path)
      var above = binary.deletingLastPathComponent()
      for _ in 0..<5 {
        above = above.deletingLastPathComponent()
        places.append(above.path)
      }
    }
    for place in places {
      if let folder = CourseFolder(at: place) { return folder }
    }
    throw .notFound(places.isEmpty ? ["(the program's own folder is unknown)"] : places)
  }
}
