import StrataTesting
import Terminal
import TextSafety
import Testing

@Suite struct QuietBlanksTests {
  private func styles(_ grid: CellGrid) -> [Style] { grid.row(0).map(\.style) }

  private func line(_ width: Int, _ draw: (inout CellGrid) -> Void) -> CellGrid {
    var grid = CellGrid(Size(width, 1))
    draw(&grid)
    return grid.withQuietBlanks()
  }

  @Test func `a gap between words looks like the word before it`() {
    let grid = line(7) {
      $0.write("one", at: Point(0, 0), Style(.link))
      $0.write("two", at: Point(4, 0), Style(.code))
    }
    #expect(styles(grid) == Array(repeating: Style(.link), count: 4) + Array(repeating: Style(.code), count: 3))
  }

  @Test func `a gap after underlined words looks like the word after it`() {
    let grid = line(4) {
      $0.write("a", at: Point(0, 0), Style(.link, .underline))
      $0.write("bc", at: Point(2, 0), Style(.muted))
    }
    #expect(styles(grid) == [Style(.link, .underline), Style(.muted), Style(.muted), Style(.muted)])
  }

  @Test func `a long stretch of blanks is plain, on its background`() {
    let grid = line(9) {
      $0.write("a        ", at: Point(0, 0), Style(.muted, on: .selection, .bold))
    }
    #expect(styles(grid).dropFirst().allSatisfy { $0 == Style(.text, on: .selection) })
  }

  @Test func `a gap takes no look from another background`() {
    let grid = line(2) { $0.write("a", at: Point(0, 0), Style(.link, on: .match)) }
    #expect(styles(grid) == [Style(.link, on: .match), .plain])
  }

  @Test func `nothing that can be seen changes`() throws {
    try withEverySeed(0..<300) { seed, random in
      let grid = random.grid(random.size())
      let quiet = grid.withQuietBlanks()
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
      #expect(quiet.withQuietBlanks() == quiet)
    }
  }
}

extension Style {
  fileprivate init(_ role: Role, _ attributes: Attributes) { self.init(role, on: nil, attributes) }
}
