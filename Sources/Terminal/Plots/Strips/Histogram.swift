public import TextSafety

/// How often values fall into equal steps of a range, as upright bars.
public struct Histogram: Plot {
  public var title: SafeText
  /// The axis of the values; logarithmic steps are equal in their logarithms.
  public var x: Axis
  public var values: [Double]
  /// Values that were counted beforehand; then `values` is empty.
  public private(set) var bins: Bins?
  /// Values to be pointed out, such as percentiles.
  public var markers: [LineChart.Marker]
  public var role: Role

  /// How many values lie in each of equally wide steps between two bounds.
  public struct Bins: Hashable, Sendable {
    public var counts: [Double]
    public var from: Double
    public var to: Double

    public init(_ counts: [Double], from: Double, to: Double) {
      self.counts = counts
      self.from = from
      self.to = to
    }

    /// The count that can be drawn.
    func count(_ index: Int) -> Double {
      guard counts.indices.contains(index), counts[index].isFinite else { return 0 }
      return min(max(0, counts[index]), AxisSpan.limits.largest)
    }

    /// How high the bins stand between two values, on average; where a bin is wider, as high as it is in the middle.
    func height(_ low: Double, _ high: Double) -> Double {
      let width = (to - from) / Double(max(1, counts.count))
      guard width > 0, width.isFinite else { return low <= from && from < high ? count(0) : 0 }
      func place(_ value: Double) -> Double { min(max((value - from) / width, -1), Double(counts.count)) }
      if high - low <= width { return count(Int(place((low + high) / 2).rounded(.down))) }
      let (first, last) = (max(0, place(low)), max(0, place(high)))
      var sum = 0.0
      for index in Int(first)..<max(Int(first), Int(last.rounded(.up))) {
        sum += count(index) * (min(last, Double(index + 1)) - max(first, Double(index)))
      }
      return sum * width / (high - low)
    }
  }

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

  /// A histogram of values that were counted beforehand.
  public init(
    title: SafeText = .empty, x: Axis, bins: Bins, markers: [LineChart.Marker] = [], role: Role = .infrastructure
  ) {
    self.init(title: title, x: x, values: [], markers: markers, role: role)
    self.bins = bins
  }

  public func height(forWidth width: Int) -> Int { (title.isEmpty ? 0 : 1) + (bins == nil ? 10 : 12) }

  /// How many values lie in each of so many equal steps; those outside of the axis are left out.
  func counts(_ count: Int, _ span: AxisSpan) -> [Double] {
    let count = max(1, count)
    if let bins {
      let ends = (0...count).map { span.value(at: Double($0) / Double(count)) }
      return zip(ends, ends.dropFirst()).map { bins.height($0, $1) }
    }
    var counts = Array(repeating: 0.0, count: count)
    for value in values where span.shows(value) {
      guard let place = span.place(value) else { continue }
      counts[min(counts.count - 1, max(0, Int(place * Double(counts.count))))] += 1
    }
    return counts
  }

  private var span: AxisSpan {
    AxisSpan(x, values: bins.map { [$0.from, $0.to] } ?? values).extended(tickCount: 6)
  }

  private static let levels: [SafeText] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  public func picture(_ size: Size) -> CellGrid {
    var sketch = Sketch(size)
    guard size.width > 0, size.height > 0 else { return sketch.grid }
    let hasTitle = !title.isEmpty && size.height > 5
    let hasAxis = size.height > 3 && size.width >= 12
    let hasMarkers = !markers.isEmpty && size.height > 4
    // Counts can be told, over the highest bar; how many of single values share a column hangs on the width.
    let hasCount = bins != nil && !hasMarkers && size.height > 6
    let namesRow = bins != nil && hasAxis && !x.title.isEmpty && size.height > 7
    let top = (hasTitle ? 1 : 0) + (hasMarkers || hasCount ? 1 : 0)
    let plot = Rect(0, top, size.width, size.height - top - (hasAxis ? 2 : 0) - (namesRow ? 1 : 0))
    if hasTitle { sketch.label(title.fitted(size.width), at: Point(0, 0), Style.bold(.heading)) }
    let span = span
    let counts = counts(plot.width, span)
    drawBars(counts, plot, on: &sketch)
    if hasCount { drawGreatest(counts, plot, on: &sketch) }
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
    let title = x.title.fitted(namesRow ? size.width : size.width / 2)
    let room = title.isEmpty || namesRow ? size.width : size.width - DisplayWidth.of(title) - 2
    for tick in span.ticks(fitting: Double(size.width - 1), gap: 2, width: { Double(DisplayWidth.of($0)) }) {
      // A number that had to give way to the name would stand under another tick.
      guard let x = column(tick.value), x < room else { continue }
      if sketch.label(tick.label, around: x, within: 0..<max(0, room), row: plot.maxY + 1, Style(.muted)) {
        sketch.mark("┬", at: Point(x, plot.maxY), Style(.frame))
      }
    }
    sketch.label(title, endingBefore: size.width, from: 0, row: plot.maxY + (namesRow ? 2 : 1), Style(.muted))
    return sketch.grid
  }

  /// How many the fullest bin holds, above the middle of its bar.
  private func drawGreatest(_ counts: [Double], _ plot: Rect, on sketch: inout Sketch) {
    guard let bins, let greatest = counts.max(), greatest > 0, let first = counts.firstIndex(of: greatest) else {
      return
    }
    let last = counts[first...].firstIndex { $0 < greatest } ?? counts.count
    let most = bins.counts.indices.map(bins.count).max() ?? 0
    sketch.label(
      ValueFormat(.plain).text(most), around: (first + last - 1) / 2, within: 0..<sketch.bounds.width, row: plot.y - 1,
      Style(.muted))
  }

  private func drawBars(_ counts: [Double], _ plot: Rect, on sketch: inout Sketch) {
    guard let greatest = counts.max(), greatest > 0 else { return }
    for (x, count) in counts.enumerated() where count > 0 && x < plot.width {
      // A bar that is there can be seen.
      let eighths = max(1, Int((count / greatest * Double(plot.height * 8)).rounded()))
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
    let counts = counts(min(240, bins.map { max(60, $0.counts.count) } ?? 60), span)
    let width = (right - left) / Double(counts.count)
    for (index, count) in counts.enumerated() where count > 0 {
      let height = (bottom - top) * count / (counts.max() ?? 1)
      document.rect(left + Double(index) * width, bottom - height, width - (bins == nil ? 1 : 0), height, role)
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
    let finite = bins.map { [$0.from, $0.to] } ?? values.filter(\.isFinite)
    let count = bins.map { bins in bins.counts.indices.reduce(0) { $0 + bins.count($1) } } ?? Double(values.count)
    let ends =
      finite.isEmpty
      ? "no values"
      : ValueFormat(.plain).text(count, significant: 15) + " values from " + x.format.text(finite.min() ?? 0) + " to "
        + x.format.text(finite.max() ?? 0)
    return (title.isEmpty ? "Histogram" : title) + ". " + ends + (marks.isEmpty ? "" : "; ")
      + SafeText(marks.joined(separator: "; ")) + "."
  }
}
