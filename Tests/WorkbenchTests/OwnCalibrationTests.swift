import CostModel
import Decision
import Foundation
import Simulation
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// The reader's own calibration and bands beside those that came along.
@Suite struct OwnCalibrationTests {
  private let content = Courses.package.path + "/Content"
  private let day = Date(timeIntervalSince1970: 1_795_608_000)

  private func desk(_ own: String?) throws -> CostDesk { try CostDesk.read(content: content, own: own, now: day) }

  @Test func `an own calibration and own bands take the place of those that came along`() throws {
    let shipped = try desk(nil)
    #expect(shipped.factors != .prior && !shipped.bands.classes.isEmpty && !shipped.isOwnCalibration)
    let folder = try Folder()
    let empty = try desk(folder.path("catalog"))
    #expect(empty.factors == shipped.factors && empty.bands == shipped.bands && !empty.isOwnCalibration)
    try folder.write(Factors.prior.table, to: "catalog/calibration.csv")
    let bands = Bands(classes: [.denseClosed: .init(half: 0.4, rows: 12)])
    try folder.write(bands.table, to: "catalog/bands.csv")
    let own = try desk(folder.path("catalog"))
    #expect(own.factors == (try Factors.read(folder.path("catalog/calibration.csv"))))
    #expect(own.factors != shipped.factors && own.bands == bands && own.isOwnCalibration)
    #expect(own.presets == shipped.presets)
  }

  @Test func `a mistake in them is told with its file`() throws {
    let folder = try Folder()
    try folder.write("factor,value\nweightBandwith,0.8\n", to: "catalog/calibration.csv")
    do {
      _ = try desk(folder.path("catalog"))
      Issue.record("a factor that does not exist was taken")
    } catch let failure as CostDesk.Failure {
      #expect(failure.message.string.contains("weightBandwith"))
    }
  }

  @Test func `own bands widen the scoreboard's and are said beside a replica's load`() throws {
    let folder = try Folder()
    let bands = Bands(classes: [.denseClosed: .init(half: 0.4, rows: 12)])
    try folder.write(Factors.prior.table, to: "catalog/calibration.csv")
    try folder.write(bands.table, to: "catalog/bands.csv")
    let desk = try desk(folder.path("catalog"))
    let scores = try CostScores.read(content: content, desk)
    #expect(scores.rows(width: 90)[0].text.contains("your own calibration"))
    let usual = try CostScores.read(content: content, try self.desk(nil))
    #expect(!usual.rows(width: 90)[0].text.contains("your own") && scores.groups != usual.groups)

    let player = try Player(size: Size(120, 40), costs: desk)
    player.play("2 c c Tab")
    player.wait(1)
    let evaluator = try Evaluator(player.scenario, desk.catalog, desk.factors, today: desk.today)
    var question = try #require(evaluator.load(of: "own")).question
    (question.fewestRequests, question.mostRequests) = (50, 50)
    var findings = CostFindings()
    findings.goodput = try GoodputCurve(question, points: 3)
    findings.goodputOption = "own"
    findings.capacities["own"] = evaluator.comparison().option("own")?.fleet?.capacity
    player.take(.costsCounted(id: try #require(player.countingRun), findings, progress: nil))
    #expect(player.screen.contains("33 % below and 49 %"), "\(player.screen)")
  }
}
