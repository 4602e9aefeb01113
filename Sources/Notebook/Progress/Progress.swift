public import Curriculum

/// How far a reader has come, counted from the course and the notebook.
public struct Progress: Equatable, Sendable {
  /// A part and a whole.
  public struct Share: Equatable, Sendable {
    public var done: Int
    public var total: Int
  }

  /// Pages that count, those that are no question.
  public var pages: Share
  /// The same by layer.
  public var layers: [Layer: Share]
  /// Required fields of each lab.
  public var labs: [LabID: Share]
  /// Questions with a note, and questions graded.
  public var noted: Share
  public var graded: Share
  /// Free notes.
  public var notes: Int
  /// Seconds in use on pages and labs.
  public var seconds: Int

  /// Counts.
  public init(_ course: Course, _ contents: NotebookContents) {
    let readable = course.pages.filter { $0.kind != .question }
    func share(_ pages: [Page]) -> Share { Share(done: pages.count { contents.isRead($0.id) }, total: pages.count) }
    pages = share(readable)
    layers = Dictionary(grouping: readable.filter { $0.kind == .lesson }, by: \.layer).mapValues(share)
    labs = [:]
    for lab in course.labs {
      let (filled, total) = contents.worksheet(lab).progress
      labs[lab.id] = Share(done: filled, total: total)
    }
    let questions = course.questions
    noted = Share(
      done: questions.count { !contents.text(.question($0.id)).allSatisfy(\.isWhitespace) }, total: questions.count)
    let isGraded = { (page: Page) in contents.grades[page.id]?.contains { $0.points.count == page.rubric.count } }
    graded = Share(done: questions.count { isGraded($0) ?? false }, total: questions.count)
    notes = contents.notes.count
    seconds =
      contents.readings.values.reduce(0) { $0 + $1.seconds } + contents.clocks.values.reduce(0, +)
  }
}
