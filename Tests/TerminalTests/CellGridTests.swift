import StrataTesting
import Terminal
import TextSafety
import Testing

extension SplitMix64 {
  /// A rectangle in and around a grid of this size.
  mutating func rect(around size: Size) -> Rect {
    Rect(int(-3...(size.width + 3)), int(-2...(size.height + 2)), int(0...(size.width + 3)), int(0...(size.height + 2)))
  }

  mutating func style() -> Style {
    let background: Role? = oneIn(2) ? nil : .selection
    return Style(oneIn(2) ? .text : .link, on: background, oneIn(3) ? .bold : [])
  }

  /// Draws on a grid as a view might: writes, fills, restyles, in and out of its bounds.
  mutating func draw(on grid: inout CellGrid, steps: Int) {
    for _ in 0..<steps {
      let area = rect(around: grid.size)
      switch int(0...5) {
      case 0: grid.fill(area, style())
      case 1:
        let style = style()
        grid.restyle(area) { _ in style }
      default:
        let text = SafeText(text(upTo: 8, hostile: true))
        let point = Point(int(-4...(grid.size.width + 2)), int(-1...grid.size.height))
        grid.write(text, at: point, style(), in: oneIn(2) ? nil : area)
      }
    }
  }

  mutating func grid(_ size: Size) -> CellGrid {
    var grid = CellGrid(size)
    draw(on: &grid, steps: int(0...12))
    return grid
  }

  mutating func size() -> Size { Size(int(0...14), int(0...4)) }
}

/// True when every wide character has its second half, and every second half its character.
func isWhole(_ grid: CellGrid) -> Bool {
  for y in 0..<grid.size.height {
    for x in 0..<grid.size.width {
      let wide = grid[x, y].text.unicodeScalars.first.map { DisplayWidth.of($0) == 2 } ?? false
      if wide && (x + 1 >= grid.size.width || !grid[x + 1, y].isContinuation) { return false }
      if grid[x, y].isContinuation {
        let before = x > 0 ? grid[x - 1, y].text.unicodeScalars.first : nil
        if before.map({ DisplayWidth.of($0) == 2 }) != true { return false }
      }
    }
  }
  return true
}

@Suite struct CellGridTests {
  private func grid(_ width: Int, _ rows: SafeText...) -> CellGrid {
    var grid = CellGrid(Size(width, rows.count))
    for (y, row) in rows.enumerated() { grid.write(row, at: Point(0, y)) }
    return grid
  }

  @Test func `text is written where it is put`() {
    var grid = CellGrid(Size(8, 3))
    let end = grid.write("漢 ab", at: Point(1, 1), .bold(.link))
    #expect(PictureMismatch(grid, expected: "\n 漢 ab\n") == nil)
    #expect(end == 6)
    #expect(grid[4, 1].style == .bold(.link))
    #expect(grid[0, 1] == .blank)
  }

  @Test func `text is cut at the edges`() {
    var grid = CellGrid(Size(4, 1))
    grid.write("abcdefgh", at: Point(-2, 0))
    #expect(PictureMismatch(grid, expected: "cdef") == nil)
    grid.write("no", at: Point(0, 1))
    grid.write("no", at: Point(0, -1))
    grid.write("no", at: Point(4, 0))
    #expect(PictureMismatch(grid, expected: "cdef") == nil)
  }

  @Test func `a wide character is never cut`() {
    #expect(PictureMismatch(grid(3, "漢字"), expected: "漢") == nil)
    var left = CellGrid(Size(3, 1))
    left.write("漢字", at: Point(-1, 0))
    #expect(PictureMismatch(left, expected: " 字") == nil)
    var clipped = CellGrid(Size(6, 1))
    clipped.write("漢字漢", at: Point(0, 0), in: Rect(1, 0, 4, 1))
    #expect(PictureMismatch(clipped, expected: "  字") == nil)
  }

