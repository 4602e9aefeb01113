import Experiments
import Terminal
import TextSafety

/// Something to look at of a run: its chart, or one of its pictures.
struct LiveFigure {
  /// Which one it is, whatever comes before or behind it.
  enum Name: Hashable, Sendable {
    case chart
    case picture(String)
    /// The picture of that name as the last run left it.
    case lastPicture(String)
  }

  let name: Name
  /// What its tab says.
  let title: SafeText
  /// Without a title of its own.
  let plot: any Plot
  /// Columns in which it loses nothing.
  let fullWidth: Int

  /// Narrower charts cannot be read.
  static let narrowest = 42
  /// Columns behind the names of bars.
  private static let barsAndValues = 32

  init(chart plot: LineChart) {
    name = .chart
    title = plot.y.title.isEmpty ? "chart" : plot.y.title
    var untitled = plot
    untitled.y.title = .empty
    self.plot = untitled
    fullWidth = max(LiveFigure.narrowest, DisplayWidth.of(title) + 1)
  }

  init(_ name: Name, title: SafeText, _ picture: ExperimentPicture) {
    self.name = name
    self.title = title
    // Its tab has the title.
    plot = ExperimentPicture("", picture.content).plot
    switch picture.content {
    case .bars(let bars, _):
      fullWidth = max(LiveFigure.narrowest, LiveFigure.widest(bars.map(\.label)) + LiveFigure.barsAndValues)
    case .lines, .histogram: fullWidth = max(LiveFigure.narrowest, DisplayWidth.of(title) + 1)
    case .heatMap(let rows, let columns, _, _):
      fullWidth = max(LiveFigure.narrowest, LiveFigure.widest(rows) + 1 + columns.count)
    case .timeline(let lanes, _, _, _):
      let steps = lanes.map(\.cells.utf8.count).max() ?? 0
      fullWidth = max(LiveFigure.narrowest, LiveFigure.widest(lanes.map(\.label)) + 1 + steps)
    }
  }

  private static func widest(_ names: [String]) -> Int { names.map { DisplayWidth.of(SafeText($0)) }.max() ?? 0 }

  /// Rows that show all of it comfortably.
  func height(forWidth width: Int) -> Int {
    let height = plot.height(forWidth: width)
    return name == .chart ? max(height, 20) : height
  }
}

extension LiveBench {
  /// What there is to look at, in its order: the chart, then pictures, each before what the last run left of it.
  func figures(_ description: ExperimentDescription) -> [LiveFigure] {
    guard let run else { return [] }
    var figures: [LiveFigure] = []
    if !run.chart.isEmpty {
      figures.append(LiveFigure(chart: run.chart.plot(beside: before?.chart)))
    }
    for picture in run.pictures {
      let title = SafeText(picture.title)
      figures.append(LiveFigure(.picture(picture.name), title: title, picture))
      guard let last = before?.pictures.first(where: { $0.name == picture.name }) else { continue }
      figures.append(LiveFigure(.lastPicture(picture.name), title: SafeText(last.title) + ", last run", last))
    }
    return figures
  }

  /// How many things there are to look at, without making them.
  var figureCount: Int {
    guard let run else { return 0 }
    let last = run.pictures.count { picture in before?.pictures.contains { $0.name == picture.name } == true }
    return (run.chart.isEmpty ? 0 : 1) + run.pictures.count + last
  }
}

/// How the things to look at share a width: one, or several side by side that lose nothing by it, and their names in a
/// row above.
struct FigureRow {
  private static let gap = 3
  private static let tabGap = 2

  let figures: [LiveFigure]
  /// Those in sight.
  let shown: Range<Int>
  let width: Int

  init(_ figures: [LiveFigure], at selected: LiveFigure.Name?, width: Int) {
    self.figures = figures
    self.width = width
    let at = figures.firstIndex { $0.name == selected } ?? 0
    var shown = at..<min(at + 1, figures.count)
    func fits(_ range: Range<Int>) -> Bool {
      let own = (width - FigureRow.gap * (range.count - 1)) / range.count
      return figures[range].allSatisfy { $0.fullWidth <= own }
    }
    while shown.upperBound < figures.count, fits(shown.lowerBound..<(shown.upperBound + 1)) {
      shown = shown.lowerBound..<(shown.upperBound + 1)
    }
    self.shown = shown
  }

  /// Columns of one of those in sight.
  var ownWidth: Int { max(1, (width - FigureRow.gap * (shown.count - 1)) / max(1, shown.count)) }

  /// Rows in which all of them show comfortably, so that nothing moves when another one is turned to.
  var height: Int { 1 + (figures.map { $0.height(forWidth: width) }.max() ?? 0) }

  /// Places of those in sight, below the names.
  func places(in area: Rect) -> [Rect] {
    let below = area.split(top: 1).bottom
    return (0..<shown.count).map { Rect(below.x + $0 * (ownWidth + FigureRow.gap), below.y, ownWidth, below.height) }
  }

  /// The one that is turned to by so many steps.
  func name(turnedBy step: Int) -> LiveFigure.Name? {
    guard !figures.isEmpty else { return nil }
    return figures[(shown.lowerBound + step + figures.count) % figures.count].name
  }

  // MARK: Names

  /// A name and its columns.
  struct Tab {
    var index: Int
    var columns: Range<Int>
    var text: SafeText
  }

  /// Where the names stand: all in a row where they have room and charts are left out, else those in sight, each over
  /// its chart.
  var tabs: [Tab] {
    if shown.count == figures.count { return ownTabs }
    var tabs: [Tab] = []
    var x = 0
    for index in figures.indices {
      let tab = tab(index, at: x, room: .max / 2)
      x = tab.columns.upperBound + FigureRow.tabGap
      tabs.append(tab)
    }
    let room = width - DisplayWidth.of(place) - FigureRow.tabGap
    if let last = tabs.last, last.columns.upperBound <= room { return tabs }
    return ownTabs
  }

  /// Names over their charts; the last one leaves room for the count.
  private var ownTabs: [Tab] {
    let end = width - (place.isEmpty ? 0 : DisplayWidth.of(place) + FigureRow.tabGap)
    return shown.map { index in
      let x = (index - shown.lowerBound) * (ownWidth + FigureRow.gap)
      return tab(index, at: x, room: max(0, min(ownWidth, end - x)))
    }
  }

  private func tab(_ index: Int, at x: Int, room: Int) -> Tab {
    let text = ((shown.contains(index) ? "▸" : " ") + figures[index].title).fitted(room)
    return Tab(index: index, columns: x..<(x + DisplayWidth.of(text)), text: text)
  }

  /// `2 of 5`, or `2–3 of 5`; empty where all are in sight.
  var place: SafeText {
    guard shown.count < figures.count else { return .empty }
    let first = shown.lowerBound + 1
    return SafeText((shown.count > 1 ? "\(first)–\(shown.upperBound)" : "\(first)") + " of \(figures.count)")
  }

  /// Draws names and charts.
  func draw(in area: Rect, accent: Role, on grid: inout CellGrid) {
    guard !area.isEmpty, !figures.isEmpty else { return }
    for (index, place) in zip(shown, places(in: area)) where !place.isEmpty {
      grid.draw(figures[index].plot, in: place)
    }
    let row = area.split(top: 1).top
    for tab in tabs {
      let style: Style = shown.contains(tab.index) ? .bold(accent) : Style(.muted)
      grid.write(tab.text, at: Point(row.x + tab.columns.lowerBound, row.y), style, in: row)
    }
    let x = row.maxX - DisplayWidth.of(place)
    grid.write(place, at: Point(x, row.y), Style(.muted), in: row)
  }
}
