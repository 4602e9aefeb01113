import Corpus
import StrataTesting
import Testing
@testable import Experiments

/// Whole runs on models so small that they take a second.
@Suite struct RunTests {
  private let folder: TemporaryFolder
  private var model: String { folder.path("tiny.gguf") }

  init() throws {
    folder = try TemporaryFolder()
    try Surroundings.writeModel(to: model)
  }

  private func run(_ id: ExperimentID, seed: UInt64 = 1, _ seen: Seen = Seen()) throws -> ExperimentResult {
    try Surroundings.run(id, SmallRuns.settings[id.rawValue] ?? [], Surroundings.environment(seed: seed, model: model))
    {
      seen.all.append($0)
      return true
    }
  }

  @Test(arguments: Experiments.all.map(\.description.id))
  func `a run repeats with its seed, answers what was asked, and tells how far it is`(id: ExperimentID) throws {
    let description = try #require(Experiments.named(id)).description
    let seen = Seen()
    let (first, second) = (try run(id, seen), try run(id))
    for figure in first.figures where !figure.isTiming { #expect(second.figure(figure.id) == figure) }
    for (one, other) in zip(first.tables, second.tables) where !one.isTiming { #expect(one == other) }
    #expect(first.tables.map(\.title) == second.tables.map(\.title) && first.choices == second.choices)
    for prediction in description.predictions {
      #expect(first.answer(prediction) != nil, "\(prediction.id)")
      if case .choice(let names) = prediction.kind, case .choice(let name)? = first.answer(prediction) {
        #expect(names.contains(name), "\(name)")
      }
    }
    #expect(seen.shares == seen.shares.sorted() && seen.shares.last == 1, "\(seen.shares)")
    #expect(!seen.series.isEmpty && !first.sentences.isEmpty && !first.scaleUp.isEmpty)
    #expect(first.tables.allSatisfy { table in table.rows.allSatisfy { $0.count == table.columns.count } })
  }

  @Test(arguments: Experiments.all.map(\.description.id))
  func `a run ends when nobody wants more`(id: ExperimentID) {
    for allowed in [0, 4] {
      var count = 0
      #expect(throws: ExperimentError.stopped) {
        _ = try Surroundings.run(id, SmallRuns.settings[id.rawValue] ?? [], Surroundings.environment(model: model)) {
          _ in
          count += 1
          return count <= allowed
        }
      }
      #expect(count == allowed + 1)
    }
  }

  @Test func `what needs a model says so where there is none`() {
    for one in Experiments.all.map(\.description) where one.needs.isModelNeeded {
      #expect(throws: ExperimentError.noModel) {
        _ = try Surroundings.run(one.id, SmallRuns.settings[one.id.rawValue] ?? [], Surroundings.environment())
      }
    }
  }

  @Test func `training begins at chance and falls, and the fields of a run say where it was`() throws {
    let result = try run("training-run")
    let chance = try #require(result.figure("chance")).value
    #expect(result.figure("first-loss")?.isAsExpected == true)
    #expect(try #require(result.figure("final-loss")).value < chance)
    let isBetter = try #require(result.figure("final-loss")).value < (try #require(result.figure("trigrams")).value)
    #expect(result.choices["beats-trigrams"] == (isBetter ? "yes" : "no"))
    #expect(result.seed == 1 && result.threads == 1 && !result.isBusy)
  }

  @Test func `the curves bear letters alone, and the solution names the rates`() throws {
    let seen = Seen()
    let result = try run("learning-rate", seen)
    #expect(seen.series == ["A", "B", "C"])
    let order = LearningRates.order(seed: 1)
    let letters = ["A", "B", "C"]
    #expect(result.choices["too-high"] == order.firstIndex(of: .high).map { letters[$0] })
    #expect(result.choices["too-low"] == order.firstIndex(of: .low).map { letters[$0] })
    #expect(!result.sentences.joined().contains("is the low rate") && result.solution.count == 3)
    #expect(seen.points("A").map(\.x) == (1...20).map { Double($0) })
  }

  @Test func `an adapter's row tells its size, and the base model is as it was before`() throws {
    let result = try run("lora-rank")
    let rows = try #require(result.tables.first).rows
    let names = ["before"] + LoRARanks.ranks.map { "rank \($0)" } + ["whole model"]
    #expect(rows.map { $0.first?.description } == names)
    let learned = rows.compactMap { row in if case .number(let value) = row[1] { value } else { nil } }
    // 64 wide, 32 for keys and values, 96 between: twice 128, twice 96, three times 160.
    #expect(learned.dropFirst().dropLast().elementsEqual(LoRARanks.ranks.map { Double($0 * 928) }))
    #expect(result.figure("forgetting") != nil && rows.first?.last == ExperimentResult.Cell.none)
  }

  @Test func `a rounding that changes no answer is no evidence`() throws {
    let result = try run("better-or-lucky")
    #expect(
      result.figure("worse-wins-simulated")?.expected?.range.contains(result.figure("worse-wins")?.value ?? 0) == true)
    #expect(result.choices["is-luck"] == "yes" && result.figure("luck")?.value == 100)
    #expect(try #require(result.figure("size")).value < 100)
  }

  @Test func `times are not scored on a busy machine, losses are`() throws {
    var result = try run("training-run")
    let speed = ExperimentPrediction("speed", "How fast?", .ratio)
    let loss = try #require(TrainingRun().description.prediction("final-loss"))
    #expect(result.verdict(speed, .number(1)) != nil)
    result.load = 1.5
    #expect(result.isBusy && result.verdict(speed, .number(1)) == nil && result.verdict(loss, .number(1)) != nil)
  }
}
