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
          text: SafeText(course.numberedTitle(of: lab)), role: State.role(lab.layer), isHeading: true,
          mark: SafeText("\(filled)/\(total)"), markRole: filled == total ? .good : .muted,
          target: .subject(.lab(lab.id))))
      guard lab.id == openLab else { continue }
      for (index, step) in lab.steps.enumerated() {
        let mark = mark(sheet, index, course)
        rows.append(
          ListRow(
            text: SafeText("\(index + 1)  \(step.title)"), indent: 1, mark: mark,
            markRole: mark == "✓" ? .good : .muted,
            target: .subject(.step(lab.id, index))))
      }
    }
    return rows
  }

  /// How far a step has come: a count of the fields that the lab's own count is made of, and words for all else.
  private func mark(_ sheet: Worksheet, _ index: Int, _ course: Course) -> SafeText {
    let step = sheet.lab.steps[index]
    let (filled, total) = sheet.progress(ofStep: index)
    if total > 0 { return filled == total ? "✓" : SafeText("\(filled)/\(total)") }
    if step.isOptional {
      return sheet.lab.entries(ofStep: index).allSatisfy { sheet.answer($0.name) != nil } ? "✓" : "optional"
    }
    guard step.opens != nil else { return .empty }
    // A product of the reader's own has no evidence.
    let subjects = sheet.lab.subjects.filter { subject in
      sheet.choice(ofSubject: subject).map { course.product(ProductID($0)) != nil } ?? true
    }
    let open = subjects.count { sheet.opened.contains($0.id) }
    return open == 0 ? .empty : open == subjects.count ? "✓" : SafeText("\(open) open")
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

extension Course {
  /// A lab's number and title, set for a list of all labs.
  func numberedTitle(of lab: Lab) -> String {
    let widest = labs.map { String($0.order).count }.max() ?? 1
    let number = String(lab.order)
    return String(repeating: " ", count: max(0, widest - number.count)) + number + "  " + lab.title
  }
}
