import Curriculum
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import Workbench

@Suite struct MouseTests {
  /// Clicks on the first place where a text stands on the screen.
  private static func click(_ text: String, _ player: Player, sourceLocation: SourceLocation = #_sourceLocation) {
    for (y, line) in player.screen.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let range = line.range(of: text) {
        player.input(.mouse(Mouse(.press, Point(line.distance(from: line.startIndex, to: range.lowerBound), y))))
        return
      }
    }
    Issue.record("“\(text)” is not on the screen:\n\(player.screen)", sourceLocation: sourceLocation)
  }

  @Test func `a click opens a row, a tab, a link and a field`() throws {
    let player = try Player(size: Size(120, 40))
    MouseTests.click("Grafting", player)
    #expect(player.state.current.subject == .page("grafting"))
    MouseTests.click("The map of gardens", player)
    MouseTests.click("plants from a seed", player)
    #expect(player.state.current.subject == .page("seeds"))
    MouseTests.click("Questions", player)
    #expect(player.state.pane == .questions)
    MouseTests.click("Press Enter and write", player)
    MouseTests.click("Press Enter and write", player)
    player.play("hello Esc")
    #expect(try player.saved(.question("q1")) == "hello")
  }

  @Test func `a click elsewhere ends the writing and keeps the text`() throws {
    let player = try Player(size: Size(120, 40))
    player.play("4 Enter @answer Enter \"so far\"")
    MouseTests.click("Stack", player)
    #expect(player.state.pane == .stack && player.state.editing == nil)
    #expect(try player.saved(.question("q1")) == "so far")
  }

  @Test func `a click into a text puts the cursor there`() throws {
    let player = try Player(size: Size(120, 40))
    player.play("4 Enter @answer Enter \"abcdef\"")
    MouseTests.click("cdef", player)
    player.play("X Esc")
    #expect(try player.saved(.question("q1")) == "abXcdef")
  }

  @Test func `the wheel scrolls what is under it`() throws {
    let player = try Player(size: Size(120, 14))
    player.play("j Enter")
    player.input(.mouse(Mouse(.wheelDown, Point(90, 8))))
    #expect(player.state.current.top == 3)
    player.input(.mouse(Mouse(.wheelUp, Point(90, 8))))
    #expect(player.state.current.top == 0)
    let selected = player.state.current.list.selected
    player.input(.mouse(Mouse(.wheelDown, Point(5, 8))))
    #expect(player.state.current.list.selected > selected)
    #expect(player.state.current.top == 0)
  }

  @Test func `a click beside a picker closes it, two on a row take it`() throws {
    let player = try Player(size: Size(120, 40))
    player.play(":")
    player.input(.mouse(Mouse(.press, Point(0, 39))))
    #expect(player.state.overlay == nil)
    player.play(": graft")
    MouseTests.click("▸ Grafting", player)
    if player.state.overlay != nil { MouseTests.click("▸ Grafting", player) }
    #expect(player.state.current.subject == .page("grafting"))
  }

  @Test func `the mouse is given back to the terminal and taken again`() throws {
    let player = try Player()
    player.play("m m")
    #expect(player.asked == [.useMouse(false), .useMouse(true)])
  }
}
