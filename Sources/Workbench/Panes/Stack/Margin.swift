import Curriculum
import Terminal
import TextSafety

/// What stands beside a page where there is room: its parts, and its terms in a sentence each.
struct Margin {
  /// The narrowest that is worth having.
  static let minimumWidth = 34
  /// Columns between the text and the margin.
  private static let gap = 6
  /// The widest text beside it: what a sheet's tables and diagrams are made for.
  static let textWidth = Layout.text(in: Rect(0, 0, Layout.sheetWidth, 1)).width
  /// The column of the text at which it begins.
  static let column = textWidth + gap

  /// Whether so many columns have room for it.
  static func fits(in width: Int) -> Bool { width >= column + minimumWidth }

  let lines: [StyledLine]

  /// - Parameter width: columns of the text and the margin together; without room for it, it is empty.
  init(_ page: Page, _ course: Course, headings: [SafeText], width: Int) {
    guard Margin.fits(in: width) else {
      lines = []
      return
    }
    let width = min(width - Margin.column - 1, 60)
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
