import Curriculum
import Notebook
import Terminal
import TextSafety

/// A row of a pane's list.
struct ListRow: Equatable {
  var text: SafeText
  var role: Role = .text
  var isHeading = false
  var indent = 0
  /// On the right: a mark or a count.
  var mark: SafeText = .empty
  var markRole: Role = .muted
  /// What it opens; nil for rows that only divide.
  var target: Target?

  enum Target: Equatable {
    case subject(Subject)
    case glossary
    /// How far the reader has come, in the notebook.
    case overview
  }
}

extension State {
  /// The rows of a pane's list.
  func rows(of pane: Pane) -> [ListRow] {
    guard let course else { return [] }
    switch pane {
    case .stack: return stackRows(course)
    case .costs: return []
    case .labs: return labRows(course)
    case .questions: return questionRows(course)
    case .live: return liveRows
    case .notebook: return notebookRows(course)
    }
  }
}

/// Rows kept between moves, so that a held key does not make them again and again.
struct MovedRows: Equatable {
  var pane: Pane?
  var revision = -1
  /// The lab whose steps are among them.
  var lab: LabID?
  var rows: [ListRow] = []
}

extension State {
  /// The rows of the pane's list, made anew only when something has changed.
  mutating func rowsForMoving() -> [ListRow] {
    if !areMovedRowsOfNow { movedRows = MovedRows(pane: pane, revision: revision, lab: openLab, rows: rows(of: pane)) }
    return movedRows.rows
  }

  /// What the selected row of the pane's list opens.
  var selectedTarget: ListRow.Target? {
    let rows = areMovedRowsOfNow ? movedRows.rows : rows(of: pane)
    return rows.indices.contains(current.list.selected) ? rows[current.list.selected].target : nil
  }

  /// What rows open is as it was when they were kept; their marks need not be.
  private var areMovedRowsOfNow: Bool {
    movedRows.pane == pane && movedRows.revision == revision && movedRows.lab == openLab
  }
}

extension PaneState {
  /// True for the row that opens what is open.
  func shows(_ row: ListRow) -> Bool {
    switch row.target {
    case .subject(let subject): subject == self.subject
    case .overview: subject == nil
    case .glossary, nil: false
    }
  }

  /// Moves the selection to the row that opens what is open.
  mutating func selectOpened(in rows: [ListRow]) {
    if let index = rows.firstIndex(where: shows) { list.selected = index }
  }
}
