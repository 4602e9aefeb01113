/// What a terminal shows: takes the next frame and tells what has to be drawn.
public struct ShownGrid: Sendable {
  /// What turns the terminal's picture into the next one.
  public struct Redraw: Equatable, Sendable {
    public var changes: [CellGrid.Change]
    /// True when a row is to show the letters that another one shows now, or when nothing is known of the screen.
    public var hasMovedRows: Bool
  }

  /// The frame as its view drew it; a row that the next one has too needs no work.
  private var frame = CellGrid(Size(0, 0))
  /// The frame as it was drawn, its blanks calmed.
  private var picture = CellGrid(Size(0, 0))

  /// A screen of which nothing is known.
  public init() {}

  /// The size of the shown frame.
  public var size: Size { frame.size }

  /// Takes a frame as the one that is shown from now on.
  public mutating func show(_ grid: CellGrid) -> Redraw {
    let isKnown = grid.size == size
    let before = picture
    if !isKnown { picture = grid }
    let rows = (0..<grid.size.height).filter { !isKnown || grid.row($0) != frame.row($0) }
    for y in rows {
      if isKnown { picture.copyRow(y, of: grid) }
      picture.calmBlanks(inRow: y, over: isKnown ? before : nil)
    }
    frame = grid
    return Redraw(
      changes: rows.flatMap { picture.changes(inRow: $0, from: before) },
      hasMovedRows: !isKnown || picture.hasMoved(rows, since: before))
  }
}

extension CellGrid {
  fileprivate mutating func copyRow(_ y: Int, of other: CellGrid) {
    for index in (y * size.width)..<((y + 1) * size.width) { cells[index] = other.cells[index] }
  }

  /// True when one of these rows has the letters that another one had.
  fileprivate func hasMoved(_ rows: [Int], since old: CellGrid) -> Bool {
    let before = Dictionary(rows.map { (old.letters(inRow: $0), [$0]) }, uniquingKeysWith: +)
    return rows.contains { row in before[letters(inRow: row), default: []].contains { $0 != row } }
  }

  /// A hash of a row's letters (FNV-1a, a letter a step): it need not hold rows apart for certain.
  private func letters(inRow y: Int) -> UInt64 {
    row(y).reduce(14_695_981_039_346_656_037) { hash, cell in
      (hash ^ UInt64(cell.text.unicodeScalars.first?.value ?? 0)) &* 1_099_511_628_211
    }
  }
}
