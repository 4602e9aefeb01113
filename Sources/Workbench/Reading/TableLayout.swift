import Terminal
import TextSafety

/// A table's rows as lines: columns as wide as they need, shrunk fairly when there is no room, cells wrapped.
///
/// Columns stand apart by blanks alone; a rule runs under the header. Where rows take several lines a blank line stands
/// between them, or else the further lines of their first cells are indented.
struct TableLayout {
  /// Blanks between two columns.
  static let gap = 3

  /// The header with its rule.
  private(set) var head: [StyledLine] = []
  private(set) var body: [StyledLine] = []

  var lines: [StyledLine] { head + body }

  /// - Parameters:
  ///   - right: columns whose cells end, rather than begin, at the same place.
  ///   - isDense: no blank lines between rows.
  init(header: [[Span]], rows: [[[Span]]], right: Set<Int> = [], width: Int, isDense: Bool = false) {
    let count = max(header.count, rows.map(\.count).max() ?? 0)
    guard count > 0 else { return }
    let widths = TableLayout.widths(
      header: header, rows: rows, count: count, room: width - TableLayout.gap * (count - 1))
    func set(_ cells: [[Span]]) -> [StyledLine] {
      let wrapped = (0..<count).map { column in
        let cell = column < cells.count ? cells[column] : []
        return isDense && column == 0
          ? TableLayout.indented(cell, width: widths[column]) : Wrapping.wrap(cell, width: widths[column])
      }
      return (0..<(wrapped.map(\.count).max() ?? 1)).map { row in
        var spans: [Span] = []
        // Blanks that are due before the next cell with words.
        var blanks = 0
        for column in 0..<count {
          let line = row < wrapped[column].count ? wrapped[column][row] : StyledLine()
          let room = max(0, widths[column] - line.width)
          blanks += right.contains(column) ? room : 0
          if blanks > 0, !line.spans.isEmpty {
            spans.append(Span(SafeText(String(repeating: " ", count: blanks))))
            blanks = 0
          }
          spans += line.spans
          blanks += (right.contains(column) ? 0 : room) + TableLayout.gap
        }
        return StyledLine(spans)
      }
    }
    let rule = StyledLine(
      SafeText(String(repeating: "─", count: widths.reduce(0, +) + TableLayout.gap * (count - 1))), Style(.frame))
    head = set(header) + [rule]
    let rows = rows.map(set)
    let isTall = !isDense && rows.contains { $0.count > 1 }
    for (index, row) in rows.enumerated() {
      if isTall && index > 0 { body.append(StyledLine()) }
      body += row
    }
  }

  private static func indented(_ cell: [Span], width: Int) -> [StyledLine] {
    guard StyledLine(cell).width > width, width > 10 else { return Wrapping.wrap(cell, width: width) }
    return Wrapping.wrap(cell, width: width - 2).enumerated().map { index, line in
      index == 0 ? line : StyledLine([Span("  ")] + line.spans)
    }
  }

  /// The natural width of each column; when the sum is too large, the widest ones give way first.
  private static func widths(header: [[Span]], rows: [[[Span]]], count: Int, room: Int) -> [Int] {
    var natural = Array(repeating: 1, count: count)
    for row in [header] + rows {
      for (column, cell) in row.enumerated() {
        natural[column] = max(natural[column], StyledLine(cell).width)
      }
    }
    let room = max(count, room)
    guard natural.reduce(0, +) > room else { return natural }
    // The largest cap for which the capped widths fit.
    var low = 1
    var high = room
    while low < high {
      let cap = (low + high + 1) / 2
      if natural.reduce(0, { $0 + min($1, cap) }) <= room { low = cap } else { high = cap - 1 }
    }
    var out = natural.map { min($0, low) }
    var spare = room - out.reduce(0, +)
    for column in 0..<count where spare > 0 && natural[column] > out[column] {
      out[column] += 1
      spare -= 1
    }
    return out
  }
}
