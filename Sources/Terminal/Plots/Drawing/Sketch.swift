import TextSafety

/// A chart being drawn: cells, and which of them hold labels that nothing may be laid over.
struct Sketch {
  private(set) var grid: CellGrid
  private var labelled: [Bool]
  private var inked: [Bool]
  var bounds: Rect { Rect(grid.size) }

  init(_ size: Size) {
    grid = CellGrid(size)
    labelled = Array(repeating: false, count: size.width * size.height)
    inked = labelled
  }

  /// Draws marks; where a label stands they are left out.
  mutating func mark(_ text: SafeText, at point: Point, _ style: Style, isInk: Bool = true) {
    guard bounds.contains(point), !labelled[point.y * bounds.width + point.x] else { return }
    grid.write(text, at: point, style)
    if isInk { inked[point.y * bounds.width + point.x] = true }
  }

  /// Draws the same mark along a row.
  mutating func mark(_ text: SafeText, row y: Int, columns: Range<Int>, _ style: Style, isInk: Bool = true) {
    for x in columns { mark(text, at: Point(x, y), style, isInk: isInk) }
  }

  /// True when the cells are inside and hold no label, nor marks if they are to be spared.
  func isFree(_ rect: Rect, ofInk: Bool = false) -> Bool {
    guard rect.x >= 0, rect.y >= 0, rect.maxX <= bounds.width, rect.maxY <= bounds.height else { return false }
    for y in rect.y..<rect.maxY {
      for x in rect.x..<rect.maxX {
        let index = y * bounds.width + x
        if labelled[index] || (ofInk && inked[index]) { return false }
      }
    }
    return true
  }

  /// Writes a label if it has room: whole, inside, a blank away from every other.
  @discardableResult
  mutating func label(_ text: SafeText, at point: Point, _ style: Style, sparingInk: Bool = false) -> Bool {
    label(StyledLine(text, style), at: point, sparingInk: sparingInk)
  }

  /// Writes a label of several styles if it has room.
  @discardableResult
  mutating func label(_ line: StyledLine, at point: Point, sparingInk: Bool = false) -> Bool {
    let width = line.width
    guard width > 0, isFree(Rect(point.x, point.y, width, 1), ofInk: sparingInk) else { return false }
    let (before, after) = (max(0, point.x - 1), min(bounds.width, point.x + width + 1))
    guard isFree(Rect(before, point.y, after - before, 1)) else { return false }
    grid.write(line, at: point)
    for x in point.x..<(point.x + width) { labelled[point.y * bounds.width + x] = true }
    return true
  }

  /// Writes a label whose last cell stands before a column, cut to the room from `start` on.
  @discardableResult
  mutating func label(_ text: SafeText, endingBefore end: Int, from start: Int, row y: Int, _ style: Style) -> Bool {
    let fitted = text.fitted(end - start)
    return label(fitted, at: Point(end - DisplayWidth.of(fitted), y), style)
  }

  /// Writes a label in the middle over a column, moved sideways to stay between two columns.
  @discardableResult
  mutating func label(_ text: SafeText, around x: Int, within columns: Range<Int>, row y: Int, _ style: Style) -> Bool {
    let width = DisplayWidth.of(text)
    guard width <= columns.count else { return false }
    let start = min(max(columns.lowerBound, x - width / 2), columns.upperBound - width)
    return label(text, at: Point(start, y), style)
  }
}
