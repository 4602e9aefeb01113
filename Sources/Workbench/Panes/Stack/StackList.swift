import Curriculum
import Notebook
import Terminal
import TextSafety

extension State {
  /// The layers from the top down, with what belongs to none of them around.
  func stackRows(_ course: Course) -> [ListRow] {
    var rows: [ListRow] = []
    func add(_ pages: [Page], indent: Int) {
      for page in pages { rows.append(pageRow(page, indent: indent)) }
    }
    func group(_ title: SafeText, _ role: Role, _ pages: [Page]) {
      guard !pages.isEmpty else { return }
      let read = pages.count { contents.isRead($0.id) }
      rows.append(
        ListRow(
          text: title, role: role, isHeading: true, mark: SafeText("\(read)/\(pages.count)"),
          markRole: read == pages.count ? .good : .muted))
      add(pages, indent: 1)
    }
    func pages(_ kind: Page.Kind) -> [Page] { course.pages.filter { $0.kind == kind } }
    group("THE WHOLE STACK", .heading, pages(.map))
    for layer in [Layer.application, .model, .infrastructure, .agents] {
      let title = SafeText(layer.title.uppercased())
      group(title, State.role(layer), pages(.lesson).filter { $0.layer == layer })
    }
    group("PITFALLS", .heading, pages(.pitfall))
    group("ARCHETYPES", .heading, pages(.archetype))
    rows.append(ListRow(text: "REFERENCE", role: .heading, isHeading: true))
    add(pages(.card) + pages(.reading), indent: 1)
    rows.append(ListRow(text: "Glossary", indent: 1, mark: SafeText("\(course.terms.count)"), target: .glossary))
    return rows
  }

  private func pageRow(_ page: Page, indent: Int) -> ListRow {
    let isRead = contents.isRead(page.id)
    return ListRow(
      text: SafeText(page.title), indent: indent, mark: isRead ? "✓" : .empty, markRole: .good,
      target: .subject(.page(page.id)))
  }
}
