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

  private func desk(_ own: String?) throws -> CostDesk { try CostDesks.read(content, own: own) }

  @Test func `an own calibration and own bands take the place of those that came along`() throws {
    let shipped = try desk(nil)
    #expect(shipped.factors != .prior && !shipped.bands.classes.isEmpty && !shipped.hasOwnCalibration)
    let folder = try Folder()
    let empty = try desk(folder.path("catalog"))
    #expect(empty.factors == shipped.factors && empty.bands == shipped.bands && !empty.hasOwnCalibration)
    try folder.write(Factors.prior.table, to: "catalog/calibration.csv")
    let bands = Bands(classes: [.denseClosed: .init(half: 0.4, rows: 12)])
    try folder.write(bands.table, to: "catalog/bands.csv")
    let own = try desk(folder.path("catalog"))
    #expect(own.factors == (try Factors.read(folder.path("catalog/calibration.csv"))))
    #expect(own.factors != shipped.factors && own.bands == bands && own.hasOwnCalibration)
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
    let scores = try CostScores.read(desk)
    #expect(scores.rows(width: 90)[0].text.contains("your own calibration"))
    let usual = try CostScores.read(try self.desk(nil))
    #expect(!usual.rows(width: 90)[0].text.contains("your own") && scores.groups != usual.groups)

    let words = try self.words(desk)
    #expect(words.contains("33 % below and 49 %") && words.contains("by your own bands"), "\(words)")
  }

  @Test func `bands that came along are not called the reader's own beside a calibration that is`() throws {
    let folder = try Folder()
    try folder.write(Factors.prior.table, to: "catalog/calibration.csv")
    let words = try self.words(try desk(folder.path("catalog")))
    #expect(words.contains("Nine of ten measurements") && !words.contains("your own bands"), "\(words)")
  }

  @Test func `own bands are called so beside a calibration that came along`() throws {
    let folder = try Folder()
    try folder.write(Bands(classes: [.denseClosed: .init(half: 0.4, rows: 12)]).table, to: "catalog/bands.csv")
    let words = try self.words(try desk(folder.path("catalog")))
    #expect(words.contains("33 % below and 49 %") && words.contains("by your own bands"), "\(words)")
  }

  /// What is said beside the load of a simulated replica, in one line.
  private func words(_ desk: CostDesk) throws -> String {
    let player = try Player(size: Size(200, 60), costs: desk)
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
    let results = player.screen.split(separator: "\n").compactMap { $0.split(separator: "││", maxSplits: 1).last }
    return results.map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " │┃")) }.joined(separator: " ")
  }
}
