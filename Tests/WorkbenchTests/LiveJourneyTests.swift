import Experiments
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// Predict, run, watch, compare.
@Suite struct LiveJourneyTests {
  @Test func `a run takes the parameters and keeps the predictions of the form`() throws {
    let player = try Player.live()
    player.play("12 Enter Down Down Right Down 80 Enter Down Right Right r")
    let run = try #require(player.runAsked)
    #expect(run.experiment == "watering")
    #expect(run.settings["cans"] == .whole(12) && run.settings["soil"] == .choice("sand"))
    #expect(player.bench?.run?.guesses == ["height": .number(80), "drowned": .choice("no")])
    #expect(player.state.context == .run)
  }

  @Test func `a number that must be whole is stepped and typed whole`() throws {
    let player = try Player.live()
    player.play("1.4 Enter r")
    #expect(player.runAsked?.settings["cans"] == .whole(1))
    player.play("s Tab Right Right r")
    #expect(player.runAsked?.settings["cans"] == .whole(3))
  }

  @Test func `what is observed fills chart, progress and words, and the time left is told`() throws {
    let player = try Player.live()
    player.play("r")
    #expect(player.screen.contains("getting ready") && player.screen.contains("up to 30 s"))
    try player.observe(16)  // half of the beds
    #expect(player.bench?.run?.share == 0.5)
    #expect(player.screen.contains("50 %") && player.screen.contains("bed 6"))
    #expect(player.screen.contains("about 3 s left") || player.screen.contains("about 4 s left"))
    #expect(player.screen.contains("cans of water"), "the chart's axis")
  }

  @Test func `a result stands beside the prediction in words`() throws {
    let player = try Player.live()
    player.play("Down Down Down 160 Enter Down Right r")
    try player.finish()
    #expect(player.bench?.run?.phase == .done)
    player.resize(Size(200, 60))
    let screen = player.screen
    #expect(screen.contains("You said 160 cm, measured 40 cm: ≠ four times too high"))
    #expect(screen.contains("You said yes, measured no: ≠ it was no"))
    #expect(screen.contains("39 to 41") && screen.contains("30 to 50"), "spread and expected range")
    #expect(screen.contains("More water, higher beans.") && screen.contains("A field of 10,000 beds"))
    #expect(screen.contains("a garden shed, 2 threads, seed 7; 0.25 programs for each core"))
  }

  @Test func `words that are kept between frames are those that would be set anew`() throws {
    let player = try Player.live()
    func look(_ moment: String) {
      var anew = player.state
      for id in anew.live.benches.keys { anew.live.benches[id]?.words = nil }
      #expect(anew.view() == player.state.view(), "\(moment)")
    }
    player.play("Down Down Down 160 Enter r")
    try player.observe(16)
    look("a run that goes on")
    try player.finish()
    #expect(player.bench?.words != nil)
    look("a result")
    for size in [Size(80, 24), Size(200, 60), Size(46, 14), Size(120, 40)] {
      player.resize(size)
      look("\(size)")
      for keys in ["j j", "PgDn", "G", "Tab", "Tab", "]"] {
        player.play(keys)
        look("\(keys) at \(size)")
      }
    }
    player.play("r")
    try player.finish(load: 3)
    look("beside the last run")
  }

