import Foundation
import StrataTesting
@testable import Terminal
import Testing
import TextSafety

/// The tools of these tests.
@Suite struct KeyScriptTests {
  @Test func `a script is read word by word`() {
    let steps = KeyScript("j Enter :ab ^s M-u \"a b\" @first.score S-Tab ^ @").steps
    let keys: [Key] = [
      .character("j"), .enter, .character(":"), .character("a"), .character("b"), .control("s"),
      Key(.character("u"), alt: true), .character("a"), .character(" "), .character("b"),
    ]
    #expect(
      steps == keys.map { .key($0) } + [
        .go("first.score"), .key(.backTab), .key(.character("^")), .key(.character("@")),
      ])
    #expect(KeyScript("  ").steps == [])
  }

  @Test func `the clock moves on when it is told to, and never back`() {
    let clock = SteppingClock(at: 100)
    let start = clock.now
    clock.advance(by: 2.5)
    #expect(clock.now.timeIntervalSince(start) == 2.5)
    clock.advance(by: -1)
    #expect(clock.now.timeIntervalSince(start) == 2.5)
  }

  @Test func `a grid with a fault is told from a sound one`() {
    var grid = CellGrid(Size(4, 1))
    grid.write("漢a", at: Point(0, 0))
    #expect(GridFault(grid) == nil)
    grid.cursor = Point(4, 0)
    #expect(GridFault(grid)?.reason == "the cursor stands outside")
    grid.cursor = nil
    var cells = Array(grid.row(0))
    cells.remove(at: 0)
    grid.apply(CellGrid.Change(x: 0, y: 0, cells: cells))
    #expect(GridFault(grid)?.place == Point(0, 0))
  }

  @Test func `a style picture has a letter for each cell that shows something`() {
    var grid = CellGrid(Size(6, 1))
    grid.write("ab", at: Point(0, 0), Style(.link, on: .selection, .bold))
    grid.write("c", at: Point(3, 0), Style(.text, on: nil, [.bold, .underline]))
    let picture = StylePicture(grid)
    #expect(picture.foregrounds == "LL .")
    #expect(picture.backgrounds == "SS")
    #expect(picture.attributes == "bb *")
  }
}
