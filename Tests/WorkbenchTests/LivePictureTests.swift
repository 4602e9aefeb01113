import Experiments
import Foundation
import StrataTesting
import Terminal
import Testing
@testable import Workbench

/// The stage of a run, while it goes on and after it.
@Suite struct LivePictureTests {
  private static let sizes = [Size(80, 24), Size(120, 40), Size(200, 60), Size(40, 12)]

  private func picture(_ name: String, _ player: Player) throws {
    var parts: [(title: String, text: String)] = []
    for size in LivePictureTests.sizes {
      player.resize(size)
      parts.append(("\(size.width)x\(size.height)", player.screen))
    }
    // Without colour these are all that tells parts apart.
    player.resize(LivePictureTests.sizes[0])
    let styles = StylePicture(player.grid)
    parts += [("foregrounds", styles.foregrounds), ("attributes", styles.attributes)]
    try Snapshot.expect(name, parts)
  }

  private func predicted() throws -> Player {
    let player = try Player.live(size: Size(80, 24))
    player.play("Down Down Down 160 Enter Down Right r")
    return player
  }

  @Test func `a run that goes on has its picture at every size`() throws {
    let player = try predicted()
    try player.observe(16)
    try picture("live-running", player)
  }

  @Test func `a result has its picture at every size`() throws {
    let player = try predicted()
    try player.finish()
    try picture("live-done", player)
  }

  @Test func `the end of a result beside the last run has its picture at every size`() throws {
    let player = try predicted()
    try player.finish()
    player.play("Tab Home 20 Enter r")
    try player.finish()
    player.play("G")
    try picture("live-again", player)
  }

  private static let forms = LiveDesk(Experiments.all) { _, _ in LiveDesks.surroundings }

  @Test(arguments: Experiments.all.map(\.description.id.rawValue))
  func `each experiment's form has its picture, with all fields in sight`(id: String) throws {
    let player = try Player(size: Size(120, 40), live: LivePictureTests.forms)
    let place = try #require(Experiments.all.firstIndex { $0.description.id.rawValue == id })
    player.play("5" + String(repeating: " j", count: place) + " Enter")
    let description = Experiments.all[place].description
    #expect(player.screen.contains(description.title))
    for parameter in description.parameters {
      #expect(player.screen.contains(parameter.name.replacing("_", with: " ")), "\(parameter.name)")
    }
    for prediction in description.predictions {
      #expect(player.screen.contains(prediction.id.replacing("-", with: " ")), "\(prediction.id)")
    }
    try Snapshot.expect("live-form-\(id)", [("120x40", player.screen)])
  }

  @Test func `the stage can be drawn in a window of any size, whatever its run has come to`() throws {
    let player = try predicted()
    for step in 0...2 {
      if step == 1 { try player.observe() }
      if step == 2 { try player.finish() }
      for (width, height) in [(1, 1), (0, 0), (30, 8), (500, 8), (30, 300), (79, 9), (117, 33), (200, 12)] {
        player.resize(Size(width, height))
        for key in ["Tab", "Tab", "End", "PgUp"] {
          player.play(key)
          _ = player.grid
        }
      }
    }
  }

  @Test func `clicks lead to form and run, select fields, and the wheel scrolls the words`() throws {
    let player = try Player.live(size: Size(200, 60))
    player.play("r")
    try player.finish()
    let screen = player.screen.split(separator: "\n").map(String.init)
    func point(of word: String) throws -> Point {
      let row = try #require(screen.firstIndex { $0.contains(word) })
      let range = try #require(screen[row].range(of: word))
      return Point(screen[row].distance(from: screen[row].startIndex, to: range.lowerBound), row)
    }
    player.input(.mouse(Mouse(.press, try point(of: "warmth"))))
    #expect(player.state.context == .setup && player.bench?.form.current?.id == "set.warmth")
    player.input(.mouse(Mouse(.press, try point(of: "Done in"))))
    #expect(player.state.context == .run)
    player.resize(Size(80, 14))
    let area = Point(20, 8)
    player.input(.mouse(Mouse(.wheelDown, area)))
    #expect((player.bench?.top ?? 0) > 0)
    player.input(.mouse(Mouse(.press, Point(4, 2))))
    #expect(player.state.context == .setup)
  }

  @Test func `whatever is pressed on the live pane, nothing traps, and every screen is sound`() throws {
    let keys: [Key] =
      Keymap.standard.bindings.flatMap(\.keys)
      + [.tab, .left, .right, .up, .down, .enter, .escape, .backspace, .character("r"), .character("9")]
    try withEverySeed(3000..<3012) { _, rng in
      let player = try Player(size: Size(rng.int(30...160), rng.int(8...60)), live: LiveDesks.garden)
      player.play("5 Enter")
      for _ in 0..<80 {
        switch rng.int(0...12) {
        case 0: player.resize(Size(rng.int(0...210), rng.int(0...62)))
        case 1 where player.runAsked.map { $0.experiment != "frost" } ?? false: try player.observe(rng.int(0...40))
        case 2 where player.runAsked?.experiment == "watering": try player.finish()
        case 3:
          player.input(.mouse(Mouse(.press, Point(rng.int(0...150), rng.int(0...50)))))
        default: player.press(keys[rng.int(0...(keys.count - 1))])
        }
        if player.state.pane != .live { player.play("Esc Esc M-5") }
        if let fault = GridFault(player.shown) { Issue.record("\(fault)\n\(player.shown.text)") }
      }
    }
  }
}
