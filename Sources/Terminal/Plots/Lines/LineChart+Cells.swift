import TextSafety

extension LineChart {
  public func picture(_ size: Size) -> CellGrid {
    var sketch = Sketch(size)
    let layout = LineChartLayout(self, size)
    guard !layout.plot.isEmpty else { return sketch.grid }
    drawAxes(layout, on: &sketch)
    drawUprights(layout, on: &sketch)
    drawLines(layout, on: &sketch)
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

  private func drawBand(_ band: [BandPoint], _ layout: LineChartLayout, layer: Int, on raster: inout DotRaster) {
    let low = Series(.empty, band.map { PlotPoint($0.x, $0.low) })
    let high = Series(.empty, band.map { PlotPoint($0.x, $0.high) })
    guard !band.isEmpty else { return }
    let last = Double(max(1, raster.width - 1))
    func row(_ value: Double?) -> Int? {
      value.flatMap(layout.y.place).map { place in
        Int(((1 - min(max(place, -9), 9)) * Double(raster.height - 1)).rounded())
      }
    }
    for x in 0..<raster.width {
      let value = layout.x.value(at: Double(x) / last)
      guard let bottom = row(low.value(at: value, xScale: layout.x.axis.scale, yScale: layout.y.axis.scale)),
        let top = row(high.value(at: value, xScale: layout.x.axis.scale, yScale: layout.y.axis.scale))
      else { continue }
      raster.weave(column: x, from: min(top, bottom), through: max(top, bottom), layer: layer)
    }
  }

  private func drawPoints(_ layout: LineChartLayout, on sketch: inout Sketch) {
    let plot = layout.plot
    for group in measurements {
      for (index, point) in group.points.enumerated() {
        guard layout.x.shows(point.x), let x = layout.column(point.x), let y = layout.row(point.y) else { continue }
        if index < group.spreads.count {
          let spread = group.spreads[index]
          if let low = layout.row(spread.lowerBound), let high = layout.row(spread.upperBound), low > high {
            for row in max(high, plot.y)...max(plot.y, min(low, plot.maxY - 1)) where row >= high && row <= low {
              sketch.mark("│", at: Point(x, row), Style(group.role))
            }
          }
        }
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
}
