import Experiments
import Foundation
import Notebook
import StrataTesting
import Synchronization
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// Stopping, late news, pinning.
@Suite struct LiveRunTests {
  @Test func `stopping shows at once, and what the old run still tells is passed over`() throws {
    let player = try Player.live()
    player.play("r")
    let old = try #require(player.runAsked)
    let (observations, result) = try LiveDesks.run(old.experiment, old.settings)
    player.take(.experimentObserved(id: old.id, Array(observations.prefix(4))))
    player.play("s")
    #expect(player.asked.last == .stopExperiment)
    #expect(player.screen.contains("Stopping …"))
    let before = player.bench?.run?.chart
    player.take(.experimentObserved(id: old.id, observations))
    #expect(player.bench?.run?.chart == before)
    player.take(.experimentEnded(id: old.id, .done(result)))
    #expect(player.bench?.run?.phase == .stopped && player.bench?.run?.result == nil)
    #expect(player.screen.contains("there is no result"))
  }

  @Test func `a new run can begin while the old one is still stopping, and only its own news count`() throws {
    let player = try Player.live()
    player.play("r")
    let old = try #require(player.runAsked)
    let (observations, result) = try LiveDesks.run(old.experiment, old.settings)
    player.play("s r")
    let new = try #require(player.runAsked)
    #expect(new.id != old.id)
    player.take(.experimentObserved(id: old.id, observations))
    player.take(.experimentEnded(id: old.id, .done(result)))
    #expect(player.bench?.run?.phase == .running && player.bench?.run?.chart.isEmpty == true)
    player.take(.experimentEnded(id: new.id, .done(result)))
    #expect(player.bench?.run?.phase == .done)
  }

  @Test func `nothing is running: stop says so`() throws {
    let player = try Player.live()
    player.play("s")
    #expect(player.said.contains("nothing is running"))
    #expect(!player.asked.contains(.stopExperiment))
  }

  @Test func `while a run goes on the workbench wakes each second, and sleeps otherwise`() throws {
    let player = try Player.live()
    #expect(player.state.deadline == nil)
    player.play("r")
    #expect(player.state.deadline == player.clock.now.addingTimeInterval(1))
    player.play("M-1")
    #expect(player.state.deadline == nil)
  }

  @Test func `nothing is written to the notebook until a result is pinned`() throws {
    let player = try Player.live()
    player.play("Down Down Down 160 Enter r")
    try player.finish()
    #expect(try player.notebook.contents().measurements.isEmpty)
    player.play("p")
    #expect(player.said.contains("pinned"))
    let measurements = try player.notebook.contents().measurements
    let pinned = try #require(measurements.values.first)
    #expect(measurements.count == 1)
    #expect(pinned.kind == .experiment && pinned.subject == "watering" && pinned.title == "How much water?")
    #expect(pinned.parameters.contains(.init("cans", "10", "")) && pinned.parameters.contains(.init("seed", "7", "")))
    #expect(pinned.results.contains { $0.value == "predicted 160 cm, measured 40 cm: four times too high" })
    #expect(pinned.results.contains { $0.name == "Height of the best beans" && $0.value.hasPrefix("40 (39 to 41)") })
    #expect(pinned.results.contains { $0.name == "Beds, first" && $0.value == "water: 1; height: 4" })
    #expect(pinned.chart?.contains("cans of water") == true && pinned.svg?.contains("<svg") == true)
    #expect(pinned.machine.contains("2 threads, 0.25 programs for each core"))
    let ended = try #require(player.bench?.run?.endedAt)
    #expect(abs(pinned.measuredAt.timeIntervalSince(ended)) < 1, "kept to the second")
    player.play("p")
    #expect(player.said.contains("already"))
    #expect(try player.notebook.contents().measurements.count == 1)
  }

  @Test func `a note on a pinned result is written beside the run, and lies with the result`() throws {
    let player = try Player.live()
    player.play("r")
    try player.finish()
    player.play("p n \"Water once a day. #garden\" Esc")
    #expect(player.state.pane == .live && player.state.openExperiment?.id == "watering")
    let number = try #require(player.bench?.run?.pinned)
    #expect(try player.saved(.measurement(number)) == "Water once a day. #garden")
    #expect(player.said.contains("kept with the pinned result"))
  }

  @Test func `without a result there is nothing to pin`() throws {
    let player = try Player.live()
    player.play("p")
    #expect(player.said.contains("no result yet"))
    player.play("r p")
    #expect(player.said.contains("no result yet"))
    #expect(try player.notebook.contents().measurements.isEmpty)
  }

  @Test func `what a model wrote cannot reach the terminal as a command`() throws {
    let player = try Player.live(size: Size(200, 60))
    player.play("r")
    try player.finish()
    #expect(player.screen.contains("French beans"))
    #expect(!player.screen.contains("\u{1B}"))
  }

  // MARK: In the background

  /// What a runner told, in order.
  private final class Told: Sendable {
    private let events = Mutex<[Event]>([])
    func add(_ event: Event) { events.withLock { $0.append(event) } }
    var all: [Event] { events.withLock { $0 } }

    /// All observations of a run, whatever bunches they came in.
    func observations(_ id: Int) -> [Observation] {
      all.flatMap { event -> [Observation] in
        if case .experimentObserved(id, let observations) = event { observations } else { [] }
      }
    }
  }

  private let settings = ExperimentSettings(Watering().description)

  @Test func `the background tells every point in its order, and the end last`() throws {
    let (runner, told) = (LiveRunner(), Told())
    runner.accept(4)
    runner.run(4, "watering", settings, LiveDesks.garden) { told.add($0) }
    let (observations, result) = try LiveDesks.run("watering", settings)
    func lasting(_ all: [Observation]) -> [Observation] {
      all.filter { if case .progress = $0 { false } else { true } }
    }
    #expect(lasting(told.observations(4)) == lasting(observations))
    #expect(told.all.last == .experimentEnded(id: 4, .done(result)))
  }

  @Test func `a run that nobody wants any more ends as stopped, before or after it began`() {
    let (runner, told) = (LiveRunner(), Told())
    runner.accept(1)
    runner.stop()
    runner.run(1, "watering", settings, LiveDesks.garden) { told.add($0) }
    #expect(told.all == [.experimentEnded(id: 1, .stopped)])
    let other = Told()
    let desk = LiveDesk([Watering()]) { _, _ in
      runner.accept(3)
      return LiveDesks.surroundings
    }
    runner.accept(2)
    runner.run(2, "watering", settings, desk) { other.add($0) }
    #expect(other.all.last == .experimentEnded(id: 2, .stopped))
  }

  @Test func `what surrounds a run may be missing: the reason is told without control characters`() {
    let (runner, told) = (LiveRunner(), Told())
    let desk = LiveDesk([Watering()]) { _, _ in throw LiveDesk.Failure(message: "there is no model") }
    runner.accept(1)
    runner.run(1, "watering", settings, desk) { told.add($0) }
    #expect(told.all == [.experimentEnded(id: 1, .failed("there is no model"))])
    let frost = Told()
    runner.accept(2)
    runner.run(2, "frost", ExperimentSettings(SilentFrost().description), LiveDesks.garden) { frost.add($0) }
    guard case .experimentEnded(2, .failed(let reason))? = frost.all.last else {
      Issue.record("\(frost.all)")
      return
    }
    #expect(reason.string.contains("warm nights") && !reason.string.contains("\u{1B}"))
  }
}
