import Foundation
import StrataTesting
import Testing

/// Labs that run experiments on this machine, by commands.
@Suite struct LiveLabTests {
  private let home: Home

  init() throws {
    home = try Home()
    _ = try home.file("course/Labs/trial/lab.md", Self.lab)
  }

  private static let lab = """
    ---
    id: trial
    title: A trial
    summary: Guess, then train.
    layer: all
    order: 1
    minutes: 10
    needs: a minute
    covers: []
    sources: []
    steps:
      - id: predict
        title: Predict
        kind: predict
        text: Guess.
        fields:
          - {id: loss, prompt: "How much is left?", kind: number, unit: nats a token}
          - {id: wins, prompt: "Does it win?", kind: choice, options: ["yes", "no"]}
      - id: train
        title: Train
        kind: run
        experiment: demo.training-run
        parameters: {steps: 20, hidden: 64, layers: 1}
        text: Train [it](demo:training-run).
      - id: compare
        title: Compare
        kind: compare
        compares:
          - {field: loss, with: final-loss}
          - {field: wins, with: train/beats-trigrams}
        text: The sealed answer.
    ---
    A lab.
    """

  // MARK: Checking

  /// Checks the course with the lab changed; what is told, without the file's name.
  private func problems(_ text: String, _ new: String) throws -> [String] {
    try #require(Self.lab.contains(text))
    _ = try home.file("course/Labs/trial/lab.md", Self.lab.replacing(text, with: new))
    let outcome = try home.strata("content", "check", "--json")
    #expect(outcome.status == 1)
    return (try outcome.object()["problems"] as? [[String: Any]] ?? []).map {
      #expect($0["file"] as? String == "Labs/trial/lab.md")
      return "\($0["line"] ?? 0): \($0["message"] ?? "")"
    }
  }

  @Test func `a lab that names experiments, parameters and figures rightly passes`() throws {
    let outcome = try home.strata("content", "check")
    #expect(outcome.status == 0, "\(outcome.output)")
  }

  @Test func `an unknown experiment, parameter or figure is told with its line and what is near`() throws {
    let step = try problems("experiment: demo.training-run", "experiment: demo.traning-run")
    #expect(step.first?.hasPrefix("19: experiment demo.traning-run: there is no experiment \"traning-run\"") == true)
    #expect(step.first?.contains("near it: training-run") == true)
    let link = try problems("(demo:training-run)", "(demo:train)")
    #expect(link.count == 1 && link[0].hasPrefix("24: there is no experiment \"train\""), "\(link)")
    let name = try problems("steps: 20", "stps: 20")
    #expect(name == ["19: experiment demo.training-run: there is no parameter \"stps\"; near it: steps"])
    let value = try problems("steps: 20", "steps: 0")
    #expect(value.count == 1 && value[0].hasPrefix("19: experiment demo.training-run: steps is \"0\"; it must be"))
    let figure = try problems("with: final-loss", "with: final-los")
    #expect(figure == ["25: compares with \"final-los\", which is none of training-run's: final-loss, beats-trigrams"])
    let place = try problems("train/beats-trigrams", "trail/beats-trigrams")
    #expect(place.count == 1 && place[0].hasPrefix("25: compares with \"trail/beats-trigrams\", which is no step"))
  }

  @Test func `a field must be of the figure's kind, in its unit, with its choices`() throws {
    #expect(
      try problems(", unit: nats a token", "") == [
        "25: the unit of \"loss\" must be that of training-run's final-loss: nats a token"
      ])
    #expect(
      try problems("kind: number, unit: nats a token", "kind: line") == [
        "25: \"loss\" must be a number, as training-run's final-loss is"
      ])
    #expect(
      try problems("[\"yes\", \"no\"]", "[\"yes\", \"never\"]") == ["25: the options of \"wins\" must be: yes, no"])
  }

  @Test func `a curve that is named afterwards cannot be predicted by a field`() throws {
    let text = Self.lab.replacing("experiment: demo.training-run", with: "experiment: demo.learning-rate")
      .replacing("hidden: 64, layers: 1", with: "repeats: 1").replacing("with: final-loss", with: "with: too-high")
    _ = try home.file("course/Labs/trial/lab.md", text)
    let outcome = try home.strata("content", "check")
    #expect(outcome.status == 1 && outcome.output.contains("\"too-high\", which learning-rate asks once it was seen"))
  }

  // MARK: Running

  @Test func `before anything ran, comparing locks nothing and says what to run`() throws {
    let outcome = try home.strata("lab", "compare", "trial")
    #expect(
      outcome.status == 1 && outcome.errors.contains("nothing of trial was measured yet: strata lab run trial train"))
    let early = try home.strata("lab", "run", "trial", "train")
    #expect(early.status == 1 && early.errors.contains("2 fields missing: loss, wins") && early.output.isEmpty)
  }

  @Test
  func `a step runs like strata demo, its figures are kept, and comparing tells how far off the predictions were`()
    throws
  {
    // The small course has too little text to learn from.
    let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let course = home.folder.appendingPathComponent("whole")
    try FileManager.default.createDirectory(at: course, withIntermediateDirectories: true)
    for name in ["Content", "Labs"] {
      try FileManager.default.copyItem(
        at: shipped.appendingPathComponent(name), to: course.appendingPathComponent(name))
    }
    _ = try home.file("whole/Labs/trial/lab.md", Self.lab)
    let variables: [String: String?] = ["STRATA_CONTENT": course.path]
    @discardableResult func lab(_ arguments: String...) throws -> Outcome {
      try home.run(Home.program.path, ["lab"] + arguments, environment: variables)
    }
    try lab("set", "trial", "loss", "60")
    try lab("set", "trial", "wins", "yes")
    let run = try lab("run", "trial", "train")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("Your predictions beside the measurement") && run.output.contains("steps=20"))
    #expect(run.errors.contains("cannot be changed any more") && run.errors.contains("kept as result 1"))
    let compare = try lab("compare", "trial").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(compare.contains("Train: ") && compare.contains("yours 60 nats a token, measured "))
    #expect(compare.contains("nats a token too high") && compare.contains("result 1 of the notebook"))
    #expect(try lab("set", "trial", "loss", "3").errors.contains("locked"))
    #expect(try lab("run", "trial", "train", "--model", "").status == 64)
    let file = home.folder.appendingPathComponent("out.md").path
    _ = try home.run(Home.program.path, ["export", "--out", file], environment: variables)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("A trial: Train") && text.contains("predicted 60 nats a token, measured"))
    #expect(text.contains("- Machine: ") && text.contains("experiment, trial/train"))
  }
}
