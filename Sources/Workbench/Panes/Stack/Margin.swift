import Curriculum
import Terminal
import TextSafety

/// What stands beside a page where there is room: its parts, and its terms in a sentence each.
struct Margin {
  /// The narrowest that is worth having.
  static let minimumWidth = 34
  /// Columns between the text and the margin.
  static let gap = 6

  let lines: [StyledLine]

  /// - Parameter width: columns beside the text; below the minimum there is no margin.
  init(_ page: Page, _ course: Course, headings: [SafeText], width: Int) {
    guard width >= Margin.minimumWidth else {
      lines = []
      return
    }
    let width = min(width - 1, 60)
    var out = [StyledLine("On this page", Style(.muted, on: nil, .bold))]
    out += headings.map { StyledLine($0.fitted(width), Style(.muted)) }
    let terms = page.terms.compactMap(course.term)
    if !terms.isEmpty { out += [StyledLine(), StyledLine("Its terms", Style(.muted, on: nil, .bold))] }
    for (index, term) in terms.enumerated() {
      if index > 0 { out.append(StyledLine()) }
      out += Wrapping.wrap(
        [
          Span(SafeText(term.term), Style(State.role(term.layer), on: nil, .bold)), Span("  "),
          Span(SafeText(term.definition), Style(.muted)),
        ], width: width)
    }
    lines = out
  }
}
