public import TextSafety

/// A chart as a value: it draws itself as cells, as plain text and as SVG.
///
/// The same chart at the same size gives the same picture. Every size can be drawn, the smallest with less: nothing
/// stands outside, and a label that has no room is left out rather than laid over another. Roles colour the parts, and
/// glyphs or line patterns tell them apart without colour.
public protocol Plot: Equatable, Sendable {
  /// What the chart is about; empty where a frame says it.
  var title: SafeText { get }
  /// What the chart shows, in one sentence, for those who do not see it.
  var summary: SafeText { get }
  /// Rows that show all of it comfortably at a width.
  func height(forWidth width: Int) -> Int
  /// The chart as cells.
  func picture(_ size: Size) -> CellGrid
  /// The chart as an SVG document that can be read on light and on dark ground.
  func svg() -> String
}

extension Plot {
  /// The chart as lines of styled text; blanks at their ends are cut.
  public func rows(_ size: Size) -> [StyledLine] {
    let grid = picture(size)
    return (0..<size.height).map { y in
      var cells = grid.row(y)
      while let last = cells.last, last.text == " ", last.style.background == nil { cells.removeLast() }
      var spans: [Span] = []
      for cell in cells {
        if let last = spans.last, last.style == cell.style {
          spans[spans.count - 1].text = last.text + SafeText(cell.text)
        } else {
          spans.append(Span(SafeText(cell.text), cell.style))
        }
      }
      return StyledLine(spans)
    }
  }

  /// The chart as plain text, as high as it needs.
  public func text(width: Int) -> String {
    picture(Size(width, height(forWidth: width))).text
  }
}

extension CellGrid {
  /// Draws a chart into a rectangle, which is cleared first.
  public mutating func draw(_ plot: some Plot, in rect: Rect, on background: Role? = nil) {
    fill(rect, Style(.text, on: background))
    let picture = plot.picture(Size(rect.width, rect.height))
    for y in 0..<rect.height {
      var cells = Array(picture.row(y))
      for index in cells.indices where cells[index].style.background == nil {
        cells[index].style.background = background
      }
      place(cells, at: Point(rect.x, rect.y + y))
    }
  }

  /// Puts whole cells into a row; those outside are left out, and a wide character that is cut is blanked.
  private mutating func place(_ cells: [Cell], at point: Point) {
    let first = min(max(0, -point.x), cells.count)
    let last = max(first, min(cells.count, size.width - point.x))
    var kept = Array(cells[first..<last])
    if kept.first?.isContinuation == true { kept[0].text = " " }
    if last < cells.count, cells[last].isContinuation, !kept.isEmpty { kept[kept.count - 1].text = " " }
    apply(Change(x: point.x + first, y: point.y, cells: kept))
  }
}
