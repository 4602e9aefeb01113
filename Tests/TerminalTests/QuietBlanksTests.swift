import StrataTesting
import Terminal
import TextSafety
import Testing

@Suite struct QuietBlanksTests {
  /// The picture on a terminal that takes these frames one after the other.
  private func picture(_ frames: CellGrid...) -> CellGrid {
    var shown = ShownGrid()
    var out = CellGrid(frames[0].size)
    for frame in frames { for change in shown.show(frame).changes { out.apply(change) } }
    return out
  }

  private func styles(_ grid: CellGrid) -> [Style] { grid.row(0).map(\.style) }

  /// What the last of these frames draws.
  private func changes(_ frames: CellGrid...) -> [CellGrid.Change] {
    var shown = ShownGrid()
    return frames.map { shown.show($0).changes }.last ?? []
  }

  private func line(_ width: Int, _ draw: (inout CellGrid) -> Void) -> CellGrid {
    var grid = CellGrid(Size(width, 1))
    draw(&grid)
    return grid
  }

  @Test func `gaps look like the word before them, whatever their length`() {
    let grid = line(12) {
      $0.write("one", at: Point(0, 0), Style(.link))
      $0.write("two", at: Point(9, 0), Style(.code))
    }
    let expected = Array(repeating: Style(.link), count: 9) + Array(repeating: Style(.code), count: 3)
    #expect(styles(picture(grid)) == expected)
  }

  @Test func `a gap after underlined words looks like the word after it`() {
    let grid = line(4) {
      $0.write("a", at: Point(0, 0), Style(.link, .underline))
      $0.write("bc", at: Point(2, 0), Style(.muted))
    }
    let expected = [Style(.link, .underline), Style(.muted), Style(.muted), Style(.muted)]
    #expect(styles(picture(grid)) == expected)
  }

  @Test func `a gap between underlined words is plain`() {
    let grid = line(3) {
      $0.write("a", at: Point(0, 0), Style(.link, .underline))
      $0.write("b", at: Point(2, 0), Style(.code, .underline))
    }
    #expect(styles(picture(grid))[1] == Style(.text))
  }

  @Test func `a gap takes no look from another background`() {
    let grid = line(2) { $0.write("a", at: Point(0, 0), Style(.link, on: .match)) }
    #expect(styles(picture(grid)) == [Style(.link, on: .match), .plain])
  }

  @Test func `blanks that the screen has already stay as they are`() {
    let before = line(10) { $0.write("word", at: Point(0, 0), Style(.link)) }
    let after = line(10) { $0.write("name", at: Point(0, 0), Style(.code)) }
    let expected = Array(repeating: Style(.code), count: 4) + Array(repeating: Style(.link), count: 6)
    #expect(styles(picture(before, after)) == expected)
    #expect(changes(before, after).map(\.cells.count) == [4])
  }

  @Test func `a few blanks between words that are drawn are drawn along, many are passed over`() {
    for (gap, isDrawn) in [(2, true), (5, true), (6, false), (9, false)] {
      func words(_ style: Style) -> CellGrid {
        line(2 + gap) {
          $0.write("a", at: Point(0, 0), style)
          $0.write("b", at: Point(1 + gap, 0), style)
        }
      }
      let after = picture(words(Style(.link)), words(Style(.code)))
      #expect(styles(after)[1] == Style(isDrawn ? .code : .link), "\(gap) blanks")
    }
  }

  @Test func `blanks before the first word to be drawn do not have to be drawn`() {
    let before = line(4) { $0.write("┃", at: Point(0, 0), Style(.link)) }
    let after = line(4) {
      $0.write("┃", at: Point(0, 0), Style(.link))
      $0.write("a", at: Point(3, 0), Style(.code))
    }
    #expect(changes(before, after).map(\.x) == [3])
  }

  @Test func `a row with the letters of another one has moved, one that stays or is new has not`() {
    func frame(_ rows: [SafeText]) -> CellGrid {
      var out = CellGrid(Size(5, rows.count))
      for (y, row) in rows.enumerated() { out.write(row, at: Point(0, y)) }
      return out
    }
    func hasMoved(_ before: [SafeText], _ after: [SafeText]) -> Bool {
      var shown = ShownGrid()
      #expect(shown.show(frame(before)).hasMovedRows, "nothing is known of the screen")
      return shown.show(frame(after)).hasMovedRows
    }
    #expect(hasMoved(["one", "two", "three"], ["zero", "one", "two"]))
    #expect(!hasMoved(["one", "two", "three"], ["ones", "two", "threes"]))
    #expect(!hasMoved(["one", "two", "three"], ["one", "one", "three"]), "the first row stays where it is")
    #expect(!hasMoved(["one", "two"], ["one", "two"]))
  }

  @Test func `nothing that can be seen changes, and the same picture again draws nothing`() throws {
    try withEverySeed(0..<300) { seed, random in
      let size = random.size()
      let (shown, grid) = (random.underlinedGrid(size), random.underlinedGrid(size))
      let quiet = picture(shown, grid)
      for y in 0..<grid.size.height {
        for (old, new) in zip(grid.row(y), quiet.row(y)) {
          #expect(old.text.replacing("\u{A0}", with: " ") == new.text)
          #expect(old.style.background == new.style.background)
          let seen: Style.Attributes = [.underline, .reverse]
          #expect(old.style.attributes.intersection(seen) == new.style.attributes.intersection(seen))
          if new.text != " " { #expect(old.style == new.style) }
        }
      }
      #expect(changes(shown, grid, grid).isEmpty)
    }
  }
}

extension SplitMix64 {
  /// A grid as a view might draw it, with lines below some of it.
  fileprivate mutating func underlinedGrid(_ size: Size) -> CellGrid {
    var out = grid(size)
    out.restyle(rect(around: size)) { Style($0.foreground, on: $0.background, [.underline]) }
    return out
  }
}
