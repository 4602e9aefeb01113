import Experiments
import Workbench

/// Experiments of the garden, whose points and figures are fixed.
enum LiveDesks {
  static let garden = LiveDesk([Watering(), TwoBeds(), SilentFrost()]) { _, _ in surroundings }
  /// One that shows pictures, and one against the clock.
  static let greenhouse = LiveDesk([Greenhouse(), SnailRace()]) { _, _ in surroundings }

  static let surroundings = ExperimentEnvironment(
    threads: 2, seed: 7, modelPath: nil, machine: "a garden shed", load: 0.25,
    corpus: { _ in throw ExperimentError.noModel }, questions: { throw ExperimentError.noModel })

  /// All that an experiment tells, and its result.
  static func run(
    _ id: ExperimentID, _ settings: ExperimentSettings, load: Double? = 0.25
  ) throws -> (observations: [Observation], result: ExperimentResult) {
    let all = garden.experiments + greenhouse.experiments
    guard let experiment = all.first(where: { $0.description.id == id }) else {
      throw ExperimentError.noModel
    }
    var surroundings = surroundings
    surroundings.load = load
    let told = Told()
    let result = try experiment.run(settings, surroundings) {
      told.observations.append($0)
      return true
    }
    return (told.observations, result)
  }

  private final class Told {
    var observations: [Observation] = []
  }
}

/// Plants grow with the water they get: a line, and marks beside it.
struct Watering: Experiment {
  let description = ExperimentDescription(
    id: "watering", title: "How much water?", layer: .model,
    summary: "Ten beds get water from one can to ten, and after a week it is measured how far the beans have come.",
    parameters: [
      ExperimentParameter("cans", "cans that the wettest bed gets", .whole(1...100, usual: 10)),
      ExperimentParameter("warmth", "how warm it is", unit: "°C", .number(5...35, usual: 20)),
      ExperimentParameter("soil", "what the beds are filled with", .choice(["loam", "sand"], usual: "loam")),
    ],
    predictions: [
      ExperimentPrediction("height", "How high do the best beans stand after a week?", unit: "cm", .ratio),
      ExperimentPrediction("drowned", "Do the wettest ones drown?", .choice(["yes", "no"])),
    ],
    chart: ExperimentDescription.Chart(x: "cans of water", y: "height in cm", marks: ["measured"]),
    needs: ExperimentDescription.Needs(seconds: 30, bytes: 5 << 20, isModelNeeded: false))

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    guard case .whole(let cans)? = settings["cans"] else { throw ExperimentError.noModel }
    for bed in 1...10 {
      let water = Double(bed * cans) / 10
      let told: [Observation] = [
        .progress(Double(bed - 1) / 10, "bed \(bed)"), .point(series: "formula", x: water, y: 4 * water),
        .point(series: "measured", x: water, y: 4 * water + Double(bed % 3)),
      ]
      for one in told { guard observe(one) else { throw ExperimentError.stopped } }
    }
    _ = observe(.note("The beans lean towards the light."))
    _ = observe(.sample(label: "label", text: "French beans\u{1B}[31m, sown in May"))
    var result = ExperimentResult(settings, environment)
    result.figures = [
      .init(
        "height", "Height of the best beans", 4 * Double(cans), unit: "cm",
        spread: 3.9 * Double(cans)...4.1 * Double(cans), expected: .init(30...50, "the almanac"), isTiming: true)
    ]
    result.tables = [
      .init("Beds", columns: ["bed", "water", "height"], rows: [[.text("first"), .number(1), .number(4)]])
    ]
    result.choices = ["drowned": "no"]
    result.sentences = ["More water, higher beans."]
    result.scaleUp = "A field of 10,000 beds takes 100,000 cans."
    return result
  }
}

/// Two unnamed beds: which one stands in the sun is said once they are seen.
struct TwoBeds: Experiment {
  let description = ExperimentDescription(
    id: "two-beds", title: "Sun or shade?", layer: .infrastructure,
    summary: "Two beds, A and B, one in the sun: you say which, by their growth.", parameters: [],
    predictions: [
      ExperimentPrediction("sun", "Which bed stands in the sun?", .choice(["A", "B"]), isAskedAfterwards: true),
      ExperimentPrediction("wall", "Which bed is at the wall?", .choice(["A", "B"]), isAskedAfterwards: true),
    ],
    chart: ExperimentDescription.Chart(x: "days", y: "leaves"),
    needs: ExperimentDescription.Needs(seconds: 5, bytes: 1 << 20, isModelNeeded: true))

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    for day in 1...6 {
      for (bed, leaves) in [("A", day), ("B", 2 * day)] {
        guard observe(.point(series: bed, x: Double(day), y: Double(leaves))) else { throw ExperimentError.stopped }
      }
    }
    var result = ExperimentResult(settings, environment)
    result.choices = ["sun": "B", "wall": "A"]
    result.solution = ["B stands in the sun."]
    return result
  }
}

/// Nothing comes of it, ever.
struct SilentFrost: Experiment {
  let description = ExperimentDescription(
    id: "frost", title: "Late frost", layer: .infrastructure, summary: "The frost comes, and that is that.",
    parameters: [], predictions: [], chart: ExperimentDescription.Chart(x: "", y: ""),
    needs: ExperimentDescription.Needs(seconds: 1, bytes: 0, isModelNeeded: false))

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    throw ExperimentError.tooLittle("warm nights\u{1B}[2J", needed: 3, found: 0)
  }
}
