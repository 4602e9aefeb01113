import Curriculum
import Experiments
import Terminal
import TextSafety

extension State {
  /// The experiments, layer by layer, each with the time that it needs or how far it is.
  var liveRows: [ListRow] {
    let all = live.desk.experiments.map(\.description)
    var rows: [ListRow] = []
    for layer in ExperimentDescription.Layer.allCases {
      let own = all.filter { $0.layer == layer }
      guard !own.isEmpty else { continue }
      rows.append(ListRow(text: SafeText(layer.title.uppercased()), role: State.role(layer), isHeading: true))
      rows += own.map(row)
    }
    return rows
  }

  private func row(_ description: ExperimentDescription) -> ListRow {
    let run = live.benches[description.id]?.run
    var (mark, role) = (SafeText("\(description.needs.seconds) s"), Role.muted)
    switch run?.phase {
    case .running?: (mark, role) = (SafeText(LiveWords.percent(run?.share ?? 0)), .focus)
    case .paused?: (mark, role) = ("paused", .warning)
    case .stopping?: (mark, role) = ("stopping", .focus)
    case .done?: (mark, role) = ("✓", .good)
    case .failed?: (mark, role) = ("✗", .bad)
    case .stopped?, nil: break
    }
    return ListRow(
      text: SafeText(description.title), indent: 1, mark: mark, markRole: role,
      target: .subject(.experiment(description.id)))
  }

  /// The role of the colour of an experiment's layer: making models run well is part of developing them.
  static func role(_ layer: ExperimentDescription.Layer) -> Role {
    switch layer {
    case .model, .optimization: .model
    case .infrastructure: .infrastructure
    }
  }

  /// What the selected experiment is and needs, below the list where that leaves room.
  func drawLiveSummary(_ inside: Rect, below rows: Int, _ grid: inout CellGrid) {
    guard case .experiment(let id)? = selectedRowSubject, let description = live.desk.experiment(id)?.description
    else { return }
    let lines =
      Wrapping.wrap(SafeText(description.summary), Style(.muted), width: inside.width - 2)
      + Wrapping.wrap(LiveWords.needs(description), Style(.text), width: inside.width - 2)
    guard inside.height - rows >= lines.count + 2 else { return }
    let area = inside.split(bottom: lines.count + 1).bottom
    grid.write(SafeText(String(repeating: "─", count: area.width)), at: Point(area.x, area.y), Style(.frame))
    for (offset, line) in lines.enumerated() {
      grid.write(line, at: Point(area.x + 1, area.y + 1 + offset), in: area)
    }
  }

  private var selectedRowSubject: Subject? {
    let rows = rows(of: pane)
    let index = moving?.from ?? current.list.selected
    guard rows.indices.contains(index), case .subject(let subject)? = rows[index].target else { return nil }
    return subject
  }
}
