import TextSafety

/// Dots in braille cells, two across and four down in each.
struct DotRaster {
  let width: Int
  let height: Int
  /// The dots of each cell, for each layer that has any.
  private var masks: [Int: [UInt8]] = [:]

  /// A blank raster of so many cells.
  init(_ size: Size) {
    (width, height) = (size.width * 2, size.height * 4)
  }

  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// Sets a dot; outside nothing happens.
  mutating func set(_ x: Int, _ y: Int, layer: Int) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    let index = (y / 4) * (width / 2) + x / 2
    masks[layer, default: Array(repeating: 0, count: width * height / 8)][index] |= DotRaster.bits[y % 4][x % 2]
  }

  /// The glyph of a cell and the layer with the most dots in it, of several the first; nil where no dot is set.
  func cell(_ x: Int, _ y: Int) -> (glyph: SafeText, layer: Int)? {
    let index = y * (width / 2) + x
    let all = masks.values.reduce(0) { $0 | $1[index] }
    guard let scalar = Unicode.Scalar(0x2800 + UInt32(all)), all != 0 else { return nil }
    let owner = masks.max { ($0.value[index].nonzeroBitCount, $1.key) < ($1.value[index].nonzeroBitCount, $0.key) }
    return owner.map { (SafeText(String(scalar)), $0.key) }
  }

  /// Draws a polyline through points in dots, with gaps as the pattern has them; parts outside are cut away.
  mutating func polyline(_ points: [(x: Double, y: Double)], pattern: LinePattern, layer: Int) {
    var phase = 0
    var last: (Int, Int)?
    func visit(_ raster: inout DotRaster, _ x: Int, _ y: Int) {
      if let last, last == (x, y) { return }
      last = (x, y)
      if pattern.isOn(phase) { raster.set(x, y, layer: layer) }
      phase += 1
    }
    if points.count == 1 { visit(&self, Int(points[0].x.rounded()), Int(points[0].y.rounded())) }
    for (start, end) in zip(points, points.dropFirst()) {
      guard let (a, b) = clipped(start, end) else { continue }
      let steps = max(abs(b.x - a.x), abs(b.y - a.y)).rounded(.up)
      for step in 0...max(1, Int(steps)) {
        let part = Double(step) / max(1, steps)
        visit(&self, Int((a.x + (b.x - a.x) * part).rounded()), Int((a.y + (b.y - a.y) * part).rounded()))
      }
    }
  }

  /// The part of a line that lies on the raster (Liang and Barsky, 1984).
  private func clipped(
    _ a: (x: Double, y: Double), _ b: (x: Double, y: Double)
  ) -> (a: (x: Double, y: Double), b: (x: Double, y: Double))? {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    var (enter, leave) = (0.0, 1.0)
    let edges = [
      (-dx, a.x + 0.5), (dx, Double(width) - 0.5 - a.x), (-dy, a.y + 0.5), (dy, Double(height) - 0.5 - a.y),
    ]
    for (direction, distance) in edges {
      if direction == 0 {
        if distance < 0 { return nil }
      } else if direction < 0 {
        enter = max(enter, distance / direction)
      } else {
        leave = min(leave, distance / direction)
      }
    }
    guard enter <= leave else { return nil }
    return ((a.x + enter * dx, a.y + enter * dy), (a.x + leave * dx, a.y + leave * dy))
  }

  /// Fills a column of dots thinly, every fourth dot in a slanted weave.
  mutating func weave(column x: Int, from top: Int, through bottom: Int, layer: Int) {
    let (first, last) = (max(0, top), min(bottom, height - 1))
    guard x >= 0, x < width, first <= last else { return }
    for y in first...last where (x + 2 * y) % 4 == 0 { set(x, y, layer: layer) }
  }
}

/// How a line is drawn, so that lines differ without colour too; there are as many as colours in ``PlotPalette``.
public enum LinePattern: CaseIterable, Hashable, Sendable {
  case solid, dashed, dotted, dashDotted, longDashed, dashDotDotted

  /// The pattern of the series with that number, when the caller does not choose.
  public static func number(_ index: Int) -> LinePattern { allCases[index % allCases.count] }

  /// True when the dot with that number along the line is set.
  func isOn(_ step: Int) -> Bool {
    switch self {
    case .solid: true
    case .dashed: step % 8 < 5
    case .dotted: step % 3 == 0
    case .dashDotted: step % 10 < 5 || step % 10 == 7
    case .longDashed: step % 16 < 12
    case .dashDotDotted: step % 16 < 6 || [9, 12].contains(step % 16)
    }
  }

  /// Three cells of it, for a legend.
  var swatch: SafeText {
    switch self {
    case .solid: "⠤⠤⠤"
    case .dashed: "⠤ ⠤"
    case .dotted: "⠄⠄⠄"
    case .dashDotted: "⠤⠄⠤"
    case .longDashed: "⠤⠤ "
    case .dashDotDotted: "⠤⠄⠄"
    }
  }

  /// Lengths of strokes and gaps, as SVG has them; nil for none.
  var dashes: String? {
    switch self {
    case .solid: nil
    case .dashed: "8 5"
    case .dotted: "2 4"
    case .dashDotted: "8 4 2 4"
    case .longDashed: "16 5"
    case .dashDotDotted: "8 4 2 4 2 4"
    }
  }
}
