import Inference
import StrataTesting
import Testing
import Training
@testable import Experiments

@Suite struct TrainingLawTests {
  @Test func `a power law is found again by its points`() throws {
    let points = (1...40).map { (x: Double($0), y: 5 / Double($0).squareRoot()) }
    let law = try #require(PowerLaw(points))
    #expect(abs(law.scale - 5) < 1e-9 && abs(law.exponent + 0.5) < 1e-9 && abs(law.at(400) - 0.25) < 1e-9)
    #expect(PowerLaw([(x: 1, y: 1)]) == nil && PowerLaw([(x: 2, y: 1), (x: 2, y: 3)]) == nil)
  }

  @Test func `the first third of a curve that is a power law promises its end`() throws {
    let losses = (1...300).map { 6 / Double($0).squareRoot().squareRoot() }
    #expect(abs(try #require(TrainingRun.drawnOn(losses)) - losses[299]) < 1e-9)
    #expect(TrainingRun.drawnOn([3, 2]) == nil)
  }

  @Test func `curves get their letters by chance, all three of them, the same for a seed`() {
    let orders = (0..<40).map { LearningRates.order(seed: $0) }
    #expect(orders.allSatisfy { Set($0) == Set(LearningRates.Height.allCases) && $0.count == 3 })
    #expect(Set(orders).count == 6 && orders[3] == LearningRates.order(seed: 3))
  }

  @Test func `a curve is diagnosed by where it ends`() {
    typealias Diagnosis = LearningRates.Diagnosis
    #expect(Diagnosis(divergedAt: 7, final: nil, chance: 6, best: 2) == .diverged(step: 7))
    #expect(Diagnosis(divergedAt: nil, final: 5.8, chance: 6, best: 2) == .astray)
    #expect(Diagnosis(divergedAt: nil, final: 4, chance: 6, best: 2) == .slow)
    #expect(Diagnosis(divergedAt: nil, final: 2, chance: 6, best: 2) == .good)
    #expect(Diagnosis(divergedAt: nil, final: nil, chance: 6, best: 2) == .astray)
  }

  @Test func `an adapter learns the rank times width and height of its matrices`() throws {
    let shape = TrainingShape(
      vocabularySize: 300, hiddenSize: 64, layerCount: 2, headCount: 4, kvHeadCount: 2, feedForwardSize: 96,
      contextLength: 64)
    let base = try TrainableModel(shape, seed: 1)
    var random = SplitMix64(seed: 4)
    for rank in LoRARanks.ranks {
      let targets = Set(LoRA.Target.allCases.filter { _ in random.int(0...1) == 1 } + [.down])
      let adapter = try LoRA(base, rank: rank, alpha: 1, targets: targets, seed: 1)
      let sum = LoRARanks.learned(rank: rank, layers: 2, hidden: 64, kvWidth: 32, feedForward: 96, targets)
      #expect(adapter.learned.layout.count == sum, "rank \(rank), \(targets)")
    }
  }

  @Test func `what is held out of the new task is not learned`() {
    let task = NewTask(seed: 3)
    #expect(task.training.count == 240 && task.heldOut.count == 60 && task.training == NewTask(seed: 3).training)
    #expect(Set(task.training.map(\.question)).isDisjoint(with: task.heldOut.map(\.question)))
    #expect(task.heldOut != NewTask(seed: 4).heldOut)
  }

  @Test func `a teacher of 24 times the student's size costs eight times the student's own work`() {
    #expect(Distillation.costShare(student: 1, teacher: 24) == 8)
  }

  @Test func `what is held out is taken from all of the text, so many sequences of it`() throws {
    let text = try CourseTokens(Surroundings.corpus, learning: 300)
    let part = try text.heldOut(length: 32, sequences: 5)
    #expect(part.sequenceCount == 5)
    let all = try text.heldOut(length: 32, sequences: 1_000_000)
    #expect(part.tokens[..<32] == all.tokens[..<32] && part.tokens[128..<160] != all.tokens[128..<160])
  }
}
