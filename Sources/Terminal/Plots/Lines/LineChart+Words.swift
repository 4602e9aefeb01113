import TextSafety

extension LineChart {
  /// Titles, names, labels of markers and spots, and what the cursor reads.
  func drawWords(_ layout: LineChartLayout, on sketch: inout Sketch) {
    let width = layout.size.width
    if let row = layout.titleRow { sketch.label(title.fitted(width), at: Point(0, row), Style.bold(.heading)) }
    legend.draw(
      in: Rect(0, layout.legendRows.lowerBound, width, layout.legendRows.count), on: &sketch)
    if layout.namesColumn != nil { drawNames(layout, on: &sketch) }
    if let row = layout.headerRow {
      sketch.label(y.title.fitted(width), at: Point(max(0, layout.plot.x - 2), row), Style(.muted))
    }
    drawMarkerLabels(layout, on: &sketch)
    for spot in spots { drawLabel(of: spot, layout, on: &sketch) }
    if let row = layout.readingRow, let cursor { drawReading(at: cursor, row: row, on: &sketch) }
  }

  /// Below the numbers, or at the end of their row, where it hides one of them at most.
  func drawXTitle(_ layout: LineChartLayout, on sketch: inout Sketch) {
    guard let axis = layout.axisRow else { return }
    let width = layout.size.width
    let text = x.title.fitted(width)
    let end = min(width, layout.plot.maxX + (layout.namesColumn == nil ? 2 : 0))
    let start = max(0, end - DisplayWidth.of(text))
    let hidden = layout.xTicks.count { tick in
      (layout.column(tick.value) ?? 0) + DisplayWidth.of(tick.label) / 2 >= start - 1
    }
    guard layout.xTitleRow != nil || hidden <= 1 else { return }
    sketch.label(text, at: Point(start, layout.xTitleRow ?? axis + 1), Style(.muted))
  }

  /// Each name at the height where its line ends, moved apart where they would touch.
  private func drawNames(_ layout: LineChartLayout, on sketch: inout Sketch) {
    guard let column = layout.namesColumn else { return }
    let ends =
      series.filter { !$0.name.isEmpty }.map { lastRow(of: $0.points, layout) }
      + measurements.filter { !$0.name.isEmpty }.map { lastRow(of: $0.points, layout) }
    let rows = LineChart.spread(ends, in: layout.plot.y..<layout.plot.maxY)
    for (item, row) in zip(legend.aligned.items, rows) {
      sketch.label(item.line, at: Point(column, row))
    }
  }

  private func lastRow(of points: [PlotPoint], _ layout: LineChartLayout) -> Int {
    let last = points.last { layout.x.shows($0.x) && layout.row($0.y) != nil }
    let row = last.flatMap { layout.row($0.y) } ?? layout.plot.y
    return min(max(row, layout.plot.y), layout.plot.maxY - 1)
  }

  /// Rows as near as can be to the wanted ones, no two the same, in the same order from top to bottom.
  static func spread(_ wanted: [Int], in range: Range<Int>) -> [Int] {
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var rows = wanted
    var next = range.lowerBound
    for index in order {
      rows[index] = max(next, wanted[index])
      next = rows[index] + 1
    }
    var limit = range.upperBound - 1
    for index in order.reversed() {
      rows[index] = min(rows[index], limit)
      limit = rows[index] - 1
    }
    return rows
  }

  private func drawMarkerLabels(_ layout: LineChartLayout, on sketch: inout Sketch) {
    let plot = layout.plot
    for marker in markers where !marker.label.isEmpty {
      guard layout.x.shows(marker.x), let x = layout.column(marker.x), plot.x <= x, x < plot.maxX else { continue }
      let rows = (layout.headerRow.map { [$0] } ?? []) + Array(plot.y..<min(plot.y + 3, plot.maxY))
      let width = DisplayWidth.of(marker.label)
      for row in rows {
        if row == layout.headerRow {
          let columns = 0..<layout.size.width
          if sketch.label(marker.label, around: x, within: columns, row: row, Style(marker.role)) { break }
        } else {
          let isRight = sketch.label(marker.label, at: Point(x + 2, row), Style(marker.role), sparingInk: true)
          if isRight { break }
          let start = x - 1 - width
          guard start >= plot.x else { continue }
          if sketch.label(marker.label, at: Point(start, row), Style(marker.role), sparingInk: true) { break }
        }
      }
    }
  }

  /// Beside the spot, above or below it, where no line is hidden if there is such a place.
  private func drawLabel(of spot: Spot, _ layout: LineChartLayout, on sketch: inout Sketch) {
    let plot = layout.plot
    guard !spot.label.isEmpty, layout.x.shows(spot.point.x), let x = layout.column(spot.point.x),
      let y = layout.row(spot.point.y), plot.contains(Point(x, y))
    else { return }
    let width = DisplayWidth.of(spot.label)
    let places = [
      Point(x + 2, y), Point(x + 1, y + 1), Point(x + 1, y - 1), Point(x - 1 - width, y), Point(x - width, y - 1),
      Point(x - width, y + 1), Point(x - width / 2, y + 2), Point(x - width / 2, y - 2),
    ].filter { $0.x >= plot.x && $0.x + width <= plot.maxX && plot.y <= $0.y && $0.y < plot.maxY }
    for sparingInk in [true, false] {
      for place in places where sketch.label(spot.label, at: place, Style(spot.role), sparingInk: sparingInk) {
        return
      }
    }
  }

  private func drawReading(at cursor: Double, row: Int, on sketch: inout Sketch) {
    let width = sketch.bounds.width
    let place = x.format.text(cursor)
    guard DisplayWidth.of(place) + 2 <= width else { return }
    sketch.label(StyledLine("▲ " + place, Style.bold(.focus)), at: Point(0, row))
    var column = DisplayWidth.of(place) + 2 + Legend.gap
    for part in reading(at: cursor) {
      let line = StyledLine([Span(part.swatch + " ", Style(part.role)), Span(part.text, .plain)])
      guard column + line.width <= width else { continue }
      sketch.label(line, at: Point(column, row))
      column += line.width + Legend.gap
    }
  }
}
