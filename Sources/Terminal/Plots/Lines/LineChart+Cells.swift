import TextSafety

extension LineChart {
  public func picture(_ size: Size) -> CellGrid {
    var sketch = Sketch(size)
    let layout = LineChartLayout(self, size)
    guard !layout.plot.isEmpty else { return sketch.grid }
    drawAxes(layout, on: &sketch)
    drawUprights(layout, on: &sketch)
    drawLines(layout, on: &sketch)
    drawMarks(layout, on: &sketch)
    drawPoints(layout, on: &sketch)
    drawWords(layout, on: &sketch)
    return sketch.grid
  }

  private static let thin = Style(.frame)
  private static let grid = Style(.frame, on: nil, .dim)

  private func drawAxes(_ layout: LineChartLayout, on sketch: inout Sketch) {
    let plot = layout.plot
    guard let axisRow = layout.axisRow else { return }
    let axis = plot.x - 1
    for tick in layout.yTicks {
      guard let y = layout.row(tick.value), plot.y <= y, y < plot.maxY else { continue }
      sketch.mark("┈", row: y, columns: plot.x..<plot.maxX, LineChart.grid, isInk: false)
    }
    if axis >= 0 {
      for y in plot.y..<plot.maxY { sketch.mark("│", at: Point(axis, y), LineChart.thin) }
      sketch.mark("└", at: Point(axis, axisRow), LineChart.thin)
    }
    sketch.mark("─", row: axisRow, columns: plot.x..<plot.maxX, LineChart.thin)
    for tick in layout.yTicks {
      guard let y = layout.row(tick.value), plot.y <= y, y < plot.maxY else { continue }
      if sketch.label(tick.label, endingBefore: axis, from: 0, row: y, Style(.muted)) {
        sketch.mark("┤", at: Point(axis, y), LineChart.thin)
      }
    }
    drawXTitle(layout, on: &sketch)
    for tick in layout.xTicks {
      guard let x = layout.column(tick.value), plot.x <= x, x < plot.maxX else { continue }
      if sketch.label(tick.label, around: x, within: 0..<layout.size.width, row: axisRow + 1, Style(.muted)) {
        sketch.mark("┬", at: Point(x, axisRow), LineChart.thin)
      }
    }
  }

  /// Markers and the cursor: behind the lines.
  private func drawUprights(_ layout: LineChartLayout, on sketch: inout Sketch) {
    let plot = layout.plot
    func upright(_ value: Double, _ glyph: SafeText, _ foot: SafeText, _ style: Style) {
      guard layout.x.shows(value), let x = layout.column(value), plot.x <= x, x < plot.maxX else { return }
      for y in plot.y..<plot.maxY { sketch.mark(glyph, at: Point(x, y), style, isInk: false) }
      if let row = layout.axisRow { sketch.mark(foot, at: Point(x, row), style) }
    }
    for marker in markers { upright(marker.x, "╎", "┴", Style(marker.role)) }
    if let cursor { upright(cursor, "│", "▲", Style.bold(.focus)) }
  }

  private func drawLines(_ layout: LineChartLayout, on sketch: inout Sketch) {
    let plot = layout.plot
    let size = Size(plot.width, plot.height)
    var lines = DotRaster(size)
    var bands = DotRaster(size)
    func dots(_ place: (x: Double, y: Double)) -> (x: Double, y: Double) {
      (place.x * Double(lines.width - 1), (1 - place.y) * Double(lines.height - 1))
    }
    for (index, one) in series.enumerated() {
      drawBand(one.band, layout, layer: index, on: &bands)
      for piece in LineChart.pieces(one.points, layout.x, layout.y) {
        lines.polyline(piece.map(dots), pattern: one.pattern, layer: index)
      }
    }
    for y in 0..<plot.height {
      for x in 0..<plot.width {
        let at = Point(plot.x + x, plot.y + y)
        if let cell = lines.cell(x, y) {
          sketch.mark(cell.glyph, at: at, Style(series[cell.layer].role))
        } else if let cell = bands.cell(x, y) {
          sketch.mark(cell.glyph, at: at, LineChart.grid, isInk: false)
        }
      }
    }
  }

