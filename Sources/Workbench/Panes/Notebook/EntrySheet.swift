import Curriculum
import Notebook
import Terminal
import TextSafety

extension SheetBuilder {
  /// One entry of the notebook: where it belongs, its text, and how it looks as Markdown.
  mutating func entry(_ entry: Entry, _ course: Course) {
    if let anchor = entry.anchor {
      let target: Reference =
        if case .field(let lab, _) = anchor { .lab(lab) } else { anchor }
      links("On", [(course.title(of: anchor), target.description)])
      if case .field(let lab, let name) = anchor, let asked = course.lab(lab)?.entry(named: name)?.field.prompt {
        paragraph([Span(SafeText(asked))], lead: [Span("Asked     ", Style(.muted))])
      }
    }
    if !entry.tags.isEmpty { label("Tags", entry.tags.map { "#" + $0 }.joined(separator: "  ")) }
    label("Written", DateText.minute(entry.createdAt))
    label(
      "Changed", DateText.minute(entry.updatedAt) + (entry.versionCount > 1 ? " · \(entry.versionCount) versions" : ""))
    append(StyledLine())
    field(
      FieldView(
        target: .entry(entry.key), kind: .text, label: [], hint: "empty", text: entry.text, isLocked: entry.isLocked))
    if case .scenario = entry.key { return }
    // Plain words look the same as Markdown.
    func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
    guard editing == nil, words(Document(parsing: entry.text).plainText) != words(entry.text) else { return }
    heading("As Markdown")
    markdown(entry.text)
  }

  private mutating func label(_ name: SafeText, _ value: String) {
    append(StyledLine([Span(name.padded(10), Style(.muted)), Span(SafeText(value))]))
  }

  /// What the notebook shows before anything is open.
  mutating func emptyNotebook(_ progress: Progress, labs: [(String, Progress.Share)]) {
    paragraph([
      Span(
        "Everything that you write is kept here: answers on worksheets, answers to the questions, notes on any page.")
    ])
    blank()
    let longest = labs.map { DisplayWidth.of(SafeText($0.0)) }.max() ?? 0
    let nameWidth = min(max(24, longest + 3), max(12, measure - 10))
    func row(_ name: String, _ value: String) {
      append(
        StyledLine([Span(SafeText(name).fitted(nameWidth - 1).padded(nameWidth), Style(.muted)), Span(SafeText(value))])
      )
    }
    func share(_ name: String, _ share: Progress.Share) { row(name, "\(share.done) of \(share.total)") }
    heading("So far")
    share("Pages read", progress.pages)
    share("Questions answered", progress.noted)
    share("Questions graded", progress.graded)
    row("Notes", "\(progress.notes)")
    row("Time", TimeSpan.text(seconds: progress.seconds))
    heading("Fields of the labs")
    for (lab, filled) in labs { share(lab, filled) }
    blank()
    let (note, export) = (keymap.name(of: .note), keymap.name(of: .export))
    paragraph([Span(SafeText("\(note) writes a note, \(export) exports all of it as Markdown."), Style(.muted))])
  }
}
