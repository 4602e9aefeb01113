import TextSafety

/// What `.strata-export` in an export's folder says: which files the last export wrote, and their bytes' names.
struct ExportRecord {
  static let name = ".strata-export"
  private static let title = "strata-export 1"

  /// Names of the bytes that a path may hold if nobody edited it.
  ///
  /// More than one while an export is under way.
  var files: [String: Set<String>] = [:]

  init(_ files: [ExportedFile]) {
    for file in files { self.files[file.path] = [Revision.of(file.text)] }
  }

  /// Reads the file; nil when it is none of ours.
  init?(_ bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard lines.first == Substring(ExportRecord.title) else { return nil }
    for line in lines.dropFirst() {
      guard let space = line.firstIndex(of: " ") else { continue }
      files[String(line[line.index(after: space)...]), default: []].insert(String(line[..<space]))
    }
  }

  mutating func merge(_ other: ExportRecord) {
    files.merge(other.files) { $0.union($1) }
  }

  var bytes: [UInt8] {
    let lines = files.sorted { $0.key < $1.key }.flatMap { path, names in names.sorted().map { $0 + " " + path } }
    return Array(([ExportRecord.title] + lines).joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
  }
}
