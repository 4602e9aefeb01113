public import Curriculum
public import Decision
public import Experiments
public import Notebook
public import Terminal
public import TextSafety

/// Something that happened.
public enum Event: Equatable, Sendable {
  case input(Input)
  case resized(Size)
  /// Time has passed.
  case tick
  case courseRead(Course)
  /// The catalogue and the prepared scenarios are there.
  case costDeskRead(CostDesk)
  /// How well the step model predicts measurements.
  case costScoresRead(CostScores)
  /// That could not be counted, and why.
  case costScoresFailed(SafeText)
  /// They could not be read, and why.
  case costDeskFailed(SafeText)
  /// The background found something about a scenario; it goes on with what is named, or is done.
  case costsCounted(id: Int, CostFindings, progress: SafeText?)
  /// What could be added to a scenario; nothing where the catalogue has nothing for it.
  case optionsSuggested(Scenario, [ScenarioOption])
  /// What an experiment told since the last time.
  case experimentObserved(id: Int, [Observation])
  case experimentEnded(id: Int, ExperimentEnding)
  /// The models' files that there are.
  case modelsFound([LiveModel])
  /// The notebook was read again; another program may have written to it.
  case contentsRead(NotebookContents)
  /// A write is on the disk.
  case saved(id: Int, NotebookContents)
  /// A draft is on the disk as a note.
  case noteAdded(id: Int, number: Int, NotebookContents)
  /// A result is on the disk, under a number.
  case pinned(id: Int, number: Int, NotebookContents)
  /// A write failed; its text is kept and tried again.
  case saveFailed(id: Int, SafeText)
  /// Something else that the notebook was asked for could not be done.
  case failed(SafeText)
  case found(query: String, [SearchHit])
  case versionsRead(EntryKey, [Version])
  case exported(folder: String, files: Int)
  /// The reader's editor gave a text back; nil when it could not be run.
  case edited(String?)
  /// Where the last run was left.
  case restored(Place)
}

/// Where a run was left.
public struct Place: Equatable, Sendable, Codable {
  public var pane: Int
  /// What was open in each pane, and its first row; empty texts for none.
  public var subjects: [String]
  public var tops: [Int]
  /// The theme that the reader chose by the key for it; nil when that was never pressed.
  public var theme: String?
  /// Scenarios that were changed and not saved, the one that was open last.
  public var drafts: [Draft]?
  /// The name of the scenario that was open, as an older version kept it.
  public var scenario: String?
  /// That scenario as YAML, where it was changed and not saved.
  public var draft: String?

  /// A scenario that was changed and not saved.
  public struct Draft: Equatable, Sendable, Codable {
    public var subject: String
    public var yaml: String
  }

  public init(
    pane: Int, subjects: [String], tops: [Int], theme: String? = nil, scenario: String? = nil, draft: String? = nil,
    drafts: [Draft]? = nil
  ) {
    self.pane = pane
    self.subjects = subjects
    self.tops = tops
    self.theme = theme
    self.scenario = scenario
    self.draft = draft
    self.drafts = drafts
  }
}
