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

  /// The parts of the page, and a heading for what follows.
  private var head: [StyledLine] = []
  private var terms: [[StyledLine]] = []

  /// Nothing.
  init() {}

  /// - Parameter width: columns of the text and the margin together; without room for it, it is empty.
  init(terms: [Term], headings: [SafeText], width: Int) {
    guard Margin.fits(in: width) else { return }
    let width = min(width - Margin.column - 1, 60)
    if !headings.isEmpty {
      head = [StyledLine("On this page", Style(.muted, on: nil, .bold))]
      head += headings.map { StyledLine($0.fitted(width), Style(.muted)) } + [StyledLine()]
    }
    self.terms = terms.map { term in
      Wrapping.wrap(
        [
          Span(SafeText(term.term), Style(State.role(term.layer), on: nil, .bold)), Span("  "),
          Span(SafeText(term.definition), Style(.muted)),
        ], width: width)
    }
    if !terms.isEmpty { head.append(StyledLine("Its terms", Style(.muted, on: nil, .bold))) }
  }

  /// The lines for a window of so many rows: as many terms as it has room for whole, and how many there are besides.
  func lines(height: Int) -> [StyledLine] {
    guard height > 0, !head.isEmpty else { return [] }
    var out = head
    for (index, term) in terms.enumerated() {
      let isLast = index == terms.count - 1
      // A blank before each but the first; two rows must be left to tell of the rest.
      guard out.count + (index > 0 ? 1 : 0) + term.count + (isLast ? 0 : 2) <= height else {
        out += [StyledLine(), StyledLine(SafeText("and \(terms.count - index) more in the glossary"), Style(.muted))]
        break
      }
      if index > 0 { out.append(StyledLine()) }
      out += term
    }
    return Array(out.prefix(height))
  }
}
