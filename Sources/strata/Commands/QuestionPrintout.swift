import Curriculum
import Notebook
import Workbench

/// A question as text: open part, own answer, and what opens with it.
struct QuestionPrintout {
  var page: Page
  var contents: NotebookContents
  var width: Int

  func printout() -> Printout {
    var out = Printout()
    let parts = page.questionParts()
    out.line(page.title)
    out.line()
    out.document(parts.open, width: width)
    out.line()
    guard let answer = contents.ownAnswer(page.id) else {
      out.wrapped(ReadingPrintout.closedHint(page), width: width)
      return out
    }
    let versions = Counted.of(answer.versionCount, "version")
    out.line("Your answer (\(DateText.minute(answer.updatedAt)), \(versions))")
    out.line()
    out.block(answer.text, indent: 2)
    out.line()
    out.document(parts.closed, width: width)
    out.line()
    rubric(&out)
    return out
  }

  private func rubric(_ out: inout Printout) {
    let grade = contents.grades[page.id]?.last
    out.line("Rubric")
    for line in page.rubric {
      let points = grade?.points[line.id].map { "  (you: \($0))" } ?? ""
      out.wrapped("\(line.id)  \(line.line)\(points)", width: width, indent: 2)
      out.wrapped("2: \(line.full)", width: width, indent: 5)
      out.wrapped("1: \(line.part)", width: width, indent: 5)
    }
    out.line()
    if let grade {
      out.line("Last graded \(DateText.minute(grade.gradedAt)): \(grade.total) of \(2 * page.rubric.count)")
    } else {
      let example = page.rubric.map { "\($0.id)=1" }.joined(separator: " ")
      out.line("Grade it: strata question grade \(page.id) \(example)")
    }
  }
}
