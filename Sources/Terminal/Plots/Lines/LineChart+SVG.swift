import TextSafety

extension LineChart {
  /// Places of the parts of the SVG picture, in its points.
  private struct Frame {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double
    var x: AxisSpan
    var y: AxisSpan

    func across(_ place: Double) -> Double { left + place * (right - left) }
    func up(_ place: Double) -> Double { bottom - place * (bottom - top) }
  }

  public func svg() -> String {
    var document = SVGDocument(width: 760, height: 420, title: title.isEmpty ? y.title : title, summary: summary)
    let names = legend.items
    let namesWidth = min(220, names.map { SVGDocument.width($0.name) + 36 }.max() ?? 0)
    let y = ySpan.extended(tickCount: 6)
    let ticks = y.ticks(count: 6)
    let labels = ticks.map { SVGDocument.width($0.label) }.max() ?? 0
    let frame = Frame(
      left: 20 + labels, right: document.width - 20 - namesWidth, top: title.isEmpty ? 44 : 66,
      bottom: document.height - 52, x: xSpan, y: y)
    document.text(title.fitted(100), 14, 24, .heading, isBold: true)
    document.text(self.y.title.fitted(100), 14, frame.top - 22)
    draw(frame, ticks, in: &document)
    drawMarkers(frame, in: &document)
    for one in series.reversed() { draw(one, frame, in: &document) }
    for index in series.indices.reversed() { drawMarks(ofLine: index, frame, in: &document) }
    for group in measurements { draw(group, frame, in: &document) }
    drawSpots(frame, in: &document)
    drawNames(frame, in: &document)
    return document.string
  }

  private func draw(_ frame: Frame, _ yTicks: [Tick], in document: inout SVGDocument) {
    for tick in yTicks {
      guard let place = frame.y.place(tick.value), frame.y.shows(tick.value) else { continue }
      let y = frame.up(place)
      document.line(frame.left, y, frame.right, y, .frame, width: 0.4)
      document.text(tick.label, frame.left - 6, y + 4, anchor: .end)
    }
    document.line(frame.left, frame.bottom, frame.right, frame.bottom, .muted)
    document.line(frame.left, frame.top, frame.left, frame.bottom, .muted)
    let xTicks = frame.x.ticks(fitting: frame.right - frame.left, gap: 16, width: SVGDocument.width)
    for tick in xTicks {
      guard let place = frame.x.place(tick.value) else { continue }
      let x = frame.across(place)
      document.line(x, frame.bottom, x, frame.bottom + 4, .muted)
      document.text(tick.label, x, frame.bottom + 18, anchor: .middle)
    }
    document.text(x.title.fitted(80), frame.right, frame.bottom + 38, anchor: .end)
  }

  private func drawMarkers(_ frame: Frame, in document: inout SVGDocument) {
    var used: [[(from: Double, to: Double)]] = [[], []]
    for marker in markers {
      guard frame.x.shows(marker.x), let place = frame.x.place(marker.x) else { continue }
      let x = frame.across(place)
      document.line(x, frame.top, x, frame.bottom, marker.role, dashes: "3 3")
      let width = SVGDocument.width(marker.label)
      let start = min(max(x - width / 2, 8), document.width - width - 8)
      // Two heights; a label that fits in neither is left out.
      guard
        let row = used.indices.first(where: { row in
          used[row].allSatisfy { start > $0.to + 8 || start + width < $0.from - 8 }
        })
      else { continue }
      used[row].append((start, start + width))
      document.text(marker.label, start, frame.top + (row == 0 ? -6 : 12), marker.role, hasHalo: true)
    }
  }

  private func draw(_ one: Series, _ frame: Frame, in document: inout SVGDocument) {
    func point(_ place: (x: Double, y: Double)) -> (x: Double, y: Double) {
      // What lies outside of given ends is drawn at the edge.
      (frame.across(min(max(place.x, 0), 1)), frame.up(min(max(place.y, 0), 1)))
    }
    let lows = one.band.map { PlotPoint($0.x, $0.low) }
    let highs = one.band.map { PlotPoint($0.x, $0.high) }
    let edges = zip(lows, highs).filter {
      frame.x.place($0.0.x) != nil && frame.y.place($0.0.y) != nil && frame.y.place($0.1.y) != nil
    }
    let outline =
      edges.map(\.0) + edges.map(\.1).reversed()
    for piece in LineChart.pieces(outline, frame.x, frame.y) where piece.count > 2 {
      document.polygon(piece.map(point), one.role, opacity: 0.15)
    }
    for piece in LineChart.pieces(one.points, frame.x, frame.y) {
      document.polyline(piece.map(point), one.role, dashes: one.pattern.dashes)
    }
  }

