public import TextSafety

extension LineChart.Series {
  /// The line's value at a place between its points, straight in the measures of the axes; nil outside and in gaps.
  public func value(at x: Double, xScale: Axis.Scale = .linear, yScale: Axis.Scale = .linear) -> Double? {
    guard let wanted = AxisSpan.measure(x, xScale) else { return nil }
    let places = points.map { (x: AxisSpan.measure($0.x, xScale), y: AxisSpan.measure($0.y, yScale)) }
    for (index, place) in places.enumerated() {
      guard let left = place.x, let low = place.y else { continue }
      if left == wanted { return points[index].y }
      guard index + 1 < places.count, let right = places[index + 1].x, let high = places[index + 1].y else { continue }
      guard min(left, right) <= wanted, wanted <= max(left, right), left != right else { continue }
      let measure = low + (high - low) * (wanted - left) / (right - left)
      return yScale == .linear ? measure : Logarithm.power10(measure)
    }
    return nil
  }

  /// The places where this line crosses another, from left to right; touching without crossing does not count.
  public func crossings(
    with other: LineChart.Series, xScale: Axis.Scale = .linear, yScale: Axis.Scale = .linear
  ) -> [PlotPoint] {
    let stops = Set((points + other.points).map(\.x)).compactMap { x in
      AxisSpan.measure(x, xScale).map { (x: x, measure: $0) }
    }.sorted { $0.measure < $1.measure }
    var out: [PlotPoint] = []
    var last: (measure: Double, difference: Double)?
    for stop in stops {
      guard let mine = value(at: stop.x, xScale: xScale, yScale: yScale).flatMap({ AxisSpan.measure($0, yScale) }),
        let theirs = other.value(at: stop.x, xScale: xScale, yScale: yScale).flatMap({ AxisSpan.measure($0, yScale) })
      else {
        last = nil
        continue
      }
      let difference = mine - theirs
      if difference == 0 { continue }
      if let before = last, (before.difference < 0) != (difference < 0) {
        let part = before.difference / (before.difference - difference)
        let measure = before.measure + part * (stop.measure - before.measure)
        let x = xScale == .linear ? measure : Logarithm.power10(measure)
        if let y = value(at: x, xScale: xScale, yScale: yScale) { out.append(PlotPoint(x, y)) }
      }
      last = (stop.measure, difference)
    }
    return out
  }
}

extension LineChart {
  /// Running values over months from month 0, and where the first two lines cross.
  ///
  /// The crossing's label says in which month the first line has caught up.
  public static func timeline(
    title: SafeText = .empty, _ lines: [(name: SafeText, monthly: [Double])], value: Axis, crossing: SafeText
  ) -> LineChart {
    let series = lines.enumerated().map { index, line in
      Series(
        line.name, line.monthly.enumerated().map { PlotPoint(Double($0.offset), $0.element) },
        pattern: .number(index), role: PlotPalette.role(index))
    }
    let months = Axis("month", format: ValueFormat(.plain), rounding: .months)
    var chart = LineChart(title: title, x: months, y: value, series: series)
    if series.count > 1, let first = series[0].crossings(with: series[1]).first {
      let month = SafeText(String(Int(first.x.rounded(.up))))
      chart.markers = [Marker(first.x, crossing + " month " + month)]
      chart.spots = [Spot(first, .empty)]
    }
    return chart
  }

  /// What the cursor says: the place, and each line's value there.
  func reading(at x: Double) -> [(swatch: SafeText, text: SafeText, role: Role)] {
    var out: [(swatch: SafeText, text: SafeText, role: Role)] = []
    for (index, line) in series.enumerated() {
      let value = line.value(at: x, xScale: self.x.scale, yScale: y.scale)
      out.append((swatch(ofLine: index), line.name + " " + (value.map { y.format.text($0) } ?? "–"), line.role))
    }
    return out
  }

  /// How high a line is at a part of the x axis, as a part of the y axis; nil beside the line, in its gaps, and outside.
  func height(ofLine index: Int, at place: Double, _ x: AxisSpan, _ y: AxisSpan) -> Double? {
    series[index].value(at: x.value(at: place), xScale: x.axis.scale, yScale: y.axis.scale).flatMap(y.place)
      .flatMap { (0...1).contains($0) ? $0 : nil }
  }

  /// The lines' dots or points, cut where something has no place; places are parts of the axes.
  static func pieces(_ points: [PlotPoint], _ x: AxisSpan, _ y: AxisSpan) -> [[(x: Double, y: Double)]] {
    var pieces: [[(x: Double, y: Double)]] = [[]]
    for point in points {
      if let across = x.place(point.x), let up = y.place(point.y) {
        // Far outside, a line's slope no longer matters, and numbers stay small enough to count dots with.
        pieces[pieces.count - 1].append((min(max(across, -100), 100), min(max(up, -100), 100)))
      } else if pieces.last?.isEmpty == false {
        pieces.append([])
      }
    }
    return pieces.filter { !$0.isEmpty }
  }
}
