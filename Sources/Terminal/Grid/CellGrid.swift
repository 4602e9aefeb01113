public import TextSafety

/// One place of the screen.
public struct Cell: Hashable, Sendable {
  /// A spacing scalar with its marks; empty in the second half of a wide one.
  public internal(set) var text: String
  public var style: Style

  /// A blank.
  public static let blank = Cell(text: " ", style: .plain)

  /// True for the second column of a wide character.
  public var isContinuation: Bool { text.isEmpty }
}

/// A frame as values: every view draws into one, and the difference to the shown one goes to the terminal.
///
/// Only ``SafeText`` can be written. Nothing is ever drawn outside; a wide character that would be cut is blanked.
public struct CellGrid: Equatable, Sendable {
  public let size: Size
  /// Where the terminal's cursor stands, if it shows.
  public var cursor: Point?
  var cells: [Cell]

  /// A blank grid.
  public init(_ size: Size) {
    self.size = size
    cells = Array(repeating: .blank, count: size.width * size.height)
  }

  /// The cell at a place inside the grid; blank outside.
  public subscript(x: Int, y: Int) -> Cell {
    guard x >= 0, y >= 0, x < size.width, y < size.height else { return .blank }
    return cells[y * size.width + x]
  }

  /// One row's cells.
  public func row(_ y: Int) -> ArraySlice<Cell> {
    guard y >= 0, y < size.height else { return [] }
    return cells[(y * size.width)..<((y + 1) * size.width)]
  }

  /// Writes text from a place on, clipped to `clip` (or the grid).
  ///
  /// Returns the column after the last cell written.
  @discardableResult
  public mutating func write(
    _ text: SafeText, at point: Point, _ style: Style = .plain, in clip: Rect? = nil
  ) -> Int {
    let area = clipped(clip)
    guard point.y >= area.y, point.y < area.maxY else { return point.x }
    var x = point.x
    for character in text.string {
      if x >= area.maxX { break }
      if let byte = character.asciiValue {
        if x >= area.x { set(x, point.y, CellGrid.asciiText[Int(byte)], style) }
        x += 1
        continue
      }
      for piece in DisplayWidth.pieces(of: character) {
        if x >= area.x && x + piece.width <= area.maxX {
          set(x, point.y, piece.text, style)
          if piece.width == 2 { set(x + 1, point.y, "", style) }
        } else if x < area.maxX && x + piece.width > area.x {
          for column in max(x, area.x)..<min(x + piece.width, area.maxX) { set(column, point.y, " ", style) }
        }
        x += piece.width
      }
    }
    return x
  }

  /// Fills a rectangle with blanks of a style.
  public mutating func fill(_ rect: Rect, _ style: Style) {
    let area = clipped(rect)
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX { set(x, y, " ", style) }
    }
  }

  /// Changes the style of the cells of a rectangle, leaving their text.
  public mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
    let area = clipped(rect)
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX {
        let index = y * size.width + x
        cells[index].style = change(cells[index].style)
      }
    }
  }

  private func clipped(_ rect: Rect?) -> Rect {
    guard let rect else { return Rect(size) }
    let x = min(max(0, rect.x), size.width)
    let y = min(max(0, rect.y), size.height)
    return Rect(x, y, min(rect.maxX, size.width) - x, min(rect.maxY, size.height) - y)
  }

  private mutating func set(_ x: Int, _ y: Int, _ text: String, _ style: Style) {
    let index = y * size.width + x
    // Half of a wide character that is overwritten leaves no orphan.
    if cells[index].isContinuation && !text.isEmpty && x > 0 { cells[index - 1].text = " " }
    if !cells[index].isContinuation && x + 1 < size.width && cells[index + 1].isContinuation {
      cells[index + 1].text = " "
    }
    cells[index] = Cell(text: text, style: style)
  }

  private static let asciiText: [String] = (0..<128).map { value in
    value < 32 || value == 127 ? " " : String(Unicode.Scalar(UInt8(value)))
  }
}

extension CellGrid {
  /// A stretch of one row whose cells differ.
  public struct Change: Equatable, Sendable {
    public var x: Int
    public var y: Int
    public var cells: [Cell]
  }

  /// What has to be drawn to turn `old` into this grid; everything when the sizes differ.
  ///
  /// A stretch never begins or ends inside a wide character, of the old grid or the new.
  public func changes(from old: CellGrid) -> [Change] {
    (0..<size.height).flatMap { changes(inRow: $0, from: old) }
  }

  /// The part of ``changes(from:)`` in one row.
  func changes(inRow y: Int, from old: CellGrid) -> [Change] {
    guard old.size == size else { return [Change(x: 0, y: y, cells: Array(row(y)))] }
    var out: [Change] = []
    let base = y * size.width
    var x = 0
    while x < size.width {
      guard cells[base + x] != old.cells[base + x] else {
        x += 1
        continue
      }
      var start = x
      while start > 0 && (cells[base + start].isContinuation || old.cells[base + start].isContinuation) {
        start -= 1
      }
      var end = x + 1
      while end < size.width
        && (cells[base + end] != old.cells[base + end] || cells[base + end].isContinuation
          || old.cells[base + end].isContinuation)
      {
        end += 1
      }
      out.append(Change(x: start, y: y, cells: Array(cells[(base + start)..<(base + end)])))
      x = end
    }
    return out
  }

  /// The grid after a change; cells outside are ignored.
  public mutating func apply(_ change: Change) {
    guard change.y >= 0, change.y < size.height else { return }
    for (offset, cell) in change.cells.enumerated() {
      let x = change.x + offset
      if x >= 0 && x < size.width { cells[change.y * size.width + x] = cell }
    }
  }

  /// The screen as text, one line per row, trailing blanks cut.
  public var text: String {
    (0..<size.height).map { y in
      var line = ""
      for cell in row(y) { line += cell.text }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
