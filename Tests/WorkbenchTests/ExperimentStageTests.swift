import Experiments
import StrataTesting
import Terminal
import Testing
@testable import Workbench

/// The stage of each experiment with a real run on it, recorded once: while it goes on, when it is done, and each of its
/// pictures.
@Suite struct ExperimentStageTests {
  private static let desk = LiveDesk(Experiments.all) { _, _ in LiveDesks.surroundings }
  private static let sizes = [Size(80, 24), Size(120, 40), Size(200, 60)]

  @Test(arguments: Experiments.all.map(\.description.id.rawValue))
  func `each experiment's stage has its pictures, on the way and at the end`(id: String) throws {
    let place = try #require(Experiments.all.firstIndex { $0.description.id.rawValue == id })
    let recorded = try RecordedRun(Experiments.all[place].description)
    let player = try Player(size: Size(120, 40), live: ExperimentStageTests.desk)
    player.play("5" + String(repeating: " j", count: place) + " Enter r")
    let run = try #require(player.runAsked)
    #expect(run.experiment.rawValue == id)

    var parts: [(title: String, text: String)] = []
    let half = recorded.observations.count / 2
    player.clock.advance(by: 5)
    player.take(.experimentObserved(id: run.id, Array(recorded.observations[..<half])))
    player.resize(Size(80, 24))
    parts.append(("80x24, on the way", player.screen))

    player.clock.advance(by: 5)
    player.take(.experimentObserved(id: run.id, Array(recorded.observations[half...])))
    player.take(.experimentEnded(id: run.id, .done(recorded.result)))
    for size in ExperimentStageTests.sizes {
      player.resize(size)
      parts.append(("\(size.width)x\(size.height)", player.screen))
    }
    let count = try #require(player.bench?.figureCount)
    #expect(count > 0)
    player.resize(ExperimentStageTests.sizes[0])
    for number in 1..<max(count, 1) {
      player.play("]")
      parts.append(("80x24, picture \(number + 1) of \(count)", player.screen))
    }
    player.play("End")
    parts.append(("80x24, the end of the words", player.screen))
    try Snapshot.expect("live-stage-\(id)", parts)
  }
}
