import Curriculum
import Decision
import Experiments
import Notebook
import Terminal
import TextSafety

extension State {
  /// Rows of the sheet's window.
  var sheetHeight: Int { Layout(self).sheetText(self).height }

  /// Sets the open subject again for the present size and contents, keeping the place.
  mutating func rebuildSheet() {
    guard let course else { return }
    countFigures()
    let area = Layout(self).sheetText(self)
    let anchor = current.sheet.rows.indices.contains(current.top) ? current.sheet.rows[current.top].source : nil
    let offset = anchor.map { source in
      current.top - (current.sheet.rows.firstIndex { $0.source == source } ?? current.top)
    }
    let widthBefore = current.sheet.rows.isEmpty
    let old = current.stop.flatMap { current.sheet.stops.indices.contains($0) ? current.sheet.stops[$0].target : nil }
    var builder = SheetBuilder(
      width: area.width, accent: accent, editing: editing, keymap: keymap, hasColors: hasColors)
    fill(&builder, course)
    let countBefore = current.sheet.rows.count
    current.sheet = builder.sheet
    current.builtWidth = area.width
    if let old, let index = current.sheet.stops.firstIndex(where: { $0.target == old }) {
      current.stop = index
    } else if old != nil {
      current.stop = current.sheet.stops.isEmpty ? nil : min(current.stop ?? 0, current.sheet.stops.count - 1)
    }
    if let anchor, !widthBefore, countBefore != current.sheet.rows.count,
      let row = current.sheet.rows.firstIndex(where: { $0.source == anchor })
    {
      current.top = row + (offset ?? 0)
    }
    if let link = current.link, !current.sheet.links.indices.contains(link) { current.link = nil }
    clampTop()
  }

  mutating func clampTop() {
    current.top = Scroll.clamp(current.top, rows: current.sheet.rows.count, height: sheetHeight)
  }

  /// The colour of what is open.
  var accent: Role {
    guard let course else { return .heading }
    switch current.subject {
    case .page(let id): return State.role(course.page(id)?.layer ?? .all)
    case .lab(let id), .step(let id, _): return State.role(course.lab(id)?.layer ?? .all)
    case .experiment(let id): return live.desk.experiment(id).map { State.role($0.description.layer) } ?? .heading
    default: return .heading
    }
  }

  private func fill(_ builder: inout SheetBuilder, _ course: Course) {
    switch current.subject {
    case .page(let id):
      guard let page = course.page(id) else { return }
      if page.kind == .question {
        builder.question(page, course, contents, live: live.desk)
      } else {
        builder.page(page, course, contents, live: live.desk)
      }
    case .product(let id):
      guard let product = course.product(id) else { return }
      builder.product(product, course, isOpen: contents.isOpened(id, in: course), contents)
    case .lab(let id):
      guard let lab = course.lab(id) else { return }
      builder.lab(lab, course, contents, seconds: secondsSpent(on: id))
    case .step(let id, let index):
      guard let lab = course.lab(id), lab.steps.indices.contains(index) else { return }
      builder.step(lab, index, course, contents, figures: labFigures[id], live: live.desk)
    case .entry(let key):
      guard let entry = contents.entries[key] else { return }
      if case .measurement(let number) = key, let measurement = contents.measurements[number] {
        builder.measurement(measurement, entry)
      } else {
        builder.entry(entry, course)
      }
    case .scenario, .ownScenario, .experiment: return
    case nil:
      if pane == .notebook {
        let progress = Progress(course, contents)
        builder.emptyNotebook(
          progress,
          labs: course.labs.compactMap { lab in progress.labs[lab.id].map { (course.numberedTitle(of: lab), $0) } })
      }
    }
  }

  /// The title of what is open, and what is known of it.
  func sheetTitle(_ course: Course) -> (title: SafeText, note: SafeText) {
    switch current.subject {
    case .page(let id):
      guard let page = course.page(id) else { return (SafeText(id.rawValue), .empty) }
      let read = contents.isRead(id) ? " · ✓ read" : ""
      let layer = page.layer == .all ? "" : page.layer.rawValue + " · "
      let count = contents.notes(on: .page(id)).count
      let notes = count == 0 ? "" : count == 1 ? " · 1 note" : " · \(count) notes"
      return (SafeText(page.title), SafeText("\(layer)\(page.minutes) min\(notes)\(read)"))
    case .product(let id): return (SafeText(course.title(of: .product(id))), "product")
    case .lab(let id):
      let number = course.lab(id).map { "Lab \($0.order) · " } ?? ""
      return (SafeText(number + course.title(of: .lab(id))), clockNote(course, id))
    case .step(let id, let index):
      let title = course.lab(id).flatMap { $0.steps.indices.contains(index) ? $0.steps[index].title : nil }
      return (SafeText("\(index + 1)  \(title ?? "")" + subjectOfStop(course)), clockNote(course, id))
    case .entry(let key): return (title(of: key), .empty)
    case .scenario, .ownScenario: return (SafeText(costs.scenario.title), .empty)
    case .experiment: return (SafeText(openExperiment?.title ?? "Live"), .empty)
    case nil: return (pane == .notebook ? "Your notebook" : .empty, .empty)
    }
  }

  private func clockNote(_ course: Course, _ id: LabID) -> SafeText {
    let state = isClockPaused ? " · paused" : ""
    return SafeText("\(secondsSpent(on: id) / 60) of \(course.lab(id)?.minutes ?? 0) min\(state)")
  }

  /// Which product the selected field is about, for the title: its heading may have scrolled away.
  private func subjectOfStop(_ course: Course) -> String {
    guard case .field(.entry(.answer(let id, let name)))? = selectedStop?.target, let lab = course.lab(id),
      let subject = lab.entry(named: name)?.subject
    else { return "" }
    return " · " + contents.worksheet(lab).name(ofSubject: subject, in: course)
  }

  /// How a field of the open sheet is filled in.
  func fieldKind(_ target: FieldTarget, _ course: Course) -> FieldKind {
    guard case .entry(.answer(let lab, let name)) = target, let entry = course.lab(lab)?.entry(named: name) else {
      return .text
    }
    return FieldKind(entry.field, course)
  }

  /// What new notes hang on.
  var noteAnchor: Reference? {
    switch current.subject {
    case .page(let id): .page(id)
    case .product(let id): .product(id)
    case .lab(let id): .lab(id)
    case .step(let id, _):
      if case .field(.entry(.answer(let lab, let name)))? = selectedStop?.target { .field(lab, name) } else { .lab(id) }
    case .scenario(let id): course?.has(.scenario(id)) == true ? .scenario(id) : nil
    case .entry, .ownScenario, .experiment, nil: nil
    }
  }
}
