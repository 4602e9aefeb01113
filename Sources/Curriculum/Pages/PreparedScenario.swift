/// A scenario of the cost simulator that the course brings along, as pages and labs name it.
///
/// What is in the file is not the course's business: its id is the file's name, title and summary are read to be shown.
public struct PreparedScenario: Equatable, Sendable {
  public var id: ScenarioID
  public var title: String
  /// Empty where the file has none.
  public var summary: String
  /// Relative to the course's folder: `Content/scenarios/rag-support-desk.yaml`.
  public var file: String
}
