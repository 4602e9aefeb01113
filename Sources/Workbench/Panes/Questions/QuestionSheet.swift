import Curriculum
import Notebook
import Terminal
import TextSafety

extension SheetBuilder {
  /// A critical question: the question, the own answer, and, once there is one, what a strong answer says and the rubric.
  mutating func question(_ page: Page, _ course: Course, _ contents: NotebookContents, live: LiveDesk) {
    let (open, closed) = page.questionParts()
    paragraph([Span(SafeText(page.summary), Style(.muted, on: nil, .italic))])
    append(StyledLine())
    defer { margin(page.terms, course) }
    document(open)
    let key = EntryKey.question(page.id)
    let text = contents.text(key)
    heading("Your answer")
    let versions = contents.entries[key]?.versionCount ?? 0
    field(
      FieldView(
        target: .entry(key), kind: .text,
        label: versions > 1
          ? [Span(SafeText("\(versions) versions, \(keymap.name(of: .versions)) shows them"), Style(.muted))] : [],
        hint: "Press \(keymap.name(of: .open, in: .field)) and write your answer. "
          + "The rubric opens when something is saved here.",
        text: text))
    blank()
    // A first answer is written to its end before anything else is shown.
    let isBegun = editing.map { $0.target == .entry(key) && $0.isFirst } ?? false
    guard !isBegun, !text.allSatisfy(\.isWhitespace) else { return }
    append(StyledLine(SafeText(String(repeating: "─", count: measure)), Style(.frame)))
    append(StyledLine())
    document(closed)
    rubric(page, contents)
    around(page, course, live)
    notes(on: .page(page.id), contents)
  }

  private mutating func rubric(_ page: Page, _ contents: NotebookContents) {
    let grade = contents.grades[page.id]?.last
    let total = grade.map { "\($0.total) of \(2 * page.rubric.count)" } ?? "0, 1 or 2 for each line"
    heading("Grade your answer", note: SafeText(total))
    for line in page.rubric {
      blank()
      rubric(page.id, line, points: grade?.points[line.id])
    }
    if let grade {
      blank()
      append(StyledLine(SafeText("Sum  \(grade.total) of \(2 * page.rubric.count)"), Style(accent, on: nil, .bold)))
    }
    let earlier = (contents.grades[page.id] ?? []).dropLast()
    guard !earlier.isEmpty else { return }
    let history = earlier.suffix(6).map { "\(DateText.day($0.gradedAt)) \($0.total)" }.joined(separator: " · ")
    append(StyledLine())
    paragraph([Span(SafeText("Earlier: " + history), Style(.muted))])
  }
}
