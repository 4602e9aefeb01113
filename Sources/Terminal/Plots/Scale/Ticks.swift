import TextSafety

extension AxisSpan {
  /// A round distance between ticks: 1, 2 or 5 times a power of ten, or some months.
  struct Step: Equatable {
    var base: Int
    var exponent: Int
    var size: Double { Decimal(digits: base, exponent: exponent).value }

    /// The smallest such step that cuts a span into at most so many parts.
    init(span: Double, count: Int, rounding: Axis.Rounding) {
      let raw = span / Double(max(1, count))
      exponent = Int(Logarithm.base10(max(raw, AxisSpan.limits.smallest)).rounded(.down))
      let power = Logarithm.power10(exponent)
      base = [1, 2, 5].first { Double($0) * power >= raw * (1 - 1e-9) } ?? 10
      if base == 10 { (base, exponent) = (1, exponent + 1) }
      if rounding != .decimal && exponent < 0 { (base, exponent) = (1, 0) }
      if rounding == .months, let months = Step.months.first(where: { Double($0) >= raw * (1 - 1e-9) }) {
        (base, exponent) = (months, 0)
      }
    }

    private static let months = [1, 2, 3, 6, 12, 24, 36, 60, 120]

    /// Which multiple of the step is next to a value.
    func index(_ value: Double, _ rule: FloatingPointRoundingRule) -> Int {
      let quotient = min(max(value / size, -1e15), 1e15)
      let nearest = quotient.rounded()
      return Int(abs(quotient - nearest) < 1e-6 ? nearest : quotient.rounded(rule))
    }
  }

  /// At most about so many round values within the span, each with its label.
  func ticks(count: Int) -> [Tick] {
    let count = max(1, count)
    guard axis.scale == .linear else { return logTicks(count: count) }
    let ticks = linearTicks(count: count)
    // One label tells no scale: a round step that is a little too large for the span gives way to the next.
    return ticks.count < 2 ? linearTicks(count: count + 1) : ticks
  }

  private func linearTicks(count: Int) -> [Tick] {
    let step = Step(span: high - low, count: count, rounding: axis.rounding)
    let (first, last) = (step.index(low, .up), step.index(high, .down))
    guard first <= last else { return [] }
    return (first...last).prefix(200).map { tick(Decimal(digits: $0 * step.base, exponent: step.exponent)) }
  }

  private func logTicks(count: Int) -> [Tick] {
    let (first, last) = (Int((low + 1e-9).rounded(.down)), Int((high - 1e-9).rounded(.up)))
    let spaced = spacedLogTicks(first, last, count: count)
    guard spaced.count < 2, first <= last else { return spaced }
    // No round distance fits twice, and one label tells no scale: the outermost of 1, 2, 5 in each decade.
    let all = (first...last).flatMap { exponent in
      [1, 2, 5].map { tick(Decimal(digits: $0, exponent: exponent)) }
    }.filter { shows($0.value) }
    guard let bottom = all.first, let top = all.last, bottom != top else { return spaced }
    return [bottom, top]
  }

  private func spacedLogTicks(_ first: Int, _ last: Int, count: Int) -> [Tick] {
    // From the densest that fits: 1, 2, 5 in each decade, each decade, every so many decades.
    for mantissas in [[1, 2, 5], [1, 3], [1]] where (last - first) * mantissas.count < 2 * count + 6 {
      let ticks = (first...last).flatMap { exponent in
        mantissas.map { tick(Decimal(digits: $0, exponent: exponent)) }
      }.filter { shows($0.value) }
      if ticks.count < 2 { break }
      if ticks.count <= count + 1 { return ticks }
    }
    if high - low >= 1 {
      let stride = (2...200).first { (last - first) / $0 <= count } ?? 200
      let ticks = (first...last).filter { $0 % stride == 0 }.map { tick(Decimal(digits: 1, exponent: $0)) }
      return ticks.filter { shows($0.value) }
    }
    // Less than a decade: round values, however they stand.
    let (bottom, top) = (value(at: 0), value(at: 1))
    let step = Step(span: top - bottom, count: count, rounding: axis.rounding)
    let (from, to) = (step.index(bottom, .up), step.index(top, .down))
    guard from <= to else { return [] }
    return (from...to).prefix(200).map { tick(Decimal(digits: $0 * step.base, exponent: step.exponent)) }
      .filter { shows($0.value) }
  }

  func tick(_ decimal: Decimal) -> Tick {
    Tick(value: decimal.value, label: axis.format.tickText(decimal))
  }

  /// The most ticks whose labels, centred, stay so far apart on an axis of that length.
  func ticks(fitting length: Double, gap: Double, width: (SafeText) -> Double) -> [Tick] {
    var best: [Tick] = []
    for count in 1...12 {
      let ticks = ticks(count: count)
      guard ticks.count > best.count else { continue }
      var free = -Double.infinity
      let fits = ticks.allSatisfy { tick in
        let half = width(tick.label) / 2
        let centre = (place(tick.value) ?? 0) * length
        defer { free = centre + half + gap }
        return centre - half >= free
      }
      if fits { best = ticks }
    }
    return best
  }
}
