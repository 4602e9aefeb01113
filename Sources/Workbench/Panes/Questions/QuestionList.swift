import Curriculum
import Notebook
import Terminal
import TextSafety

extension State {
  /// The questions with what was done about them.
  func questionRows(_ course: Course) -> [ListRow] {
    course.questions.enumerated().map { index, page in
      let hasNote = !contents.text(.question(page.id)).allSatisfy(\.isWhitespace)
      let grade = contents.grades[page.id]?.last
      let isGraded = grade.map { $0.points.count == page.rubric.count } ?? false
      let mark: SafeText =
        if isGraded, let grade {
          SafeText("\(grade.total)/\(2 * page.rubric.count) ✓")
        } else if let grade {
          SafeText("\(grade.points.count) of \(page.rubric.count)")
        } else {
          hasNote ? "answered" : .empty
        }
      return ListRow(
        text: SafeText("\(index + 1)  \(page.title)"), mark: mark, markRole: isGraded ? .good : .muted,
        target: .subject(.page(page.id)))
    }
  }
}
