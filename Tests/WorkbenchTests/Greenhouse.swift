import Experiments
import Workbench

/// Shows a picture of every kind beside its chart.
struct Greenhouse: Experiment {
  let description = ExperimentDescription(
    id: "greenhouse", title: "What grows where?", layer: .optimization,
    summary: "A greenhouse of several tables, each with its plants.",
    parameters: [ExperimentParameter("plants", "plants on a table", .whole(1...64, usual: 6))], predictions: [],
    chart: ExperimentDescription.Chart(x: "day", y: "leaves"),
    needs: ExperimentDescription.Needs(seconds: 20, bytes: 1 << 20, isModelNeeded: true))

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    guard case .whole(let plants)? = settings["plants"] else { throw ExperimentError.noModel }
    for day in 0...8 {
      let told: [Observation] = [
        .progress(Double(day) / 8, "day \(day)"), .point(series: "beans", x: Double(day), y: Double(day * plants)),
      ]
      for one in told { guard observe(one) else { throw ExperimentError.stopped } }
    }
    for picture in Greenhouse.pictures(plants) { _ = observe(.picture(picture)) }
    var result = ExperimentResult(settings, environment)
    result.figures = [.init("leaves", "Leaves in all", Double(8 * plants))]
    result.sentences = ["All of it grew."]
    return result
  }

  static func pictures(_ plants: Int) -> [ExperimentPicture] {
    let tables = ["north", "east", "south", "west"]
    let heat = tables.indices.map { row in (0..<24).map { Double((row + 1) * ($0 * 7 % 11)) / 10 } }
    let lanes = (0..<plants).map { plant in
      ExperimentPicture.Lane(
        "plant \(plant + 1)",
        String(repeating: ".", count: 6 * plant) + String(repeating: "P", count: 9)
          + String(repeating: "D", count: 90 - 5 * (plant % 6)))
    }
    return [
      ExperimentPicture("Yield", .bars(zip(tables, [12.5, 30, 41, 22]).map { .init($0, $1) }, unit: "kg")),
      ExperimentPicture(
        "Heights", .histogram(counts: [1, 3, 8, 13, 9, 4, 2, 1], from: 0, to: 40, unit: "cm")),
      ExperimentPicture(
        "Warmth by hour", .heatMap(rows: tables, columns: (0..<24).map { "\($0)h" }, values: heat, unit: "°C")),
      ExperimentPicture(
        "Days of the plants",
        .timeline(lanes, marks: [.init("P", "sprouts"), .init("D", "grows"), .init(".", "waits")])),
    ]
  }
}

/// Runs against the clock.
struct SnailRace: Experiment {
  let description = ExperimentDescription(
    id: "snails", title: "How fast are snails?", layer: .infrastructure, summary: "Snails race.", parameters: [],
    predictions: [], chart: ExperimentDescription.Chart(x: "s", y: "cm"),
    needs: ExperimentDescription.Needs(seconds: 60, bytes: 0, isModelNeeded: false, isPausable: false))

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment, _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    guard observe(.progress(0.5, "half")) else { throw ExperimentError.stopped }
    return ExperimentResult(settings, environment)
  }
}
