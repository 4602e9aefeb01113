import Foundation

/// Why an export could not be written or an import not be read.
///
/// Nothing was changed unless the case says so.
public enum ExchangeError: Error, Equatable, Sendable {
  /// The folder has files and no mark of an export.
  case foreignFolder(path: String)
  /// The file is there and is no export.
  case foreignFile(path: String)
  /// The export holds, at a line, a text that the notebook does not.
  case unimported(path: String, line: Int)
  /// The export holds text outside of its marks that it was not made with; where, if that can be told.
  case editedOutside(path: String, line: Int?)
  /// A link, a folder or a device stands where a file is needed.
  case notAFile(path: String)
  /// A link or a file stands where a folder is needed.
  case notAFolder(path: String)
  /// A path of an exported file would leave its folder.
  case unsafePath(String)
  /// The disk is full. Files written before this one are whole; this one is as it was.
  case full(path: String, reason: String)
  /// The system does not allow it, or the folder is not there.
  case notWritable(path: String, reason: String)
  /// Something else went wrong with the file; it is as it was.
  case failed(path: String, reason: String)
  /// The file or folder to import from cannot be read.
  case unreadable(path: String, reason: String)
  /// Nothing in it comes from an export.
  case notAnExport(path: String)
  /// The notebook refused; entries read before are in it.
  case notebook(NotebookError)

  /// A line that says what, where and what to do.
  public var message: String {
    switch self {
    case .foreignFolder(let path):
      "the folder \(path) holds files that are no export. Nothing was written. Name a new or empty folder, or use "
        + "--force to write among them"
    case .foreignFile(let path):
      "\(path) is there already and is no export. Nothing was written. Name another file, or use --force to replace it"
    case .unimported(let path, let line):
      "\(path):\(line): this was edited after the export and is not in the notebook. Nothing was written. Import it "
        + "first, or use --force to replace it"
    case .editedOutside(let path, let line):
      "\(path)\(line.map { ":\($0)" } ?? ""): text outside the marks was edited after the export and is not read "
        + "back. Nothing was written. Move it into a note, or use --force to replace it"
    case .notAFile(let path):
      "\(path) is a link or no regular file. Nothing was written. Move it away, or name another place"
    case .notAFolder(let path):
      "\(path) is a link or no folder. Nothing was written. Move it away, or name another place"
    case .unsafePath(let path): "the path \(path) would leave the export's folder"
    case .full(let path, let reason): "\(path) could not be written (\(reason)). Make room and export again"
    case .notWritable(let path, let reason):
      "\(path) cannot be written (\(reason)). Check its permissions, or name another place"
    case .failed(let path, let reason): "\(path): \(reason)"
    case .unreadable(let path, let reason): "\(path) cannot be read (\(reason)). Check the name and its permissions"
    case .notAnExport(let path):
      "\(path) holds no answer or note of an export. Nothing was changed. Name a folder or file that strata export made"
    case .notebook(let error): error.message
    }
  }

  /// What the system says while something is written.
  static func writing(_ failure: FileFailure) -> ExchangeError {
    switch failure.code {
    case ENOSPC, EDQUOT, EFBIG: .full(path: failure.path, reason: failure.reason)
    case EACCES, EPERM, EROFS, ENOENT: .notWritable(path: failure.path, reason: failure.reason)
    case ELOOP, EISDIR: .notAFile(path: failure.path)
    case ENOTDIR: .notAFolder(path: failure.path)
    default: .failed(path: failure.path, reason: failure.reason)
    }
  }

  static func writing<Value>(_ body: () throws(FileFailure) -> Value) throws(ExchangeError) -> Value {
    do { return try body() } catch { throw .writing(error) }
  }
}
