import TextSafety

/// Where the parts of a line chart stand in cells.
struct LineChartLayout {
  let chart: LineChart
  let size: Size
  private(set) var plot: Rect
  private(set) var x: AxisSpan
  private(set) var y: AxisSpan
  private(set) var xTicks: [Tick] = []
  private(set) var yTicks: [Tick] = []
  /// Rows, or nil for parts that have no room.
  private(set) var titleRow: Int?
  private(set) var legendRows: Range<Int> = 0..<0
  private(set) var headerRow: Int?
  private(set) var axisRow: Int?
  private(set) var xTitleRow: Int?
  private(set) var readingRow: Int?
  /// The column where names stand beside their lines; nil when they are in a legend above.
  private(set) var namesColumn: Int?

  init(_ chart: LineChart, _ size: Size) {
    self.chart = chart
    self.size = size
    x = chart.xSpan
    y = chart.ySpan
    plot = Rect(size)
    let legend = chart.legend
    let namesWidth = legend.aligned.items.map(\.width).max() ?? 0
    let names = legend.items.count > 0 && size.width >= 48 && namesWidth + 1 <= size.width / 3
    let isBeside = names && legend.items.count <= size.height / 2
    let (top, bottom) = shareRows(legendRows: isBeside ? 0 : legend.rows(width: size.width).count)
    let height = max(0, size.height - top - bottom)
    (y, yTicks) = y.onRows(height)
    if axisRow == nil { yTicks = [] }
    let labelWidth = yTicks.map { DisplayWidth.of($0.label) }.max() ?? 0
    let left = axisRow == nil || labelWidth + 12 > size.width ? 0 : labelWidth + 2
    if left == 0 { yTicks = [] }
    let right = isBeside ? namesWidth + 1 : axisRow == nil ? 0 : min(2, max(0, size.width - left - 8))
    plot = Rect(left, top, max(0, size.width - left - right), height)
    if isBeside { namesColumn = plot.maxX + 1 }
    if axisRow != nil {
      xTicks = x.ticks(fitting: Double(max(0, plot.width - 1)), gap: 2) { Double(DisplayWidth.of($0)) }
    }
  }

  /// Gives rows to the parts, the most needed first, as long as the lines keep more than half.
  private mutating func shareRows(legendRows wanted: Int) -> (top: Int, bottom: Int) {
    var spare = size.height - max(2, (size.height * 11 + 19) / 20)
    func take(_ rows: Int, if isWanted: Bool) -> Bool {
      guard isWanted, rows <= spare else { return false }
      spare -= rows
      return true
    }
    let hasAxis = take(2, if: size.width >= 12)
    let isNamed = take(1, if: wanted > 0 && (wanted > 1 || chart.legend.items.count > 1))
    // A line without a name is worse than a chart without a title.
    let more = isNamed && take(wanted - 1, if: wanted > 1)
    let hasReading = take(1, if: chart.cursor != nil)
    let hasHeader = take(1, if: hasAxis && (!chart.y.title.isEmpty || !chart.markers.isEmpty))
    let hasTitle = take(1, if: !chart.title.isEmpty)
    let hasXTitle = take(1, if: hasAxis && !chart.x.title.isEmpty)
    var row = 0
    func next(_ isThere: Bool) -> Int? {
      guard isThere else { return nil }
      row += 1
      return row - 1
    }
    titleRow = next(hasTitle)
    if isNamed {
      legendRows = row..<(row + (more ? wanted : 1))
      row = legendRows.upperBound
    }
    headerRow = next(hasHeader)
    let bottom = (hasAxis ? 2 : 0) + (hasXTitle ? 1 : 0) + (hasReading ? 1 : 0)
    let end = size.height - bottom
    axisRow = hasAxis ? end : nil
    xTitleRow = hasXTitle ? end + 2 : nil
    readingRow = hasReading ? size.height - 1 : nil
    return (row, bottom)
  }

  /// The cell column of a value, inside or not; nil without a place.
  ///
  /// It is the one in which a line's dot would be, so that marks stand on their lines.
  func column(_ value: Double) -> Int? {
    x.place(value).map { plot.x + LineChartLayout.cell($0, cells: plot.width, dotsPerCell: 2) }
  }

  /// The cell row of a value.
  func row(_ value: Double) -> Int? {
    y.place(value).map { plot.y + LineChartLayout.cell(1 - $0, cells: plot.height, dotsPerCell: 4) }
  }

  static func cell(_ place: Double, cells: Int, dotsPerCell: Int) -> Int {
    let dot = (min(max(place, -9), 9) * Double(cells * dotsPerCell - 1)).rounded()
    return Int((dot / Double(dotsPerCell)).rounded(.down))
  }
}

extension LineChart {
  /// Three cells of a line, its mark in the middle where it has one.
  func swatch(ofLine index: Int) -> SafeText {
    let swatch = series[index].pattern.swatch
    guard let mark = mark(ofLine: index), let first = swatch.string.first, let last = swatch.string.last else {
      return swatch
    }
    return SafeText(String(first) + mark.rawValue + String(last))
  }

  /// The names of lines and measurements behind samples of their ink.
  var legend: Legend {
    let lines = series.indices.filter { !series[$0].name.isEmpty }.map {
      Legend.Item(swatch: swatch(ofLine: $0), name: series[$0].name, style: Style(series[$0].role))
    }
    let points = measurements.filter { !$0.name.isEmpty }.map {
      Legend.Item(swatch: SafeText($0.mark.rawValue), name: $0.name, style: Style($0.role))
    }
    return Legend(items: lines + points)
  }
}