  @Test func `overwriting half of a wide character leaves no orphan`() {
    var second = grid(4, "漢字")
    second.write("a", at: Point(1, 0))
    #expect(PictureMismatch(second, expected: " a字") == nil)
    var first = grid(4, "漢字")
    first.write("a", at: Point(0, 0))
    #expect(PictureMismatch(first, expected: "a 字") == nil)
    var middle = grid(4, "漢字")
    middle.write("語", at: Point(1, 0))
    #expect(PictureMismatch(middle, expected: " 語") == nil)
    var filled = grid(4, "漢字")
    filled.fill(Rect(1, 0, 2, 1), .plain)
    #expect(PictureMismatch(filled, expected: "") == nil)
  }

  @Test func `whatever is drawn, wide characters stay whole`() throws {
    try withEverySeed(0..<300) { _, rng in
      let size = rng.size()
      let grid = rng.grid(size)
      try #require(isWhole(grid))
    }
  }

  @Test func `nothing is drawn outside the clip`() throws {
    try withEverySeed(0..<200) { _, rng in
      let size = rng.size()
      var grid = CellGrid(size)
      for y in 0..<size.height { grid.write("..............", at: Point(0, y)) }
      let before = grid
      let clip = rng.rect(around: size)
      let text = SafeText(rng.text(upTo: 20, hostile: true))
      grid.write(text, at: Point(rng.int(-4...12), rng.int(-1...4)), .bold(.bad), in: clip)
      for y in 0..<size.height {
        for x in 0..<size.width where !clip.contains(Point(x, y)) { try #require(grid[x, y] == before[x, y]) }
      }
    }
  }

  @Test func `the changes applied to the old grid give the new one`() throws {
    try withEverySeed(0..<300) { _, rng in
      let size = rng.size()
      let old = rng.grid(size)
      var new = old
      rng.draw(on: &new, steps: rng.int(0...4))
      var applied = old
      for change in new.changes(from: old) { applied.apply(change) }
      try #require(applied == new)
    }
  }

  @Test func `after a change of size the changes redraw everything`() throws {
    try withEverySeed(0..<200) { _, rng in
      let (first, second) = (rng.size(), rng.size())
      let old = rng.grid(first)
      let new = rng.grid(second)
      guard old.size != new.size else { return }
      var applied = CellGrid(new.size)
      applied.fill(Rect(new.size), .bold(.bad))
      for change in new.changes(from: old) { applied.apply(change) }
      try #require(applied == new)
    }
  }

  @Test func `a change never begins or ends inside a wide character`() throws {
    try withEverySeed(0..<300) { _, rng in
      let size = rng.size()
      let old = rng.grid(size)
      var new = rng.oneIn(3) ? rng.grid(size) : old
      rng.draw(on: &new, steps: 2)
      for change in new.changes(from: old) {
        let end = change.x + change.cells.count
        for grid in [old, new] {
          try #require(!grid[change.x, change.y].isContinuation)
          try #require(!grid[end, change.y].isContinuation)
        }
      }
    }
  }

  @Test func `a wide character whose second half alone looks different is drawn whole`() {
    let old = grid(4, "a漢b")
    var new = old
    new.restyle(Rect(2, 0, 1, 1)) { $0.on(.selection) }
    #expect(new.changes(from: old).map { [$0.x, $0.cells.count] } == [[1, 2]])
  }

  @Test func `equal grids have no changes and one cell makes one change`() {
    let old = grid(6, "abcdef", "漢字漢")
    #expect(old.changes(from: old).isEmpty)
    var new = old
    new.write("X", at: Point(2, 0))
    #expect(new.changes(from: old).map { [$0.x, $0.y, $0.cells.count] } == [[2, 0, 1]])
  }

  @Test func `a change outside the grid is ignored`() throws {
    let wide = grid(6, "abcdef", "ghijkl")
    var small = CellGrid(Size(2, 1))
    for change in wide.changes(from: CellGrid(Size(0, 0))) { small.apply(change) }
    #expect(PictureMismatch(small, expected: "ab") == nil)
  }

  @Test func `a grid without cells can be drawn on`() {
    for size in [Size(0, 0), Size(0, 3), Size(3, 0), Size(-1, -1)] {
      var grid = CellGrid(size)
      grid.write("漢a", at: Point(0, 0))
      grid.fill(Rect(0, 0, 5, 5), .plain)
      grid.panel(Rect(0, 0, 5, 5), title: "x", isFocused: true)
      #expect(grid.text.allSatisfy { $0 == "\n" })
    }
  }
}
