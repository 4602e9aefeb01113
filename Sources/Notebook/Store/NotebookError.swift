/// Why the notebook could not do something.
///
/// Each case has a line that says what, where and what to do.
public enum NotebookError: Error, Equatable, Sendable {
  case folder(path: String, reason: String)
  case damaged(path: String, detail: String)
  case newerSchema(path: String)
  case readOnly(path: String)
  case full(path: String, detail: String)
  case busy(path: String)
  case notADatabase(path: String)
  case lockedPrediction(field: String)
  case noSuchNote(Int)
  case failed(path: String, detail: String)

  public var message: String {
    switch self {
    case .folder(let path, let reason):
      "the notebook's folder \(path) cannot be made: \(reason). Name another place with --notebook FILE"
    case .damaged(let path, let detail):
      "the notebook \(path) is damaged (\(detail)). Nothing was changed. Keep a copy of the file; "
        + "`sqlite3 FILE .recover` saves what can be read; go on with --notebook OTHER"
    case .newerSchema(let path):
      "the notebook \(path) was written by a newer Strata. Nothing was changed. Update Strata, or go on with "
        + "--notebook OTHER"
    case .readOnly(let path):
      "no permission to write the notebook \(path). Mend it, or name another with --notebook FILE"
    case .full(let path, let detail):
      "\(detail): the notebook \(path) cannot grow. What was saved is safe. Make room and try again"
    case .busy(let path):
      "another program held the notebook \(path) for more than five seconds. Try again"
    case .notADatabase(let path):
      "\(path) is not a notebook. Nothing was changed. Name another file with --notebook FILE"
    case .lockedPrediction(let field):
      "the prediction \(field) is locked since its evidence was opened; a note can still be kept beside it"
    case .noSuchNote(let number): "there is no note \(number); strata note list shows them"
    case .failed(let path, let detail): "the notebook \(path): \(detail)"
    }
  }
}
