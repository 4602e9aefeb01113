import Notebook
import StrataTesting
import Terminal
import Testing
@testable import Workbench

@Suite struct PictureTests {
  private static let sizes = [Size(80, 24), Size(120, 40), Size(200, 60), Size(40, 12)]

  @Test(arguments: Scene.all)
  func `every view has its picture at every size`(scene: Scene) throws {
    let player = try scene.player()
    var parts: [(title: String, text: String)] = []
    for size in PictureTests.sizes {
      player.resize(size)
      parts.append(("\(size.width)x\(size.height)", player.screen))
    }
    if scene.isStyled {
      player.resize(PictureTests.sizes[0])
      let picture = StylePicture(player.grid)
      parts += [
        ("foregrounds", picture.foregrounds), ("backgrounds", picture.backgrounds), ("attributes", picture.attributes),
      ]
    }
    try Snapshot.expect(scene.name, parts)
  }

  @Test(arguments: Scene.all)
  func `every view can be drawn in a window of any size, and comes back whole`(scene: Scene) throws {
    let player = try scene.player()
    let (before, selected) = (player.screen, player.state.selectedStop)
    let field = player.state.costs.form.selected
    for (width, height) in [(1, 1), (0, 0), (29, 7), (30, 8), (30, 7), (500, 8), (30, 300), (0, 50), (50, 3), (79, 4)] {
      player.resize(Size(width, height))
      #expect(player.grid.size == Size(width, height))
      player.press(.escape)
      player.press(.down)
      _ = player.grid
    }
    let fresh = try scene.player()
    for size in [Size(1, 1), Size(0, 0), Size(29, 7), Size(30, 8), Size(80, 24)] { fresh.resize(size) }
    #expect(fresh.state.selectedStop == selected)
    // With a place selected, or a text under the hands, that place comes into view; else not a row moves.
    #expect(fresh.state.costs.form.selected == field)
    if selected == nil && !scene.hasCosts { #expect(fresh.screen == before) }
  }

  @Test func `a window that is too small says how large it must be`() throws {
    let player = try Player(size: Size(29, 8))
    #expect(player.screen.hasPrefix("Strata needs 30×8"))
    player.resize(Size(30, 8))
    #expect(!player.screen.contains("needs"))
  }

  @Test func `before the course is read the workbench says so`() throws {
    let player = try Player()
    let state = State(
      size: Size(80, 24), now: player.clock.now, contents: .init(), run: "r")
    let grid = state.view()
    #expect(grid.text.contains("reading the course"))
    #expect(GridFault(grid) == nil)
  }
}
