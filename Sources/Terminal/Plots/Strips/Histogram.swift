public import TextSafety

/// How often values fall into equal steps of a range, as upright bars.
public struct Histogram: Plot {
  public var title: SafeText
  /// The axis of the values; logarithmic steps are equal in their logarithms.
  public var x: Axis
  public var values: [Double]
  /// Values to be pointed out, such as percentiles.
  public var markers: [LineChart.Marker]
  public var role: Role

  public init(
    title: SafeText = .empty, x: Axis, values: [Double], markers: [LineChart.Marker] = [],
    role: Role = .infrastructure
  ) {
    self.title = title
    self.x = x
    self.values = values
    self.markers = markers
    self.role = role
  }

  public func height(forWidth width: Int) -> Int { (title.isEmpty ? 0 : 1) + 10 }

  /// How many values lie in each of so many equal steps; those outside of the axis are left out.
  func counts(_ count: Int, _ span: AxisSpan) -> [Int] {
    var counts = Array(repeating: 0, count: max(1, count))
    for value in values where span.shows(value) {
      guard let place = span.place(value) else { continue }
      counts[min(counts.count - 1, max(0, Int(place * Double(counts.count))))] += 1
    }
    return counts
  }

  private var span: AxisSpan { AxisSpan(x, values: values).extended(tickCount: 6) }

  private static let levels: [SafeText] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  public func picture(_ size: Size) -> CellGrid {
    var sketch = Sketch(size)
    guard size.width > 0, size.height > 0 else { return sketch.grid }
    let hasTitle = !title.isEmpty && size.height > 5
    let hasAxis = size.height > 3 && size.width >= 12
    let hasMarkers = !markers.isEmpty && size.height > 4
    let top = (hasTitle ? 1 : 0) + (hasMarkers ? 1 : 0)
    let plot = Rect(0, top, size.width, size.height - top - (hasAxis ? 2 : 0))
    if hasTitle { sketch.label(title.fitted(size.width), at: Point(0, 0), Style.bold(.heading)) }
    let span = span
    drawBars(counts(plot.width, span), plot, on: &sketch)
    func column(_ value: Double) -> Int? {
      guard span.shows(value), let place = span.place(value) else { return nil }
      return min(plot.width - 1, max(0, Int(place * Double(plot.width))))
    }
    for marker in markers {
      guard let x = column(marker.x) else { continue }
      for y in plot.y..<plot.maxY where sketch.isFree(Rect(x, y, 1, 1), ofInk: true) {
        sketch.mark("╎", at: Point(x, y), Style(marker.role))
      }
      if hasMarkers {
        sketch.label(marker.label, around: x, within: 0..<size.width, row: top - 1, Style(marker.role))
      }
    }
    guard hasAxis else { return sketch.grid }
    sketch.mark("─", row: plot.maxY, columns: 0..<size.width, Style(.frame))
    let title = x.title.fitted(size.width / 2)
    let room = title.isEmpty ? size.width : size.width - DisplayWidth.of(title) - 2
    for tick in span.ticks(fitting: Double(size.width - 1), gap: 2, width: { Double(DisplayWidth.of($0)) }) {
      guard let x = column(tick.value) else { continue }
      if sketch.label(tick.label, around: x, within: 0..<max(0, room), row: plot.maxY + 1, Style(.muted)) {
        sketch.mark("┬", at: Point(x, plot.maxY), Style(.frame))
      }
    }
    sketch.label(title, endingBefore: size.width, from: 0, row: plot.maxY + 1, Style(.muted))
    return sketch.grid
  }

  private func drawBars(_ counts: [Int], _ plot: Rect, on sketch: inout Sketch) {
    guard let greatest = counts.max(), greatest > 0 else { return }
    for (x, count) in counts.enumerated() where count > 0 && x < plot.width {
      // A bar that is there can be seen.
      let eighths = max(1, Int((Double(count) / Double(greatest) * Double(plot.height * 8)).rounded()))
      for row in 0..<plot.height where eighths > row * 8 {
        let level = min(8, eighths - row * 8)
        sketch.mark(Histogram.levels[level - 1], at: Point(plot.x + x, plot.maxY - 1 - row), Style(role))
      }
    }
  }

  public func svg() -> String {
    var document = SVGDocument(
      width: 760, height: 260, title: title.isEmpty ? x.title : title, summary: summary)
    document.text(title.fitted(100), 14, 24, .heading, isBold: true)
    let (left, right, top, bottom) = (14.0, 746.0, 60.0, 210.0)
    let span = span
    let counts = counts(60, span)
    let width = (right - left) / Double(counts.count)
    for (index, count) in counts.enumerated() where count > 0 {
      let height = (bottom - top) * Double(count) / Double(counts.max() ?? 1)
      document.rect(left + Double(index) * width, bottom - height, width - 1, height, role)
    }
    document.line(left, bottom, right, bottom, .muted)
    for tick in span.ticks(fitting: right - left, gap: 16, width: SVGDocument.width) {
      guard let place = span.place(tick.value) else { continue }
      document.line(left + place * (right - left), bottom, left + place * (right - left), bottom + 4, .muted)
      let half = SVGDocument.width(tick.label) / 2
      let x = min(max(left + place * (right - left), half + 4), document.width - half - 4)
      document.text(tick.label, x, bottom + 18, anchor: .middle)
    }
    document.text(x.title.fitted(100), right, bottom + 38, anchor: .end)
    for (index, marker) in markers.enumerated() {
      guard span.shows(marker.x), let place = span.place(marker.x) else { continue }
      let x = left + place * (right - left)
      document.line(x, top - 8, x, bottom, marker.role, dashes: "3 3")
      document.text(marker.label, x + 4, top - 2 - Double(index % 2) * 14, marker.role, hasHalo: true)
    }
    return document.string
  }

  public var summary: SafeText {
    let marks = markers.map { ($0.label + " at " + x.format.text($0.x)).string }
    let finite = values.filter(\.isFinite)
    let ends =
      finite.isEmpty
      ? "no values"
      : SafeText("\(values.count) values from ") + x.format.text(finite.min() ?? 0) + " to "
        + x.format.text(finite.max() ?? 0)
    return (title.isEmpty ? "Histogram" : title) + ". " + ends + (marks.isEmpty ? "" : "; ")
      + SafeText(marks.joined(separator: "; ")) + "."
  }
}
