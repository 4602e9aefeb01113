public import Curriculum
public import Decision
public import Experiments
public import Notebook

/// Something to be done outside the state.
public enum Effect: Equatable, Sendable {
  case save(PendingWrite)
  /// Takes a note, a scenario or a pinned result away, or brings it back.
  case setRemoved(EntryKey, Bool)
  case renameScenario(ScenarioName, to: ScenarioName)
  case setRead(PageID, Bool)
  case addReading(PageID, seconds: Int, place: Int)
  case addClock(LabID, seconds: Int)
  case grade(PageID, points: [String: Int], session: String)
  case openEvidence(LabID, subject: String, fields: [String])
  case resetLab(LabID)
  case keepPlace(Place)
  /// Looks whether another program wrote to the notebook.
  case checkNotebook
  case search(String)
  /// Reads the catalogue and the prepared scenarios.
  case readCosts
  /// Predicts the published measurements.
  case readCostScores
  /// Counts in the background what a scenario's frame does not wait for, unless all of that is known already, and then
  /// the same of one that is set beside.
  case countCosts(Int, Scenario, known: CostFindings?, beside: Scenario?)
  case stopCounting
  /// Looks for options that could be added to a scenario, one of each kind.
  case suggestOptions(Scenario)
  /// Runs an experiment in the background; what it tells has the number.
  ///
  /// `model` is the path of the model's file; nil for the one that came along.
  case runExperiment(Int, ExperimentID, ExperimentSettings, model: String?)
  /// Looks for models' files.
  case findModels
  /// Lets the experiment that runs wait at its next observation, or go on.
  case pauseExperiment(Bool)
  case stopExperiment
  case readVersions(EntryKey)
  case export(folder: String)
  /// Harmless text for the clipboard.
  case copy(String)
  /// Hands a text to the reader's editor.
  case edit(String)
  case useMouse(Bool)
  case redraw
  case suspend
  case quit
}
