import Curriculum
import TextSafety

extension ExportBuilder {
  /// Where a scenario stands as a file of its own.
  static func path(of scenario: ScenarioName) -> String { "scenarios/\(scenario).yaml" }

  /// A scenario as the text of a file.
  static func file(of yaml: String) -> String { yaml.hasSuffix("\n") ? yaml : yaml + "\n" }

  /// The saved scenarios, each a block of YAML; nil when there are none.
  func scenariosPage() -> ExportPage? {
    let scenarios = contents.scenarios
    if scenarios.isEmpty { return nil }
    let files = isFolder ? ", or in the files of `scenarios/`," : ""
    var body = [
      "What stands between the marks of a scenario\(files) can be edited and is read back by `strata import`."
    ]
    for (name, entry) in scenarios {
      let path = ExportBuilder.path(of: name)
      let link = isFolder ? " As a file: [\(path)](\(path))." : ""
      body += ["", heading(1, name.rawValue), "", dates(of: entry) + link, ""]
      let block = Fence.lines(entry.text, "yaml").joined(separator: "\n")
      body += EntryMark.block(EntryMark.scenario(name, entry), block, "<!-- /scenario -->")
    }
    var page = ExportPage(path: "scenarios.md", title: "Scenarios", kind: .scenarios, id: "scenarios", body: body)
    page.created = scenarios.map(\.entry.createdAt).min()
    page.updated = scenarios.map(\.entry.updatedAt).max()
    return page
  }

  /// What stands beside the pages of a folder: scenarios as YAML, charts as SVG.
  func attachments() -> [ExportedFile] {
    let scenarios = contents.scenarios.map { name, entry in
      ExportedFile(path: ExportBuilder.path(of: name), text: ExportBuilder.file(of: entry.text))
    }
    let charts = contents.pins.compactMap { number, measurement, _ -> ExportedFile? in
      guard let svg = measurement.svg else { return nil }
      let text = svg.hasSuffix("\n") ? svg : svg + "\n"
      return ExportedFile(path: ExportBuilder.chartPath(number, measurement), text: text)
    }
    return scenarios + charts
  }
}
