import Testing
@testable import Experiments

@Suite struct CatalogueTests {
  private let all = Experiments.all.map(\.description)

  @Test func `every experiment has an id of its own, and is found by it`() {
    #expect(Set(all.map(\.id)).count == all.count)
    for one in all { #expect(Experiments.named(one.id)?.description.title == one.title) }
    #expect(Experiments.named("nothing") == nil)
  }

  @Test func `every experiment ends within a minute at its usual settings, and asks something`() {
    for one in all {
      #expect(one.needs.seconds <= 60 && one.needs.bytes < 1 << 30, "\(one.id)")
      #expect(!one.predictions.isEmpty && one.summary.last == ".", "\(one.id)")
      #expect(Set(one.predictions.map(\.id)).count == one.predictions.count, "\(one.id)")
      #expect(Set(one.parameters.map(\.name)).count == one.parameters.count, "\(one.id)")
    }
  }

  @Test func `every usual value may be set, and says so when it is printed and read again`() throws {
    for one in all {
      let usual = ExperimentSettings(one)
      let again = try ExperimentSettings(one, setting: usual.values.map { (name: $0.name, value: "\($0.value)") })
      #expect(again == usual, "\(one.id)")
    }
  }

  private let run = TrainingRun().description

  @Test func `a value is read by the kind of its parameter`() throws {
    let set = try ExperimentSettings(run, setting: [("steps", "25"), ("rate", "0.02"), ("hidden", "64")])
    #expect(set["steps"] == .whole(25) && set["rate"] == .number(0.02) && set["hidden"] == .choice("64"))
    #expect(set["layers"] == .whole(2) && set["nothing"] == nil)
    #expect(try ExperimentSettings(BetterOrLucky().description, setting: [("mix", "q8_0")])["mix"] == .choice("Q8_0"))
  }

  @Test(arguments: [
    ("stps", "3", "there is no parameter \"stps\"; near it: steps"),
    ("colour", "3", "there is no parameter \"colour\"; there are: steps, hidden, layers, tokens, rate"),
    ("steps", "5", "steps is \"5\"; it must be a whole number from 20 to 3,000"),
    ("steps", "many", "steps is \"many\"; it must be a whole number from 20 to 3,000"),
    ("rate", "nan", "rate is \"nan\"; it must be a number from 1·10⁻⁵ to 0.1"),
    ("hidden", "65", "hidden is \"65\"; it must be one of 64, 128, 192, 256"),
  ])
  func `a mistake names what would be right`(name: String, value: String, words: String) {
    #expect {
      _ = try ExperimentSettings(run, setting: [(name: name, value: value)])
    } throws: {
      "\($0)" == words
    }
  }

  @Test func `a part's progress is a part of the whole, and nobody's wish ends it`() throws {
    let seen = Seen()
    let stage = Stage {
      seen.all.append($0)
      return seen.all.count < 4
    }
    try stage.part(0.5, 1).part(1, of: 2).progress(0.5, "a")
    try stage.part(0.5, 1).progress(7, "b")
    #expect(stage.part(3, of: 4).goesOn(0, "c"))
    #expect(seen.shares == [0.875, 1, 0.75])
    #expect(throws: ExperimentError.stopped) { try stage.withoutPoints.progress(1, "d") }
    try stage.withoutPoints.point("hidden", 1, 1)
    #expect(seen.all.count == 4)
  }
}
