import Foundation

/// One run of an export into a folder.
struct FolderWriter {
  let path: String
  let files: [ExportedFile]

  func write(force: Bool) throws(ExchangeError) {
    try makeFolder()
    let root = try ExchangeError.writing { () throws(FileFailure) in try OpenFolder(at: path) }
    let old = try ExchangeError.writing { () throws(FileFailure) in try record(in: root) }
    if old == nil && !force {
      let names = try ExchangeError.writing { () throws(FileFailure) in try root.names() }
      if !names.isEmpty { throw .foreignFolder(path: path) }
    }
    let check = ReplacementCheck(texts: files.map(\.text), force: force)
    var pending: [ExportedFile] = []
    for file in files where try mustWrite(file, check, old, root) { pending.append(file) }
    let new = ExportRecord(files)
    // Should the run end half way, the next one must still know both what was and what was to come.
    var both = new
    if let old { both.merge(old) }
    try put(both, in: root)
    for file in pending { try put(file, in: root) }
    if let old { try remove(old, butNot: new, in: root) }
    try put(new, in: root)
  }

  /// The names of a relative path; nil when it would lead out of the folder or hide the record.
  static func parts(ofPath path: String) -> [String]? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let isSafe = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && !$0.utf8.contains(0) }
    return isSafe && parts.first != ExportRecord.name ? parts : nil
  }

  private func makeFolder() throws(ExchangeError) {
    var made = ""
    for part in URL(fileURLWithPath: path).standardizedFileURL.pathComponents where part != "/" {
      made += "/" + part
      if mkdir(made, 0o777) == 0 || errno == EEXIST { continue }
      let failure = FileFailure(path: made, code: errno)
      // Some systems refuse before they see that it is there.
      if access(made, F_OK) != 0 { throw .writing(failure) }
    }
  }

  private func record(in root: OpenFolder) throws(FileFailure) -> ExportRecord? {
    guard try root.kind(of: ExportRecord.name) == .file else { return nil }
    return ExportRecord(try root.read(ExportRecord.name, limit: ExchangeReader.sizeLimit))
  }

  private func mustWrite(
    _ file: ExportedFile, _ check: ReplacementCheck, _ old: ExportRecord?, _ root: OpenFolder
  ) throws(ExchangeError) -> Bool {
    guard let (folder, name) = try place(of: file.path, in: root, making: false) else { return true }
    return try check.mustWrite(file.text, to: name, in: folder, names: old?.files[file.path] ?? [])
  }

  private func put(_ file: ExportedFile, in root: OpenFolder) throws(ExchangeError) {
    guard let (folder, name) = try place(of: file.path, in: root, making: true) else { return }
    try ExchangeError.writing { () throws(FileFailure) in try folder.replace(name, with: Array(file.text.utf8)) }
  }

  private func put(_ record: ExportRecord, in root: OpenFolder) throws(ExchangeError) {
    let bytes = record.bytes
    try ExchangeError.writing { () throws(FileFailure) in
      if try root.kind(of: ExportRecord.name) == .file {
        if try root.read(ExportRecord.name, limit: ExchangeReader.sizeLimit) == bytes { return }
      }
      try root.replace(ExportRecord.name, with: bytes)
    }
  }

  /// Removes what an older export wrote and this one does not, where nobody has edited it.
  private func remove(
    _ old: ExportRecord, butNot new: ExportRecord, in root: OpenFolder
  ) throws(ExchangeError) {
    for (path, names) in old.files.sorted(by: { $0.key < $1.key }) where new.files[path] == nil {
      // The record may have been edited too: it is no licence to reach outside.
      guard let place = try? place(of: path, in: root, making: false) else { continue }
      try ExchangeError.writing { () throws(FileFailure) in
        guard try place.folder.kind(of: place.name) == .file,
          let bytes = try? place.folder.read(place.name, limit: ExchangeReader.sizeLimit),
          names.contains(Revision.of(bytes))
        else { return }
        try place.folder.remove(place.name)
      }
    }
  }

  /// The folder of a file, opened step by step; nil when it is not there and not to be made.
  private func place(
    of path: String, in root: OpenFolder, making: Bool
  ) throws(ExchangeError) -> (folder: OpenFolder, name: String)? {
    guard let parts = FolderWriter.parts(ofPath: path), let name = parts.last else { throw .unsafePath(path) }
    var folder = root
    for part in parts.dropLast() {
      let kind = try ExchangeError.writing { () throws(FileFailure) in try folder.kind(of: part) }
      switch kind {
      case nil where !making: return nil
      case .folder, nil:
        folder = try ExchangeError.writing { () throws(FileFailure) in try folder.folder(part, making: kind == nil) }
      case .file, .link, .other: throw .notAFolder(path: folder.path(of: part))
      }
    }
    return (folder, name)
  }
}
