import ArgumentParser
import CostModel
import Decision
import Foundation
import TextSafety

/// Which scenario a verb is about, and what is changed in it first.
struct ScenarioOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A preset, a saved scenario, a YAML file, or - for standard input (default: rag-support-desk).",
      valueName: "scenario"),
    completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a field, as in workload.requests_per_month=2M. May be repeated.", valueName: "path=value"))
  var changes: [String] = []

  @OptionGroup var day: DayOption

  func validate() throws {
    for change in changes where !change.contains("=") || change.hasPrefix("=") {
      throw ValidationError(
        "--set takes a path and a value, as in workload.requests_per_month=2M, not \(NearNames.quoted(change))")
    }
  }

  /// The scenario with its changes, and what is needed to count it.
  func costing(_ desk: Desk) throws -> Costing {
    var scenario = try desk.scenario(scenario)
    for change in changes {
      let parts = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      try scenario.set(parts[0], parts[1])
    }
    guard !scenario.options.isEmpty else {
      throw Failure.usage("the scenario \(NearNames.quoted(scenario.title)) has no options; nothing can be compared")
    }
    let folders = try desk.catalogFolders()
    return try Costing(
      scenario, changes: changes, catalog: folders.catalog(), factors: folders.factors(), today: day.today)
  }
}

/// The day for which ages of sources count: today, but for tests.
struct DayOption: ParsableArguments {
  @Option(name: .customLong("today"), help: .hidden) var text: String?

  func validate() throws {
    if let text, CalendarDay(text) == nil || text.count != 10 {
      throw ValidationError("--today takes a day such as 2026-11-26, not \(NearNames.quoted(text))")
    }
  }

  var today: CalendarDay {
    if let day = text.flatMap({ CalendarDay($0) }) { return day }
    return CalendarDay(of: Date())
  }
}

/// A scenario with the catalogue behind it, ready to be counted.
struct Costing {
  let scenario: Scenario
  /// As they were given: `workload.requests_per_month=2M`.
  let changes: [String]
  let catalog: Catalog
  let factors: Factors
  let today: CalendarDay
  let evaluator: Evaluator

  init(
    _ scenario: Scenario, changes: [String], catalog: Catalog, factors: Factors, today: CalendarDay
  ) throws(FieldError) {
    self.scenario = scenario
    self.changes = changes
    self.catalog = catalog
    self.factors = factors
    self.today = today
    evaluator = try Evaluator(scenario, catalog, factors, today: today)
  }

  /// Title, load, objectives and gates of the scenario.
  func head(_ out: inout Printout) {
    let workload = scenario.workload
    let name = scenario.id.isEmpty ? "" : "  (\(scenario.id))"
    out.heading((scenario.title.isEmpty ? "A scenario" : scenario.title) + name)
    out.wrapped(
      "\(Figure.count(workload.requests.value)) requests a month × (\(Figure.count(workload.prompt.value)) prompt + "
        + "\(Figure.count(workload.output.value)) answer) tokens = \(Figure.count(workload.tokens.value)) tokens a month"
        + "; "
        + "the busiest hour has \(Figure.times(workload.peakToMean)) the average",
      width: Console.columns)
    out.wrapped(
      "\(objectives). Privacy: \(scenario.privacy.rawValue). Capability: \(scenario.quality.rawValue).",
      width: Console.columns)
    for change in changes { out.line("with \(change)") }
    out.line()
  }

  private var objectives: String {
    let goals = scenario.objectives
    var parts: [String] = []
    if let time = goals.ttft { parts.append("the first token within \(Figure.seconds(time.value))") }
    if let time = goals.tpot { parts.append("each further one within \(Figure.seconds(time.value))") }
    if let time = goals.endToEnd { parts.append("the whole answer within \(Figure.seconds(time.value))") }
    if parts.isEmpty { return "Nobody waits" }
    return "\(FieldValue.number(goals.percentile).text) % of requests: \(parts.joined(separator: ", "))"
  }

  /// What the JSON of every verb says of the scenario.
  var json: JSON {
    let fields = scenario.fields.map { field -> (String, JSON) in
      switch field.value(in: scenario) {
      case .number(let number)?: (field.path, .number(number))
      case .text(let text)?: (field.path, .text(text))
      case .texts(let texts)?: (field.path, .texts(texts))
      case nil: (field.path, .null)
      }
    }
    return [
      "id": .text(scenario.id), "title": .text(scenario.title), "today": .text(today.description),
      "set": .texts(changes), "fields": .object(Dictionary(fields, uniquingKeysWith: { _, last in last })),
    ]
  }
}

extension CalendarDay {
  /// The day of a moment, where the reader is.
  init(of moment: Date) {
    let seconds = moment.timeIntervalSince1970 + Double(TimeZone.current.secondsFromGMT(for: moment))
    self.init(dayNumber: Int((seconds / 86_400).rounded(.down)))
  }
}