  /// Marks on the lines, each line's some columns beside the others', so that none hides another; a line of one point is
  /// its mark.
  private func drawMarks(_ layout: LineChartLayout, on sketch: inout Sketch) {
    let plot = layout.plot
    for (index, one) in series.enumerated().reversed() {
      if let point = one.onlyPoint {
        guard layout.x.shows(point.x), let x = layout.column(point.x), let y = layout.row(point.y) else { continue }
        sketch.mark(SafeText((mark(ofLine: index) ?? .disc).rawValue), at: Point(x, y), Style.bold(one.role))
        continue
      }
      guard let mark = mark(ofLine: index) else { continue }
      for column in markColumns(ofLine: index, width: plot.width) {
        let place = (Double(column) + 0.5) / Double(plot.width)
        guard let up = height(ofLine: index, at: place, layout.x, layout.y) else { continue }
        let row = plot.y + LineChartLayout.cell(1 - up, cells: plot.height, dotsPerCell: 4)
        sketch.mark(SafeText(mark.rawValue), at: Point(plot.x + column, row), Style.bold(one.role))
      }
    }
  }

  /// The columns in which a line has its marks, from the plot's first one on.
  private func markColumns(ofLine index: Int, width: Int) -> [Int] {
    let spacing = min(max(10, 2 * series.count), max(1, width))
    let first = (index * spacing / max(1, series.count) + spacing / (2 * series.count)) % spacing
    return Array(stride(from: first, to: width, by: spacing))
  }

  /// Weaves dots between the low and the high edge, from each point of the band to the next.
  private func drawBand(_ band: [BandPoint], _ layout: LineChartLayout, layer: Int, on raster: inout DotRaster) {
    func dots(_ place: Double, _ count: Int) -> Double { min(max(place, -100), 100) * Double(max(1, count - 1)) }
    var before: (x: Double, low: Double, high: Double)?
    for point in band {
      guard let x = layout.x.place(point.x), let low = layout.y.place(point.low), let high = layout.y.place(point.high)
      else {
        before = nil
        continue
      }
      let here = (
        x: dots(x, raster.width), low: dots(1 - low, raster.height), high: dots(1 - high, raster.height)
      )
      defer { before = here }
      guard let before, here.x > before.x else { continue }
      let (first, last) = (max(0, Int(before.x.rounded(.up))), min(raster.width - 1, Int(here.x.rounded(.down))))
      guard first <= last else { continue }
      for column in first...last {
        let part = (Double(column) - before.x) / (here.x - before.x)
        let low = Int((before.low + (here.low - before.low) * part).rounded())
        let high = Int((before.high + (here.high - before.high) * part).rounded())
        raster.weave(column: column, from: min(low, high), through: max(low, high), layer: layer)
      }
    }
  }

  private func drawPoints(_ layout: LineChartLayout, on sketch: inout Sketch) {
    let plot = layout.plot
    for group in measurements {
      for (index, point) in group.points.enumerated() {
        guard layout.x.shows(point.x), let x = layout.column(point.x), let y = layout.row(point.y) else { continue }
        if index < group.spreads.count { draw(group.spreads[index], group.role, column: x, layout, on: &sketch) }
        guard plot.contains(Point(x, y)) else { continue }
        sketch.mark(SafeText(group.mark.rawValue), at: Point(x, y), Style.bold(group.role))
      }
    }
    for spot in spots {
      guard layout.x.shows(spot.point.x), let x = layout.column(spot.point.x), let y = layout.row(spot.point.y),
        plot.contains(Point(x, y))
      else { continue }
      sketch.mark("◆", at: Point(x, y), Style.bold(spot.role))
    }
  }

  /// An upright line as far as a measurement's spread reaches within the plot.
  private func draw(
    _ spread: ClosedRange<Double>, _ role: Role, column: Int, _ layout: LineChartLayout, on sketch: inout Sketch
  ) {
    guard let bottom = layout.row(spread.lowerBound), let top = layout.row(spread.upperBound) else { return }
    let (first, last) = (max(top, layout.plot.y), min(bottom, layout.plot.maxY - 1))
    guard top < bottom, first <= last else { return }
    for row in first...last { sketch.mark("│", at: Point(column, row), Style(role)) }
  }
}
