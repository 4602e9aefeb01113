import Curriculum
import Decision
import Notebook
import Terminal
import TextSafety

/// A scenario that can be opened by its name.
struct NamedScenario {
  var subject: Subject
  var title: SafeText
  var summary: SafeText
  /// `yours`, `prepared`, or how the reader left it: `changed`, `not saved`.
  var mark: SafeText
}

extension State {
  /// Those that the reader began and did not save, the reader's own ones, then the prepared ones.
  var namedScenarios: [NamedScenario] {
    var kept = ownScenarios + preparedScenarios
    let begun = costs.drafts.filter { draft in !kept.contains { $0.subject == draft.subject } }.map { draft in
      NamedScenario(
        subject: draft.subject, title: SafeText(draft.scenario.name), summary: SafeText(draft.scenario.summary),
        mark: "not saved")
    }
    for index in kept.indices where costs.drafts.contains(where: { $0.subject == kept[index].subject }) {
      kept[index].mark = "changed"
    }
    return begun + kept
  }

  private var ownScenarios: [NamedScenario] {
    contents.scenarios.map { name, entry in
      let scenario = try? ScenarioReader.read(entry.text, file: "\(name)")
      return NamedScenario(
        subject: .ownScenario(name),
        title: SafeText(scenario.flatMap { $0.title.isEmpty ? nil : $0.title } ?? "\(name)"),
        summary: SafeText(scenario?.summary ?? ""), mark: "yours")
    }
  }

  private var preparedScenarios: [NamedScenario] {
    if let desk = costs.desk {
      return desk.presets.map {
        NamedScenario(
          subject: .scenario(ScenarioID($0.id)), title: SafeText($0.name), summary: SafeText($0.summary),
          mark: "prepared")
      }
    }
    return (course?.scenarios ?? []).map {
      NamedScenario(
        subject: .scenario($0.id), title: SafeText($0.title), summary: SafeText($0.summary), mark: "prepared")
    }
  }

  /// The reader's and the prepared scenarios, to open or to compare with.
  mutating func pickScenario(toCompare: Bool) {
    guard costs.desk != nil else { return say(costs.failure ?? SafeText("the catalogue is being read")) }
    var rows: [Picker.Item] = []
    if toCompare {
      if costs.other != nil { rows.append(Picker.Item(title: "None", mark: "", action: .compareScenario(nil))) }
      for named in ownScenarios + preparedScenarios {
        guard let scenario = try? beginning(of: named.subject) else { continue }
        rows.append(item(named, .compareScenario(scenario)))
      }
    } else {
      rows = namedScenarios.map { item($0, .go($0.subject)) }
    }
    overlay = .picker(Picker(.scenarios(toCompare: toCompare), rows))
  }

  private func item(_ named: NamedScenario, _ action: Picker.Action) -> Picker.Item {
    Picker.Item(
      title: named.title, detail: [Span(named.summary, Style(.muted))], mark: named.mark, action: action)
  }
}
