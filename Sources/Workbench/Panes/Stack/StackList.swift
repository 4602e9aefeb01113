import Curriculum
import Notebook
import Terminal
import TextSafety

extension State {
  /// The layers from the top down, with what belongs to none of them around.
  ///
  /// Every frame asks for them: pages are gone through by number, for a copy of a page costs more than its row.
  func stackRows(_ course: Course) -> [ListRow] {
    let pages = course.pages
    var rows: [ListRow] = []
    func group(_ title: SafeText, _ role: Role, _ numbers: [Int]) {
      guard !numbers.isEmpty else { return }
      let read = numbers.count { contents.isRead(pages[$0].id) }
      rows.append(
        ListRow(
          text: title, role: role, isHeading: true, mark: SafeText("\(read)/\(numbers.count)"),
          markRole: read == numbers.count ? .good : .muted))
      rows += numbers.map { pageRow(pages[$0].id, title: pages[$0].title) }
    }
    func numbers(_ kind: Page.Kind) -> [Int] { pages.indices.filter { pages[$0].kind == kind } }
    group("THE WHOLE STACK", .heading, numbers(.map))
    let lessons = numbers(.lesson)
    for layer in [Layer.application, .model, .infrastructure, .agents] {
      let title = SafeText(layer.title.uppercased())
      group(title, State.role(layer), lessons.filter { pages[$0].layer == layer })
    }
    group("PITFALLS", .heading, numbers(.pitfall))
    group("ARCHETYPES", .heading, numbers(.archetype))
    rows.append(ListRow(text: "REFERENCE", role: .heading, isHeading: true))
    rows += (numbers(.card) + numbers(.reading)).map { pageRow(pages[$0].id, title: pages[$0].title) }
    rows.append(ListRow(text: "Glossary", indent: 1, mark: SafeText("\(course.terms.count)"), target: .glossary))
    return rows
  }

  private func pageRow(_ id: PageID, title: String) -> ListRow {
    ListRow(
      text: SafeText(title), indent: 1, mark: contents.isRead(id) ? "✓" : .empty, markRole: .good,
      target: .subject(.page(id)))
  }
}
