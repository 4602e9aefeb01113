import ArgumentParser
import CostModel
import Decision
import Notebook

/// `strata cost presets`: the scenarios that there are.
struct CostPresetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presets", abstract: "List the prepared scenarios, and those that you saved.")

  @OptionGroup var options: GlobalOptions
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let desk = Desk(options)
    let folder = try desk.presets()
    let presets = try folder.names.map { ($0, try folder.scenario(named: $0)) }
    let saved = desk.savedScenarios()
    if json {
      try JSON.list(
        presets.map { CostPresetsCommand.value($0.0, "preset", $0.1) }
          + saved.map { CostPresetsCommand.value($0.name.rawValue, "saved", Desk.tryReading($0.entry.text)) }
      ).write()
      return
    }
    var out = Printout()
    for (name, scenario) in presets {
      out.line("\(name)  \(scenario.title)")
      out.wrapped(scenario.summary, width: Console.columns, indent: 4)
      out.wrapped(CostPresetsCommand.figures(scenario), width: Console.columns, indent: 4)
    }
    for (name, entry) in saved {
      let scenario = Desk.tryReading(entry.text)
      out.line("\(name)  \(scenario?.title ?? "")  (yours)")
      let figures = scenario.map(CostPresetsCommand.figures) ?? "has a mistake; strata cost compare \(name) names it"
      out.wrapped(figures, width: Console.columns, indent: 4)
    }
    try out.write()
  }

  private static func figures(_ scenario: Scenario) -> String {
    let workload = scenario.workload
    let load =
      "\(Figure.count(workload.requests.value)) requests a month, \(Figure.count(workload.prompt.value)) + "
      + "\(Figure.count(workload.output.value)) tokens; "
    return load + scenario.options.map(\.id).joined(separator: ", ")
  }

  private static func value(_ name: String, _ kind: String, _ scenario: Scenario?) -> JSON {
    [
      "id": .text(name), "kind": .text(kind), "title": .text(scenario?.title), "summary": .text(scenario?.summary),
      "requests_per_month": .number(scenario?.workload.requests.value),
      "options": .texts((scenario?.options ?? []).map(\.id)), "yaml": .text(scenario?.yaml),
    ]
  }
}

extension Desk {
  /// A saved scenario; nil when its text has a mistake.
  static func tryReading(_ text: String) -> Scenario? {
    try? ScenarioReader.read(text, file: "scenario")
  }
}