  @Test func `a result that the notebook does not take is tried again, and no other one's number is its own`() throws {
    let player = try Player.live()
    player.play("r")
    try player.finish()
    var state = player.state
    let now = player.clock.now
    guard case .save(let write)? = state.pinRun().first else { return #expect(Bool(false), "nothing is kept") }
    #expect(write.result != nil)
    #expect(state.pinRun().isEmpty, "it is being kept already")
    _ = state.update(.saveFailed(id: write.id, "the disk is full"), at: now)
    #expect(state.failure == "the disk is full" && state.deadline != nil)
    let again = state.update(.tick, at: now.addingTimeInterval(3))
    #expect(again.contains(.save(write)))
    let contents = state.contents
    _ = state.update(.pinned(id: write.id + 1, number: 8, contents), at: now)
    let run = { state.live.benches.values.compactMap(\.run).first }
    #expect(run()?.pinned == nil)
    // What leaves before it is kept takes its figures along.
    #expect(state.pending.contains { $0.words.contains("programs for each core") })
    _ = state.update(.pinned(id: write.id, number: 9, contents), at: now)
    #expect(run()?.pinned == 9 && state.pending.isEmpty && state.failure == nil)
  }

  @Test func `times of a busy machine are not scored`() throws {
    let player = try Player.live(size: Size(200, 60))
    player.play("Down Down Down 160 Enter r")
    try player.finish(load: 3)
    #expect(player.screen.contains("measured 40 cm: not scored"))
    player.play("G")
    #expect(player.screen.contains("times are not scored"))
  }

  @Test func `a run without predictions is possible, and says so`() throws {
    let player = try Player.live()
    player.play("r")
    #expect(player.runAsked != nil)
    #expect(player.screen.contains("Run without a prediction"))
    try player.finish()
    #expect(player.screen.contains("nothing of yours stands beside it"))
  }

  @Test func `predictions are locked while the run goes on, and free for the next one`() throws {
    let player = try Player.live()
    player.play("Down Down Down 50 Enter r Tab 60 Enter")
    #expect(player.bench?.run?.guesses["height"] == .number(50))
    #expect(player.screen.contains("kept as it was when the run began"))
    try player.finish()
    player.play("60 Enter")
    #expect(player.bench?.run?.guesses["height"] == .number(50), "the result keeps what was said before it")
    player.play("r")
    #expect(player.bench?.run?.guesses["height"] == .number(60))
  }

  @Test func `what is no answer is told at its field, and not taken`() throws {
    let player = try Player.live()
    player.play("Down Down Down 0 Enter")
    #expect(player.screen.contains("must be a number above zero"))
    player.play("r")
    #expect(player.bench?.run?.guesses.isEmpty == true)
  }

  @Test func `figures of the last run stay beside those of the next, with its settings`() throws {
    let player = try Player.live(size: Size(200, 60))
    player.play("r")
    try player.finish()
    player.play("Tab 20 Enter r")
    try player.finish()
    #expect(player.screen.contains("last run"))
    let row = try #require(player.screen.split(separator: "\n").first { $0.contains("Height of the best beans") })
    #expect(row.contains("80 cm") && row.contains("40 cm"))
    #expect(player.screen.contains("Last run: cans=10"))
  }

  @Test func `what can only be said afterwards opens the solution, once all of it is said`() throws {
    let player = try Player.live(size: Size(200, 60))
    player.play("Esc j Enter")
    #expect(player.state.openExperiment?.id == "two-beds")
    player.play("Down Enter B Enter")
    #expect(player.screen.contains("asked once the run is done"))
    player.play("r")
    try player.finish()
    player.play("p")
    #expect(!player.screen.contains("B stands in the sun."))
    player.play("Tab Enter B Enter")
    #expect(!player.screen.contains("B stands in the sun."))
    player.play("Down Enter b Enter")
    #expect(player.bench?.run?.guesses == ["sun": .choice("B"), "wall": .choice("B")])
    #expect(player.screen.contains("B stands in the sun."))
    #expect(player.screen.contains("it was A"))
    player.play("Enter BS A Enter")
    #expect(player.bench?.run?.guesses["wall"] == .choice("B"))
    #expect(player.screen.contains("the solution is told"))
    // What was pinned before it was said may be pinned again, with answers and solution.
    player.play("p p")
    #expect(player.said.contains("pinned already, as result 2"))
    let pinned = try player.notebook.contents().measurements
    func tells(_ number: Int) -> Bool {
      pinned[number]?.results.contains { $0.value.contains("B stands in the sun.") } == true
    }
    #expect(!tells(1) && tells(2) && pinned[2]?.results.contains { $0.value.hasPrefix("predicted B") } == true)
  }

  @Test func `a run that failed says why, harmlessly`() throws {
    let player = try Player.live()
    player.play("Esc G Enter r")
    let run = try #require(player.runAsked)
    player.take(.experimentEnded(id: run.id, .failed("there are 0 warm nights")))
    #expect(player.screen.contains("✗ there are 0 warm nights"))
    player.play("r")
    #expect(player.runAsked?.id != run.id, "it can be run again")
  }

  @Test func `each experiment keeps its form and run while others are looked at`() throws {
    let player = try Player.live()
    player.play("33 Enter r")
    try player.observe(4)
    player.play("Esc j Enter")
    #expect(player.state.openExperiment?.id == "two-beds")
    player.play("r")
    #expect(player.said.contains("“How much water?” is running"))
    try player.finish()
    #expect(player.said.contains("“How much water?” is done"))
    player.play("Esc k Enter Tab")
    #expect(player.bench?.form["set.cans"]?.valueText == "33")
    #expect(player.bench?.run?.phase == .done)
  }

  @Test func `an experiment is found by its name, and back leads to where one was`() throws {
    let player = try Player(live: LiveDesks.garden)
    player.play(":shade Enter")
    #expect(player.state.openExperiment?.id == "two-beds" && player.state.pane == .live)
    player.play("b")
    #expect(player.state.pane == .stack)
  }
}