  private func drawMarks(ofLine index: Int, _ frame: Frame, in document: inout SVGDocument) {
    func draw(_ mark: PointMark, _ across: Double, _ up: Double) {
      document.text(
        SafeText(mark.rawValue), frame.across(across), frame.up(up) + 4, series[index].role, anchor: .middle,
        hasHalo: true)
    }
    if let point = series[index].onlyPoint {
      guard let across = frame.x.place(point.x), let up = frame.y.place(point.y) else { return }
      return draw(mark(ofLine: index) ?? .disc, across, up)
    }
    guard let mark = mark(ofLine: index) else { return }
    for part in 0..<4 {
      let place = (Double(part) + (Double(index) + 0.5) / Double(series.count)) / 4
      if let up = height(ofLine: index, at: place, frame.x, frame.y) { draw(mark, place, up) }
    }
  }

  private func draw(_ group: Measurements, _ frame: Frame, in document: inout SVGDocument) {
    for (index, point) in group.points.enumerated() {
      guard frame.x.shows(point.x), let place = frame.x.place(point.x) else { continue }
      let x = frame.across(place)
      if index < group.spreads.count, let low = frame.y.place(group.spreads[index].lowerBound),
        let high = frame.y.place(group.spreads[index].upperBound)
      {
        let (bottom, top) = (frame.up(min(max(low, 0), 1)), frame.up(min(max(high, 0), 1)))
        document.line(x, bottom, x, top, group.role)
        document.line(x - 3, bottom, x + 3, bottom, group.role)
        document.line(x - 3, top, x + 3, top, group.role)
      }
      guard frame.y.shows(point.y), let up = frame.y.place(point.y) else { continue }
      document.circle(x, frame.up(up), radius: 3.5, group.role)
    }
  }

  private func drawSpots(_ frame: Frame, in document: inout SVGDocument) {
    for spot in spots {
      guard frame.x.shows(spot.point.x), frame.y.shows(spot.point.y), let across = frame.x.place(spot.point.x),
        let up = frame.y.place(spot.point.y)
      else { continue }
      document.circle(frame.across(across), frame.up(up), radius: 5, spot.role)
      let isLeft = across > 0.7
      document.text(
        spot.label, frame.across(across) + (isLeft ? -10 : 10), frame.up(up) - 6, spot.role,
        anchor: isLeft ? .end : .start, hasHalo: true)
    }
  }

  private func drawNames(_ frame: Frame, in document: inout SVGDocument) {
    let rows = Int((frame.bottom - frame.top) / 18)
    func row(_ points: [PlotPoint]) -> Int {
      let last = points.last { frame.x.shows($0.x) && frame.y.place($0.y) != nil }
      let place = last.flatMap { frame.y.place($0.y) } ?? 1
      return Int(((1 - min(max(place, 0), 1)) * Double(rows - 1)).rounded())
    }
    let named = series.filter { !$0.name.isEmpty }
    let measured = measurements.filter { !$0.name.isEmpty }
    let places = LineChart.spread(named.map { row($0.points) } + measured.map { row($0.points) }, in: 0..<rows)
    for (index, place) in places.enumerated() where place >= 0 {
      let y = frame.top + (Double(place) + 0.5) * 18
      let x = frame.right + 8
      if index < named.count {
        document.line(x, y, x + 22, y, named[index].role, width: 2, dashes: named[index].pattern.dashes)
        document.text(named[index].name.fitted(26), x + 28, y + 4, .text)
        if let mark = series.firstIndex(of: named[index]).flatMap(mark(ofLine:)) {
          document.text(SafeText(mark.rawValue), x + 11, y + 4, named[index].role, anchor: .middle, hasHalo: true)
        }
      } else {
        let group = measured[index - named.count]
        document.circle(x + 11, y, radius: 3.5, group.role)
        document.text(group.name.fitted(26), x + 28, y + 4, .text)
      }
    }
  }
}
