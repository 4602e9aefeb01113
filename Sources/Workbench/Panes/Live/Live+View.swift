import Experiments
import Foundation
import Terminal
import TextSafety

/// Where the parts of a stage stand in its frame: form and run side by side, one below the other, or in turns.
///
/// A run that is looked at has the frame for itself, unless there is room for both.
struct StageAreas {
  static let setupTitle: SafeText = "Set up"
  static let runTitle: SafeText = "Run"

  /// Titles of the two parts; where they take turns both stand in one row.
  var setupTab: Rect
  var runTab: Rect
  /// What the experiment does.
  var about: Rect
  var form: Rect
  var run: Rect

  private static let none = Rect(0, 0, 0, 0)

  /// - Parameter hasRun: Whether a run wants room for what it shows; else the form takes what it needs.
  init(_ frame: Rect, _ description: ExperimentDescription, _ setup: Form, isOnRun: Bool, hasRun: Bool) {
    let inside = frame.inset(x: 2, y: 1)
    about = StageAreas.none
    form = StageAreas.none
    run = StageAreas.none
    let gap = inside.height >= 14 ? 1 : 0
    if inside.width >= 110 {
      let (left, rest) = inside.split(left: 48)
      let right = rest.split(left: 3).right
      (setupTab, form) = left.split(top: 1)
      (runTab, run) = right.split(top: 1)
      form = form.split(top: gap).bottom
      run = run.split(top: gap).bottom
      splitSetup(description)
    } else if inside.height >= 32, !(hasRun && isOnRun) {
      // Title, what it does, and the whole form, each with a blank line but the first.
      let about = StageAreas.about(description, width: inside.width).count
      let whole = 1 + about + 1 + setup.height(forWidth: inside.width) + 1
      let (upper, lower) = inside.split(
        top: hasRun ? min(inside.height / 2, whole - 4) : min(inside.height - 3, whole))
      (setupTab, form) = upper.split(top: 1)
      (runTab, run) = lower.split(top: 1)
      splitSetup(description)
    } else {
      let (row, body) = inside.split(top: 1)
      setupTab = Rect(row.x, row.y, min(row.width, DisplayWidth.of(StageAreas.setupTitle) + 1), row.height)
      let rest = row.split(left: setupTab.width + 2).right
      runTab = Rect(rest.x, rest.y, min(rest.width, DisplayWidth.of(StageAreas.runTitle) + 1), rest.height)
      let part = body.split(top: gap).bottom
      if isOnRun {
        run = part
      } else {
        form = part
        splitSetup(description)
      }
    }
  }

  /// What it does stands above the form where that leaves the fields their rows.
  private mutating func splitSetup(_ description: ExperimentDescription) {
    let rows = StageAreas.about(description, width: form.width).count
    guard form.height >= 2 * rows + 8 else { return }
    (about, form) = form.split(top: rows)
    form = form.split(top: 1).bottom
  }

  static func about(_ description: ExperimentDescription, width: Int) -> [StyledLine] {
    Wrapping.wrap(SafeText(description.summary), .plain, width: max(10, width))
      + Wrapping.wrap(LiveWords.needs(description), Style(.muted), width: max(10, width))
  }
}

extension State {
  // MARK: What is open

  /// The experiment that is open in the live pane.
  var openExperiment: ExperimentDescription? {
    guard case .experiment(let id)? = panes[Pane.live.rawValue].subject else { return nil }
    return live.desk.experiment(id)?.description
  }

  func stageAreas(_ frame: Rect, _ description: ExperimentDescription, isOnRun: Bool) -> StageAreas {
    let bench = bench(of: description)
    return StageAreas(frame, description, bench.form, isOnRun: isOnRun, hasRun: bench.run != nil)
  }

  func bench(of description: ExperimentDescription) -> LiveBench {
    var bench = live.benches[description.id] ?? LiveBench(description)
    LiveForm.offer(live.models, isOptional: description.hasModelParameter, in: &bench.form)
    return bench
  }

  // MARK: Drawing

