import Curriculum
import Foundation

/// The files of an export that is to be read back.
struct ImportSource {
  /// Texts by path, relative to the folder, in the order of the paths.
  private(set) var files: [(path: String, text: String)] = []
  /// Scenarios that stand in files of their own.
  private(set) var scenarios: [Scenario] = []
  /// What the export wrote, where that is still known.
  private(set) var record: ExportRecord?
  private(set) var problems: [ContentProblem] = []

  struct Scenario {
    var name: ScenarioName
    var path: String
    var text: String
  }

  private static let depthLimit = 16

  /// Reads a folder with all Markdown below it, or a single file.
  ///
  /// Links inside a folder are not followed.
  init(at path: String) throws(ExchangeError) {
    var isDirectory: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    if !isThere { throw .unreadable(path: path, reason: FileFailure(path: path, code: ENOENT).reason) }
    var isForeign = false
    do throws(FileFailure) {
      if isDirectory.boolValue {
        let root = try OpenFolder(at: path)
        isForeign = try !ImportSource.isExport(root)
        if let bytes = try? root.read(ExportRecord.name, limit: ExchangeReader.sizeLimit) {
          record = ExportRecord(bytes)
        }
        if !isForeign { try walk(root, "", depth: 0) }
      } else {
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        try take(place.lastPathComponent, in: OpenFolder(at: place.deletingLastPathComponent().path), "")
      }
    } catch {
      throw .unreadable(path: error.path, reason: error.reason)
    }
    if isForeign { throw .notAnExport(path: path) }
  }

  /// An export has its record; some ways of copying leave hidden files behind, but not the index.
  private static func isExport(_ root: OpenFolder) throws(FileFailure) -> Bool {
    if try root.kind(of: ExportRecord.name) == .file { return true }
    guard let bytes = try? root.read("README.md", limit: ExchangeReader.sizeLimit) else { return false }
    return ReplacementCheck.isExport(String(decoding: bytes, as: UTF8.self))
  }

  private mutating func walk(_ folder: OpenFolder, _ prefix: String, depth: Int) throws(FileFailure) {
    for name in try folder.names() where !name.hasPrefix(".") {
      switch try folder.kind(of: name) {
      case .file where name.lowercased().hasSuffix(".md"): try take(name, in: folder, prefix)
      case .file where prefix == "scenarios/" && name.hasSuffix(".yaml"): try take(name, in: folder, prefix)
      case .folder where depth < ImportSource.depthLimit:
        try walk(folder.folder(name, making: false), prefix + name + "/", depth: depth + 1)
      case .file, .folder, .link, .other, nil: break
      }
    }
  }

  private mutating func take(_ name: String, in folder: OpenFolder, _ prefix: String) throws(FileFailure) {
    func report(_ line: Int, _ message: String) {
      problems.append(ContentProblem(file: prefix + name, line: line, message: message))
    }
    let bytes: [UInt8]
    do { bytes = try folder.read(name, limit: ExchangeReader.sizeLimit) } catch {
      // One file must not keep the others of a folder from being read.
      return report(1, "cannot be read: \(error.reason)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return report(ImportSource.lineOfFault(bytes), "is not UTF-8; save it as UTF-8 and import again")
    }
    if !name.hasSuffix(".yaml") {
      files.append((prefix + name, text))
    } else if let scenario = ScenarioName(name.dropLast(5)) {
      scenarios.append(Scenario(name: scenario, path: prefix + name, text: text))
    } else {
      report(1, "is not named like a scenario; small letters, digits and hyphens make a name")
    }
  }

  /// The first line that is no UTF-8.
  private static func lineOfFault(_ bytes: [UInt8]) -> Int {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
  }
}
