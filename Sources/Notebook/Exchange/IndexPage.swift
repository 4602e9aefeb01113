import Curriculum
import TextSafety

extension ExportBuilder {
  /// What the export holds and how far the reader is; links where the other pages are files.
  func indexPage(_ pages: [ExportPage]) -> ExportPage {
    let progress = Progress(course, contents)
    var body = [
      "What stands between the marks of an answer or a note can be edited here and is read back by `strata import`.",
      "All else is written anew by the next export.",
      "",
    ]
    body += progressTable(progress)
    func section(_ title: String, _ kinds: ExportPage.Kind..., state: (ExportPage) -> String) -> [String] {
      let listed = pages.filter { kinds.contains($0.kind) }
      if listed.isEmpty { return [] }
      return ["", heading(isFolder ? 1 : 0, title), ""]
        + listed.map { page in
          let name = isFolder ? "[\(ExportBuilder.linkText(page.title))](\(page.path))" : page.title
          return "- \(name): \(state(page))"
        }
    }
    body += section("Labs", .lab) { page in
      progress.labs[LabID(page.id)].map { "\($0.done) of \($0.total) fields" } ?? "not in the course"
    }
    body += section("Questions", .question) { page in questionState(PageID(page.id)) }
    body += section("Notes", .notes) { page in page.texts.count == 1 ? "1 note" : "\(page.texts.count) notes" }
    body += section("Decisions and measurements", .scenarios, .measurements) { page in
      "\(page.kind == .scenarios ? contents.scenarios.count : contents.pins.count) kept"
    }
    var index = ExportPage(path: "README.md", title: "Notebook", kind: .notebook, id: "notebook", body: body)
    index.created = pages.compactMap(\.created).min()
    index.updated = pages.compactMap(\.updated).max()
    return index
  }

  private func progressTable(_ progress: Progress) -> [String] {
    var rows: [[String]] = []
    func add(_ name: String, _ share: Progress.Share?) {
      if let share, share.total > 0 { rows.append([name, "\(share.done) of \(share.total)"]) }
    }
    add("Pages read", progress.pages)
    for layer in Layer.allCases { add(layer.title + ", lessons read", progress.layers[layer]) }
    add("Questions answered", progress.noted)
    add("Questions graded", progress.graded)
    rows.append(["Notes", "\(progress.notes)"])
    if let time = ExportBuilder.duration(progress.seconds) { rows.append(["Time", time]) }
    return TableCell.header(["Progress", ""]) + rows.map(TableCell.row)
  }

  private func questionState(_ id: PageID) -> String {
    let isAnswered = contents.text(.question(id)).contains { !$0.isWhitespace }
    let answered = isAnswered ? "answered" : "open"
    guard let last = contents.grades[id]?.last else { return answered }
    return answered + ", \(last.total) of \(2 * max(last.points.count, course.page(id)?.rubric.count ?? 0)) points"
  }

  private static func linkText(_ title: String) -> String {
    title.replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing("]", with: "\\]")
  }
}
