import Experiments
import Foundation
import StrataTesting
import Synchronization
import Terminal
import Testing
@testable import Workbench

/// A run that waits for the reader.
@Suite struct LivePauseTests {
  @Test func `a paused run says so, and its time stands still`() throws {
    let player = try Player.live()
    player.play("r")
    try player.observe(16)  // half of the beds, after three seconds
    let before = try #require(player.bench?.run?.secondsLeft(at: player.clock.now))
    player.play("P")
    #expect(player.asked.last == .pauseExperiment(true))
    #expect(player.screen.contains("50 % paused") && player.screen.contains("P goes on"))
    #expect(player.screen.contains("P go on"), "the footer")
    #expect(player.state.deadline == nil, "nothing to wake for")
    player.wait(600)
    player.play("P")
    #expect(player.asked.last == .pauseExperiment(false))
    let after = try #require(player.bench?.run?.secondsLeft(at: player.clock.now))
    #expect(abs(after - before) < 1)
    try player.finish()
    #expect(player.screen.contains("Done in 13 s"), "three seconds, nine seconds, and some keys")
  }

  @Test func `the list says that a run is paused`() throws {
    let player = try Player.live(size: Size(120, 40))
    player.play("r P Esc")
    #expect(player.screen.contains("paused"))
  }

  @Test func `a paused run can be stopped, and another one begins unpaused`() throws {
    let player = try Player.live()
    player.play("r P s")
    let old = try #require(player.bench?.run?.id)
    #expect(player.screen.contains("Stopping …"))
    player.take(.experimentEnded(id: old, .stopped))
    #expect(player.screen.contains("Stopped after"))
    player.play("r")
    #expect(player.bench?.run?.phase == .running)
  }

  @Test func `a run against the clock cannot wait, and says why`() throws {
    let player = try Player.live(desk: LiveDesks.greenhouse)
    player.play("Esc j Enter r P")
    #expect(player.said.contains("runs against the clock") && player.said.contains("s stops it"))
    #expect(player.bench?.run?.phase == .running)
    #expect(!player.asked.contains(.pauseExperiment(true)))
  }

  @Test func `nothing is running: pause says so`() throws {
    let player = try Player.live()
    player.play("P")
    #expect(player.said.contains("nothing is running"))
  }

  // MARK: In the background

  /// A runner with a run on a thread of its own.
  private final class Background: Sendable {
    let runner = LiveRunner()
    private let events = Mutex<[Event]>([])
    private let told = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    func start(_ id: Int) {
      let thread = Thread { [self] in
        runner.run(id, "watering", ExperimentSettings(Watering().description), LiveDesks.garden) { event in
          self.events.withLock { $0.append(event) }
          self.told.signal()
        }
        ended.signal()
      }
      thread.start()
    }

    func waitForWord() { told.wait() }
    func waitForEnd() { ended.wait() }

    var observations: [Observation] {
      events.withLock { $0 }.flatMap { event -> [Observation] in
        if case .experimentObserved(_, let observations) = event { observations } else { [] }
      }
    }

    var last: Event? { events.withLock { $0.last } }
  }

  @Test(.timeLimit(.minutes(1))) func `a paused run comes no further than its next word, and then goes on to its end`()
    throws
  {
    let background = Background()
    background.runner.accept(7)
    background.runner.pause(true)
    background.start(7)
    background.waitForWord()
    #expect(background.observations == [.progress(0, "bed 1")])
    background.runner.pause(false)
    background.waitForEnd()
    let (_, result) = try LiveDesks.run("watering", ExperimentSettings(Watering().description))
    #expect(background.last == .experimentEnded(id: 7, .done(result)))
  }

  @Test(.timeLimit(.minutes(1))) func `a paused run that is stopped ends at once`() {
    let background = Background()
    background.runner.accept(7)
    background.runner.pause(true)
    background.runner.pause(true)
    background.start(7)
    background.waitForWord()
    background.runner.stop()
    background.waitForEnd()
    #expect(background.last == .experimentEnded(id: 7, .stopped))
  }
}
