import Curriculum
import Notebook
import Terminal
import TextSafety

extension State {
  /// Each lab, and the steps of the one that is open: all labs are in sight, and each is a few keys away.
  func labRows(_ course: Course) -> [ListRow] {
    var rows: [ListRow] = []
    for lab in course.labs {
      let sheet = contents.worksheet(lab)
      let (filled, total) = sheet.progress
      rows.append(
        ListRow(
          text: SafeText(lab.title), role: State.role(lab.layer), isHeading: true,
          mark: SafeText("\(filled)/\(total)"), markRole: filled == total ? .good : .muted,
          target: .subject(.lab(lab.id))))
      guard lab.id == openLab else { continue }
      for (index, step) in lab.steps.enumerated() {
        var (done, count) = sheet.progress(ofStep: index)
        if count == 0 && step.opens != nil { (done, count) = evidence(sheet, course) }
        let isDone = count > 0 && done == count
        rows.append(
          ListRow(
            text: SafeText("\(index + 1)  \(step.title)"), indent: 1,
            mark: count == 0 ? .empty : isDone ? "✓" : SafeText("\(done)/\(count)"),
            markRole: isDone ? .good : .muted, target: .subject(.step(lab.id, index))))
      }
    }
    return rows
  }

  /// Subjects whose evidence is open, of those that have some: a product of the reader's own has none.
  private func evidence(_ sheet: Worksheet, _ course: Course) -> (done: Int, total: Int) {
    let subjects = sheet.lab.subjects.filter { subject in
      sheet.choice(ofSubject: subject).map { course.product(ProductID($0)) != nil } ?? true
    }
    return (subjects.count { sheet.opened.contains($0.id) }, subjects.count)
  }

  /// Seconds spent on a lab, with those not yet in the notebook.
  func secondsSpent(on lab: LabID) -> Int {
    (contents.clocks[lab] ?? 0) + Int(unsavedSeconds[.lab(lab)] ?? 0)
  }

  /// The lab whose sheet is open in the labs pane.
  var openLab: LabID? {
    switch panes[Pane.labs.rawValue].subject {
    case .lab(let id), .step(let id, _): id
    default: nil
    }
  }
}
