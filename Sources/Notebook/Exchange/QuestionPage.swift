import Curriculum
import TextSafety

extension ExportBuilder {
  /// A question with the reader's answer and gradings.
  func questionPage(_ id: PageID, _ path: String) -> ExportPage {
    let question = course.page(id)
    let text = contents.text(.question(id))
    var body: [String] = []
    if let summary = question?.summary { body += ["> " + SafeText(summary).string, ""] }
    body += EntryMark.block(EntryMark.question(id, text), text, "<!-- /answer -->")
    body += grades(of: id, question?.rubric ?? [])
    var page = ExportPage(
      path: path, title: question?.title ?? id.rawValue, kind: .question, id: id.rawValue, body: body)
    if let entry = contents.entries[.question(id)], !entry.isRemoved { page.describe([entry]) }
    return page
  }

  /// The last grading, line by line, and the totals of all.
  ///
  /// A rubric is not shown before it was used.
  private func grades(of id: PageID, _ rubric: [Page.RubricLine]) -> [String] {
    let gradings = contents.grades[id] ?? []
    guard let last = gradings.last else { return [] }
    let lines = Dictionary(rubric.map { ($0.id, $0.line) }, uniquingKeysWith: { first, _ in first })
    let ids = rubric.map(\.id) + last.points.keys.filter { lines[$0] == nil }.sorted()
    let rows = ids.map { line in
      let points = last.points[line].map(String.init) ?? ""
      return TableCell.row([SafeText(line).string, SafeText(lines[line] ?? "").string, points])
    }
    let best = 2 * ids.count
    return ["", heading(1, "Grades"), ""] + TableCell.header(["Line", "Asks", "Points"]) + rows
      + [TableCell.row(["", "Total", "\(last.total) of \(best)"]), ""]
      + gradings.map { "- \(ISOTime.text($0.gradedAt)): \($0.total) of \(best)" }
  }
}
