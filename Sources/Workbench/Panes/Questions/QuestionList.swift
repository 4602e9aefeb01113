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
      let mark =
        isGraded ? SafeText("\(grade?.total ?? 0)/\(2 * page.rubric.count) ✓") : hasNote ? "answer" : SafeText.empty
      return ListRow(
        text: SafeText("\(index + 1)  \(page.title)"), mark: mark, markRole: isGraded ? .good : .muted,
        target: .subject(.page(page.id)))
    }
  }
}
