import StrataTesting
import Terminal
import TextSafety
import Testing

@Suite struct QuietBlanksTests {
  private let nothing = CellGrid(Size(0, 0))

  private func styles(_ grid: CellGrid) -> [Style] { grid.row(0).map(\.style) }

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
    #expect(styles(grid.withQuietBlanks(over: nothing)) == expected)
  }

  @Test func `a gap after underlined words looks like the word after it`() {
    let grid = line(4) {
      $0.write("a", at: Point(0, 0), Style(.link, .underline))
      $0.write("bc", at: Point(2, 0), Style(.muted))
    }
    let expected = [Style(.link, .underline), Style(.muted), Style(.muted), Style(.muted)]
    #expect(styles(grid.withQuietBlanks(over: nothing)) == expected)
  }

  @Test func `a gap between underlined words is plain`() {
    let grid = line(3) {
      $0.write("a", at: Point(0, 0), Style(.link, .underline))
      $0.write("b", at: Point(2, 0), Style(.code, .underline))
    }
    #expect(styles(grid.withQuietBlanks(over: nothing))[1] == Style(.text))
  }

  @Test func `a gap takes no look from another background`() {
    let grid = line(2) { $0.write("a", at: Point(0, 0), Style(.link, on: .match)) }
    #expect(styles(grid.withQuietBlanks(over: nothing)) == [Style(.link, on: .match), .plain])
  }

  @Test func `blanks that the screen has already stay as they are`() {
    let before = line(10) { $0.write("word", at: Point(0, 0), Style(.link)) }.withQuietBlanks(over: nothing)
    let after = line(10) { $0.write("name", at: Point(0, 0), Style(.code)) }.withQuietBlanks(over: before)
    #expect(styles(after) == Array(repeating: Style(.code), count: 4) + Array(repeating: Style(.link), count: 6))
    #expect(after.changes(from: before).map(\.cells.count) == [4])
  }

  @Test func `a few blanks between words that are drawn are drawn along, many are passed over`() {
    for (gap, isDrawn) in [(2, true), (5, true), (6, false), (9, false)] {
      func words(_ style: Style) -> CellGrid {
        line(2 + gap) {
          $0.write("a", at: Point(0, 0), style)
          $0.write("b", at: Point(1 + gap, 0), style)
        }
      }
      let before = words(Style(.link)).withQuietBlanks(over: nothing)
      let after = words(Style(.code)).withQuietBlanks(over: before)
      #expect(styles(after)[1] == Style(isDrawn ? .code : .link), "\(gap) blanks")
    }
  }

  @Test func `blanks before the first word to be drawn do not have to be drawn`() {
    let before = line(4) { $0.write("┃", at: Point(0, 0), Style(.link)) }.withQuietBlanks(over: nothing)
    let after = line(4) {
      $0.write("┃", at: Point(0, 0), Style(.link))
      $0.write("a", at: Point(3, 0), Style(.code))
    }.withQuietBlanks(over: before)
    #expect(after.changes(from: before).map(\.x) == [3])
  }

  @Test func `nothing that can be seen changes, and the same picture again draws nothing`() throws {
    try withEverySeed(0..<300) { seed, random in
      let size = random.size()
      let shown = random.underlinedGrid(size).withQuietBlanks(over: nothing)
      let grid = random.underlinedGrid(size)
      let quiet = grid.withQuietBlanks(over: shown)
      #expect(quiet.size == grid.size && quiet.cursor == grid.cursor)
      for y in 0..<grid.size.height {
        for (old, new) in zip(grid.row(y), quiet.row(y)) {
          #expect(old.text.replacing("\u{A0}", with: " ") == new.text)
          #expect(old.style.background == new.style.background)
          let seen: Style.Attributes = [.underline, .reverse]
          #expect(old.style.attributes.intersection(seen) == new.style.attributes.intersection(seen))
          if new.text != " " { #expect(old.style == new.style) }
        }
      }
      #expect(grid.withQuietBlanks(over: quiet).changes(from: quiet).isEmpty)
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
