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
  case noSuchScenario(ScenarioName)
  case noSuchMeasurement(Int)
  /// The name is another scenario's.
  case scenarioExists(ScenarioName)
  /// The SVG of a result holds more than a drawing.
  case unfitChart(reason: String)
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
    case .noSuchScenario(let name): "there is no scenario \(name); strata note list shows them"
    case .noSuchMeasurement(let number): "there is no pinned result \(number); strata note list shows them"
    case .scenarioExists(let name):
      "there is a scenario \(name) already (one that was removed keeps its name). Take another name"
    case .unfitChart(let reason): "the chart is no plain SVG drawing: \(reason). Nothing was pinned"
    case .failed(let path, let detail): "the notebook \(path): \(detail)"
    }
  }

  /// What tells that an entry was never made.
  public static func missing(_ key: EntryKey) -> NotebookError {
    switch key {
    case .note(let number): .noSuchNote(number)
    case .scenario(let name): .noSuchScenario(name)
    case .measurement(let number): .noSuchMeasurement(number)
    case .answer, .question: .failed(path: key.description, detail: "nothing was written there yet")
    }
  }
}
