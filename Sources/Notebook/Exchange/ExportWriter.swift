import Curriculum
import Foundation

/// Writes exports, and never over anything that is not one.
///
/// Each file is whole at every moment: written beside its place, brought to the disk, then renamed.
public enum ExportWriter {
  /// Writes an export into a folder, which is made when it is not there.
  ///
  /// Files of an older export that are no longer made are removed, unless they were edited. All is looked at before
  /// anything is written.
  /// - Parameter force: write into a folder that holds other files, over files that are no export or were edited.
  /// - Throws: ``ExchangeError``; a full disk can leave some files new and the others old.
  public static func write(
    _ files: [ExportedFile], toFolder path: String, force: Bool
  ) throws(ExchangeError) {
    for file in files where FolderWriter.parts(ofPath: file.path) == nil { throw .unsafePath(file.path) }
    try FolderWriter(path: path, files: files).write(force: force)
  }

  /// Writes an export into a file.
  ///
  /// Its folder must be there.
  ///
  /// - Parameter force: replace a file that is no export or was edited.
  public static func write(_ text: String, toFile path: String, force: Bool) throws(ExchangeError) {
    // A link is the user's own: what it leads to is written, and the link stays.
    let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let name = place.lastPathComponent
    let folder = try ExchangeError.writing { () throws(FileFailure) in
      try OpenFolder(at: place.deletingLastPathComponent().path)
    }
    let check = ReplacementCheck(texts: [text], force: force)
    guard try check.mustWrite(text, to: name, in: folder, names: []) else { return }
    try ExchangeError.writing { () throws(FileFailure) in try folder.replace(name, with: Array(text.utf8)) }
  }
}

/// Decides whether a file that is there may be replaced.
struct ReplacementCheck {
  /// The texts of the entries that the new export holds.
  private var known: [ExchangeBlock.Subject: String] = [:]
  let force: Bool

  init(texts: [String], force: Bool) {
    self.force = force
    for text in texts {
      for block in ExchangeReader.read(text, file: "").blocks { known[block.subject] = block.text }
    }
  }

  /// False when the file holds the text already.
  ///
  /// - Parameter names: revisions of the bytes that an earlier export is known to have put there.
  /// - Throws: when it may not be replaced.
  func mustWrite(
    _ text: String, to name: String, in folder: OpenFolder, names: Set<String>
  ) throws(ExchangeError) -> Bool {
    let kind = try ExchangeError.writing { () throws(FileFailure) in try folder.kind(of: name) }
    switch kind {
    case nil: return true
    case .link where force: return true
    case .link, .folder, .other: throw .notAFile(path: folder.path(of: name))
    case .file: break
    }
    let old = try? folder.read(name, limit: ExchangeReader.sizeLimit)
    if let old, old.elementsEqual(text.utf8) { return false }
    if force { return true }
    guard let old else { throw .foreignFile(path: folder.path(of: name)) }
    if names.contains(Revision.of(old)) { return true }
    // Files beside the pages say nothing of their origin; the record does.
    if !names.isEmpty, name.hasSuffix(".yaml") { throw .unimported(path: folder.path(of: name), line: 1) }
    if !names.isEmpty, name.hasSuffix(".svg") { throw .editedOutside(path: folder.path(of: name), line: nil) }
    guard let oldText = String(validating: old, as: UTF8.self), ReplacementCheck.isExport(oldText) else {
      throw .foreignFile(path: folder.path(of: name))
    }
    let page = ExchangeReader.read(oldText, file: "")
    if let line = page.problems.first?.line ?? firstUnknownLine(page.blocks) {
      throw .unimported(path: folder.path(of: name), line: line)
    }
    if page.outside.isEdited {
      let line = page.outside.firstLine(notIn: [ExchangeReader.read(text, file: "").outside])
      throw .editedOutside(path: folder.path(of: name), line: line)
    }
    return true
  }

  /// Where a text was edited after its export and is not in the new one.
  private func firstUnknownLine(_ blocks: [ExchangeBlock]) -> Int? {
    blocks.first { block in
      let isEdited = Revision.of(block.text) != block.base
      return isEdited && known[block.subject].map { $0.utf8.elementsEqual(block.text.utf8) } != true
    }?.line
  }

  /// True for Markdown with our line in its front matter, and for our JSON.
  static func isExport(_ text: String) -> Bool {
    let lines = ExchangeReader.lines(of: text)
    if lines.first == "---" {
      return lines.dropFirst().prefix { $0 != "---" }.contains(Substring(ExportPage.signature))
    }
    struct Head: Decodable { var format: String }
    let head = try? JSONDecoder().decode(Head.self, from: Data(text.utf8))
    return head?.format == JSONExport.format
  }
}
