import TextSafety

/// A drawing written as SVG: shapes in the order in which they are added.
///
/// Text is escaped; colours come from the roles of the two themes, chosen by what the reader's system prefers.
struct SVGDocument {
  let width: Double
  let height: Double
  private let title: SafeText
  private let summary: SafeText
  private var body = ""

  init(width: Double, height: Double, title: SafeText, summary: SafeText) {
    (self.width, self.height) = (width, height)
    (self.title, self.summary) = (title, summary)
  }

  enum Anchor: String { case start, middle, end }

  /// Points a letter of the drawing's text is wide, about.
  static let letterWidth = 7.0
  static func width(_ text: SafeText) -> Double { Double(DisplayWidth.of(text)) * letterWidth }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ role: Role, width: Double = 1, dashes: String? = nil
  ) {
    body += "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\""
    body += " class=\"s-\(role)\" stroke-width=\"\(number(width))\"\(dash(dashes))/>\n"
  }

  mutating func polyline(_ points: [(x: Double, y: Double)], _ role: Role, dashes: String?) {
    body += "<polyline points=\"\(list(points))\" class=\"s-\(role)\" fill=\"none\" stroke-width=\"2\""
    body += " stroke-linejoin=\"round\"\(dash(dashes))/>\n"
  }

  mutating func polygon(_ points: [(x: Double, y: Double)], _ role: Role, opacity: Double) {
    body += "<polygon points=\"\(list(points))\" class=\"f-\(role)\" fill-opacity=\"\(number(opacity))\"/>\n"
  }

  /// - Parameter hatch: which pattern lies on the colour, 0 for none, so that parts differ without colour too.
  mutating func rect(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ role: Role, opacity: Double = 1, hatch: Int = 0
  ) {
    defer {
      if hatch % 4 > 0 {
        body += "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(max(0, width)))\""
        body += " height=\"\(number(max(0, height)))\" fill=\"url(#hatch\(hatch % 4))\"/>\n"
      }
    }
    body += "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(max(0, width)))\""
    body += " height=\"\(number(max(0, height)))\" class=\"f-\(role)\""
    body += opacity < 1 ? " fill-opacity=\"\(number(opacity))\"/>\n" : "/>\n"
  }

  mutating func circle(_ x: Double, _ y: Double, radius: Double, _ role: Role) {
    body += "<circle cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(radius))\" class=\"f-\(role)\"/>\n"
  }

  mutating func text(
    _ text: SafeText, _ x: Double, _ y: Double, _ role: Role = .muted, anchor: Anchor = .start, isBold: Bool = false,
    isStruck: Bool = false, hasHalo: Bool = false
  ) {
    guard !text.isEmpty else { return }
    body += "<text x=\"\(number(x))\" y=\"\(number(y))\" class=\"f-\(role)\(hasHalo ? " halo" : "")\""
    if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
    if isBold { body += " font-weight=\"600\"" }
    if isStruck { body += " text-decoration=\"line-through\"" }
    body += ">\(SVGDocument.escaped(text))</text>\n"
  }

  /// The whole document.
  var string: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" role="img" \
    width="\(number(width))" height="\(number(height))" font-family="ui-monospace, Menlo, Consolas, monospace" \
    font-size="12">
    <title>\(SVGDocument.escaped(title))</title>
    <desc>\(SVGDocument.escaped(summary))</desc>
    <style>
    \(SVGDocument.rules(.light))
    @media (prefers-color-scheme: dark) {
    \(SVGDocument.rules(.dark))
    }
    .halo { paint-order: stroke; stroke-width: 4px; stroke-linejoin: round }
    </style>
    \(SVGDocument.hatches)
    <rect width="100%" height="100%" class="ground"/>
    \(body)</svg>

    """
  }

  /// A class for fills and one for strokes for each role.
  private static func rules(_ theme: Theme) -> String {
    let lines = Role.allCases.map { role in
      let color = theme.color(role)?.hex ?? (theme == .dark ? "#d6dbe0" : "#24292f")
      return ".f-\(role) { fill: \(color) } .s-\(role) { stroke: \(color) }"
    }
    return
      (lines + [
        ".ground { fill: \(theme.assumedBackground.hex) }",
        ".halo, .hatch { stroke: \(theme.assumedBackground.hex) }",
      ]).joined(separator: "\n")
  }

  /// Lines and dots in the ground's colour: slanted, dotted, level.
  private static let hatches = """
    <defs>
    <pattern id="hatch1" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
    <path d="M0 0V5" class="hatch"/></pattern>
    <pattern id="hatch2" width="4" height="4" patternUnits="userSpaceOnUse">\
    <path d="M1 1h1" class="hatch"/></pattern>
    <pattern id="hatch3" width="4" height="4" patternUnits="userSpaceOnUse">\
    <path d="M0 1H4" class="hatch"/></pattern>
    </defs>
    """

  /// The text with what XML would misread replaced.
  static func escaped(_ text: SafeText) -> String {
    var out = ""
    for scalar in text.string.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  private func dash(_ dashes: String?) -> String { dashes.map { " stroke-dasharray=\"\($0)\"" } ?? "" }

  private func list(_ points: [(x: Double, y: Double)]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// A length to a tenth, without a needless point.
  private func number(_ value: Double) -> String {
    let tenths = value.isFinite ? Int((min(max(value, -1e6), 1e6) * 10).rounded()) : 0
    let sign = tenths < 0 ? "-" : ""
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(sign)\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }
}

extension RGB {
  /// The colour as `#rrggbb`.
  var hex: String {
    let digits = String((red << 16) | (green << 8) | blue, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
