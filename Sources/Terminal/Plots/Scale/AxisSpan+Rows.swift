/// The span of an upright axis in character cells, four dots to a row.
///
/// A line is drawn in dots, a tick and a mark take a row: only where a tick's value falls on the middle of its row do
/// both tell the same.
extension AxisSpan {
  private static let dotsPerRow = 4
  /// The dot, counted from a row's lower edge, at whose height marks and level strokes seem to stand.
  private static let middle = 1

  /// The span reaching out so that ticks stand in the middle of rows, and those ticks from the lowest up.
  ///
  /// Rows of linear ticks have equal distances, as those of powers of ten; what divides a decade may be a quarter of a row
  /// off. Ends that were given stay, and ticks then stand on the rows nearest to them.
  func onRows(_ rows: Int) -> (span: AxisSpan, ticks: [Tick]) {
    guard axis.range == nil, rows > 1 else { return (self, ticks(count: max(1, rows / 3))) }
    switch axis.scale {
    case .linear: return linearOnRows(rows)
    case .log10: return decadesOnRows(rows) ?? roundedOnRows(rows)
    }
  }

  /// The same span, and such that a measure lies in the middle of a row, with so much to each row.
  private func placed(_ measure: Double, onRow row: Int, of rows: Int, each: Double) -> AxisSpan {
    let dot = each / Double(AxisSpan.dotsPerRow)
    let low = measure - Double(row * AxisSpan.dotsPerRow + AxisSpan.middle) * dot
    return AxisSpan(axis, low: low, high: low + Double(rows * AxisSpan.dotsPerRow - 1) * dot)
  }

  /// Of the round steps over 2 to 5 rows, in a low window over 1, the one with the least to a row; two ticks alone count
  /// less than more.
  private func linearOnRows(_ rows: Int) -> (span: AxisSpan, ticks: [Tick]) {
    var best: (loss: Double, rowsPerTick: Int, bottom: Int, step: Step)?
    for rowsPerTick in [3, 4, 2, 5, 1] where rowsPerTick < rows && (rowsPerTick > 1 || rows < 4) {
      // In halves: where the lowest tick lies below the values, the next step may have to be larger than all of them.
      for parts in (1...(2 * ((rows + rowsPerTick - 1) / rowsPerTick))).reversed() {
        let step = Step(span: 2 * (high - low), count: parts, rounding: axis.rounding)
        let bottom = step.index(low, .down)
        let each = step.size / Double(rowsPerTick)
        let top = Double(bottom) * step.size + each * (Double(rows) - 0.5)
        if top >= high - 1e-9 * abs(high) {
          let loss = 2 * rowsPerTick < rows ? each : each * 1.5
          if loss < (best?.loss ?? .infinity) * 0.95 { best = (loss, rowsPerTick, bottom, step) }
          break
        }
      }
    }
    guard let best else { return roundedOnRows(rows) }
    func value(_ index: Int) -> Decimal {
      Decimal(digits: (best.bottom + index) * best.step.base, exponent: best.step.exponent)
    }
    let span = placed(value(0).value, onRow: 0, of: rows, each: best.step.size / Double(best.rowsPerTick))
    return (span, (0...((rows - 1) / best.rowsPerTick)).map { tick(value($0)) })
  }

  /// Powers of ten on whole rows, every one to every third, and what lies between them where that falls on rows too.
  ///
  /// Nil without two ticks.
  private func decadesOnRows(_ rows: Int) -> (span: AxisSpan, ticks: [Tick])? {
    var best: (loss: Double, span: AxisSpan, ticks: [Tick])?
    for decades in 1...3 {
      let most = Int(min(Double(rows * decades) / max(high - low, 1e-9), Double(rows * 4)))
      for rowsPerTick in stride(from: most, through: max(2, most * 2 / 3), by: -1) {
        let each = Double(decades) / Double(rowsPerTick)
        let anchor = Int((low / Double(decades)).rounded(.up)) * decades
        let below = Int(((Double(anchor) - low) / each - 0.25).rounded(.up))
        let span = placed(Double(anchor), onRow: below, of: rows, each: each)
        guard span.low <= low + 1e-9, span.high >= high - 1e-9 else { continue }
        let ticks = span.decadeTicks(every: decades, rowsPerTick)
        let loss = ticks.count > 2 ? each : each * 1.5
        if ticks.count > 1, loss < (best?.loss ?? .infinity) * 0.95 { best = (loss, span, ticks) }
      }
    }
    return best.map { ($0.span, $0.ticks) }
  }

  /// Every so many powers of ten; of single decades the densest of the usual divisions whose values lie near the middles
  /// of rows that do not touch.
  private func decadeTicks(every decades: Int, _ rowsPerTick: Int) -> [Tick] {
    let divisions = [[1, 2, 5], [1, 3]].first { digits in
      let rows = digits.map { Logarithm.base10(Double($0)) * Double(rowsPerTick) }
      let whole = rows.map { $0.rounded() }
      let gaps = zip(whole, whole.dropFirst() + [Double(rowsPerTick)]).map { $1 - $0 }
      return decades == 1 && zip(rows, whole).allSatisfy { abs($0 - $1) <= 0.25 } && gaps.allSatisfy { $0 >= 2 }
    }
    let exponents = Int(low.rounded(.down))...Int(high.rounded(.up))
    return exponents.filter { $0 % decades == 0 }.flatMap { exponent in
      (divisions ?? [1]).map { tick(Decimal(digits: $0, exponent: exponent)) }
    }.filter { shows($0.value) }
  }

  /// Reaching out to round values, with ticks on the rows nearest to theirs.
  private func roundedOnRows(_ rows: Int) -> (span: AxisSpan, ticks: [Tick]) {
    let count = max(1, rows / 3)
    let span = extended(tickCount: count)
    return (span, span.ticks(count: count))
  }
}
