import Curriculum
import Notebook
import Terminal
import TextSafety

extension State {
  /// Everything that the reader wrote, by kind.
  func notebookRows(_ course: Course) -> [ListRow] {
    var rows: [ListRow] = []
    func group(_ title: SafeText, _ items: [(key: EntryKey, title: SafeText)]) {
      guard !items.isEmpty else { return }
      rows.append(ListRow(text: title, role: .heading, isHeading: true, mark: SafeText("\(items.count)")))
      for item in items {
        rows.append(
          ListRow(
            text: item.title, indent: 1,
            mark: contents.entries[item.key].map { SafeText(DateText.short($0.updatedAt, now)) } ?? .empty,
            target: .subject(.entry(item.key))))
      }
    }
    group("NOTES", contents.notes.map { (.note($0.number), State.firstLine($0.entry.text)) })
    group("SCENARIOS", contents.scenarios.map { (.scenario($0.name), SafeText("\($0.name)")) })
    group("PINNED RESULTS", contents.pins.map { (.measurement($0.number), SafeText($0.measurement.title)) })
    group(
      "ANSWERS TO QUESTIONS",
      course.questions.filter { !contents.text(.question($0.id)).isEmpty }
        .map { (.question($0.id), SafeText($0.title)) })
    for lab in course.labs {
      let items = lab.entries.compactMap { entry -> (key: EntryKey, title: SafeText)? in
        // A score is no text; the worksheet shows it.
        if case .score = entry.field.kind { return nil }
        let key = EntryKey.answer(lab.id, field: entry.name)
        return contents.text(key).isEmpty ? nil : (key, SafeText(name(entry, lab, course)))
      }
      group(SafeText(lab.title.uppercased()), items)
    }
    group("OF ANOTHER COURSE", elsewhere(course).map { ($0, SafeText($0.description)) })
    let removed = contents.entries.values.filter(\.isRemoved).sorted { $0.createdAt < $1.createdAt }
    group("REMOVED", removed.map { ($0.key, removedTitle($0)) })
    if !rows.isEmpty { rows.insert(ListRow(text: "Overview", isHeading: true, target: .overview), at: 0) }
    return rows
  }

  /// In the notebook what is selected is open: texts are short, and gone through one after the other.
  mutating func showSelected() {
    moving = nil
    guard pane == .notebook, editing == nil else { return }
    let rows = rowsForMoving()
    let places = rows.indices.filter { rows[$0].target != nil }
    guard let index = places.first(where: { $0 >= current.list.selected }) ?? places.last else { return }
    current.list.selected = index
    guard !current.shows(rows[index]) else { return }
    if case .subject(let subject)? = rows[index].target { current.subject = subject } else { current.subject = nil }
    (current.top, current.stop, current.link) = (0, nil, nil)
    current.sheet = Sheet()
    rebuildSheet()
  }

  private func removedTitle(_ entry: Entry) -> SafeText {
    switch entry.key {
    case .scenario, .measurement: title(of: entry.key)
    case .note, .answer, .question: State.firstLine(entry.text)
    }
  }

  /// Texts that belong to questions, labs or fields which the course does not have.
  private func elsewhere(_ course: Course) -> [EntryKey] {
    contents.entries.values.filter { entry in
      switch entry.key {
      case .answer(let lab, let field): course.lab(lab)?.entry(named: field) == nil && !entry.text.isEmpty
      case .question(let page): course.page(page)?.kind != .question && !entry.text.isEmpty
      case .note, .scenario, .measurement: false
      }
    }.map(\.key).sorted { $0.description < $1.description }
  }

  private func name(_ entry: Lab.Entry, _ lab: Lab, _ course: Course) -> String {
    let subject = entry.subject.map { contents.worksheet(lab).name(ofSubject: $0, in: course) }
    let layer = entry.layer.map { Layer(rawValue: $0.id)?.shortName ?? $0.id }
    return [subject, layer, entry.field.prompt].compactMap { $0 }.joined(separator: " · ")
  }

  static func firstLine(_ text: String) -> SafeText {
    let line = text.split(separator: "\n").first { !$0.allSatisfy(\.isWhitespace) } ?? "empty"
    return SafeText(line.drop { $0 == "#" || $0 == " " })
  }
}