  /// The stage of the open experiment, in the place of a sheet.
  func drawStage(_ frame: Rect, _ grid: inout CellGrid) {
    let isFocused = current.isSheetFocused && overlay == nil && editing == nil
    guard let description = openExperiment else {
      let inside = grid.panel(frame, title: "Live", isFocused: isFocused)
      let text: SafeText = live.desk.experiments.isEmpty ? "There are no experiments." : .empty
      grid.write(text, at: Point(inside.x + 1, inside.y), Style(.muted), in: inside)
      return
    }
    let bench = bench(of: description)
    let areas = stageAreas(frame, description, isOnRun: live.isOnRun)
    let words = stageWords(bench, description, areas)
    let parts = runParts(bench, description, areas.run, rows: words.count)
    grid.panel(
      frame, title: SafeText(description.title), accent: accent, note: SafeText(description.layer.title),
      footnote: State.footnote(bench, areas, isOnRun: live.isOnRun, parts.words.height, words.count),
      isFocused: isFocused)
    drawTab(StageAreas.setupTitle, areas.setupTab, isOn: !live.isOnRun, &grid)
    drawTab(StageAreas.runTitle, areas.runTab, isOn: live.isOnRun, &grid)
    let about = StageAreas.about(description, width: areas.about.width)
    for (offset, line) in about.prefix(areas.about.height).enumerated() {
      grid.write(line, at: Point(areas.about.x, areas.about.y + offset), in: areas.about)
    }
    grid.draw(bench.form, in: areas.form, isFocused: isFocused && !live.isOnRun)
    if !areas.run.isEmpty { drawRun(bench, description, words, parts, &grid) }
  }

  private func drawTab(_ title: SafeText, _ area: Rect, isOn: Bool, _ grid: inout CellGrid) {
    let isMarked = isOn && current.isSheetFocused
    let style = isOn ? Style(isMarked ? .focus : .heading, on: nil, .bold) : Style(.muted)
    grid.write((isOn ? "▸" : " ") + title, at: Point(area.x, area.y), style, in: area)
  }

  /// How far the words are scrolled, where they do not fit; while the keys are the form's, how much of it is below.
  private static func footnote(
    _ bench: LiveBench, _ areas: StageAreas, isOnRun: Bool, _ height: Int, _ rows: Int
  ) -> SafeText {
    let below = isOnRun ? 0 : bench.form.hiddenRows(in: Size(areas.form.width, areas.form.height))
    if below > 0 { return SafeText("\(below) more ↓") }
    guard height > 0, rows > height else { return .empty }
    let hidden = rows - height - Scroll.clamp(bench.top, rows: rows, height: height)
    return hidden > 0 ? SafeText("\(hidden) more ↓") : "end"
  }

  // MARK: The run

  /// Progress, charts and words within the run's area.
  struct RunParts {
    var status: Rect
    /// What there is to look at; nil where nothing is, or no room for it.
    var figures: (row: FigureRow, area: Rect)?
    var words: Rect
  }

  func runParts(_ bench: LiveBench, _ description: ExperimentDescription, _ area: Rect, rows: Int) -> RunParts {
    let (status, rest) = area.split(top: statusRows(bench, description, width: area.width).count)
    guard rest.height >= 8, rest.width >= 20, bench.figureCount > 0 else {
      return RunParts(status: status, figures: nil, words: rest.split(top: rest.height >= 6 ? 1 : 0).bottom)
    }
    let row = FigureRow(bench.figures(description), at: bench.figure, width: rest.width)
    // As high as they want to be, where the words leave room or at least take turns with them.
    let room = max(rest.height - rows - 1, rest.height * 2 / 3, min(rest.height, 7))
    let (plots, below) = rest.split(top: min(row.height, room))
    return RunParts(
      status: status, figures: (row, plots), words: below.split(top: below.height >= 4 ? 1 : 0).bottom)
  }

  /// Whether there are several things to look at, and room for one.
  func canTurnFigures(_ description: ExperimentDescription) -> Bool {
    let bench = bench(of: description)
    guard bench.figureCount > 1, let frame = Layout(self).sheet else { return false }
    return runParts(bench, description, stageAreas(frame, description, isOnRun: true).run, rows: 0).figures != nil
  }

