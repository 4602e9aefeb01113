import Experiments
import Terminal

extension State {
  /// A click on the stage: a title leads to its part, a field is selected, and changed by another click.
  mutating func clickStage(_ point: Point, _ frame: Rect) -> [Effect] {
    let effects = editing == nil ? [] : finishEditing()
    current.isSheetFocused = true
    guard let description = openExperiment else { return effects }
    let areas = stageAreas(frame, description, isOnRun: live.isOnRun)
    if areas.setupTab.contains(point) || areas.about.contains(point) {
      live.isOnRun = false
    } else if areas.runTab.contains(point) || areas.run.contains(point) {
      live.isOnRun = true
      clickFigures(point, description, areas)
    } else if areas.form.contains(point) {
      live.isOnRun = false
      return effects + clickSetup(Point(point.x - areas.form.x, point.y - areas.form.y), areas.form)
    }
    settleSetup()
    return effects
  }

  /// A click on the name of a chart or picture turns to it.
  private mutating func clickFigures(_ point: Point, _ description: ExperimentDescription, _ areas: StageAreas) {
    let bench = bench(of: description)
    guard bench.figureCount > 1 else { return }
    let rows = stageWords(bench, description, areas).count
    guard let (row, place) = runParts(bench, description, areas.run, rows: rows).figures, point.y == place.y,
      let tab = row.tabs.first(where: { $0.columns.contains(point.x - place.x) })
    else { return }
    live.benches[description.id]?.figure = row.figures[tab.index].name
  }

  private mutating func clickSetup(_ point: Point, _ area: Rect) -> [Effect] {
    guard let description = openExperiment else { return [] }
    var form = bench(of: description).form
    guard let field = form.field(atRow: point.y, in: Size(area.width, area.height)) else { return [] }
    if field == form.selected { return form.isTyping ? [] : pressInSetup(.key(.enter)) }
    // What is being typed is kept, as by Enter.
    if form.isTyping { _ = pressInSetup(.key(.enter)) }
    form = bench(of: description).form
    form.select(field)
    var bench = bench(of: description)
    bench.form = form
    live.benches[description.id] = bench
    settleSetup()
    return []
  }

  /// The wheel over the form goes from field to field; over the run it scrolls the words.
  mutating func scrollStage(_ rows: Int, at point: Point, _ frame: Rect) {
    guard let description = openExperiment else { return }
    let areas = stageAreas(frame, description, isOnRun: live.isOnRun)
    if areas.form.contains(point) {
      var bench = bench(of: description)
      guard !bench.form.isTyping else { return }
      bench.form.select(bench.form.selected + (rows > 0 ? 1 : -1))
      live.benches[description.id] = bench
      settleSetup()
    } else if areas.run.contains(point) {
      scrollRun(by: rows)
    }
  }
}