  private func drawRun(
    _ bench: LiveBench, _ description: ExperimentDescription, _ words: [StyledLine], _ parts: RunParts,
    _ grid: inout CellGrid
  ) {
    for (offset, line) in statusRows(bench, description, width: parts.status.width).enumerated() {
      grid.write(line, at: Point(parts.status.x, parts.status.y + offset), in: parts.status)
    }
    if let figures = parts.figures { figures.row.draw(in: figures.area, accent: accent, on: &grid) }
    let top = Scroll.clamp(bench.top, rows: words.count, height: parts.words.height)
    for (offset, line) in words.dropFirst(top).prefix(parts.words.height).enumerated() {
      grid.write(line, at: Point(parts.words.x, parts.words.y + offset), in: parts.words)
    }
  }

  /// All words below the chart.
  func stageWords(_ bench: LiveBench, _ description: ExperimentDescription, _ areas: StageAreas) -> [StyledLine] {
    guard areas.run.width > 0 else { return [] }
    if let words = bench.words, words.width == areas.run.width, words.saysWhatItDoes == areas.about.isEmpty {
      return words.rows
    }
    var words = LiveWords(width: areas.run.width)
    if let run = bench.run, let result = run.result {
      words.result(run, result, before: bench.before, description)
    } else if let run = bench.run {
      words.course(run, description)
    } else {
      words.invitation(description, saysWhatItDoes: areas.about.isEmpty)
    }
    return words.rows
  }

  /// A bar with the time that is left, or what became of the run.
  func statusRows(_ bench: LiveBench, _ description: ExperimentDescription, width: Int) -> [StyledLine] {
    guard width > 0 else { return [] }
    func wrap(_ text: String, _ style: Style) -> [StyledLine] {
      Array(Wrapping.wrap(SafeText(text), style, width: max(8, width)).prefix(4))
    }
    guard let run = bench.run else {
      let key = keymap.name(of: .runExperiment, in: .setup)
      return wrap("Not run yet: \(key) runs it.", Style(.muted))
    }
    let time = LiveWords.duration(run.seconds(at: now))
    switch run.phase {
    case .running, .paused: return progress(run, description, width: width)
    case .stopping: return wrap("Stopping …", Style(.warning))
    case .stopped: return wrap("Stopped after \(time): there is no result.", Style(.warning))
    case .failed(let reason): return wrap("✗ " + reason.string, Style(.bad))
    case .done:
      let pinned = run.pinned.map { ", pinned as result \($0)" } ?? ""
      return wrap("✓ Done in \(time)\(pinned).", Style(.good))
    }
  }

  private func progress(_ run: LiveRun, _ description: ExperimentDescription, width: Int) -> [StyledLine] {
    let left = run.secondsLeft(at: now).map { "about \(LiveWords.duration($0)) left" }
    let time = run.phase == .paused ? "paused" : left ?? "up to \(description.needs.seconds) s"
    let text = SafeText(" \(LiveWords.percent(run.share).padded(to: 5)) \(time)")
    let length = max(0, min(40, width - DisplayWidth.of(text)))
    let filled = min(length, Int((run.share * Double(length)).rounded(.down)))
    let bar = StyledLine([
      Span(SafeText(String(repeating: "█", count: filled)), Style(accent)),
      Span(SafeText(String(repeating: "░", count: length - filled)), Style(.frame)),
      Span(text, .bold(run.phase == .paused ? .warning : .text)),
    ])
    var doing: SafeText = run.doing.isEmpty ? "getting ready" : run.doing
    if run.phase == .paused { doing = SafeText("\(keymap.name(of: .pauseRun, in: .run)) goes on: ") + doing }
    return [bar, StyledLine(doing.fitted(width), Style(.muted))]
  }
}

extension String {
  /// With blanks before it, so that it has at least so many characters.
  fileprivate func padded(to count: Int) -> String {
    String(repeating: " ", count: max(0, count - self.count)) + self
  }
}
