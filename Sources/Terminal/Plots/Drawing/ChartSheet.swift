/// Several charts, one below the other: as one text, and as one drawing.
public struct ChartSheet {
  private let plots: [any Plot]

  public init(_ plots: [any Plot]) { self.plots = plots }

  /// Rows of one chart; what has more is cut, and says so.
  static let mostRows = 64

  /// The charts as plain text, a blank line between them; nil without any.
  public func text(width: Int) -> String? {
    guard !plots.isEmpty else { return nil }
    return plots.map { plot in
      plot.picture(Size(width, min(ChartSheet.mostRows, plot.height(forWidth: width)))).text
    }.joined(separator: "\n\n")
  }

  /// The charts as an SVG document; nil without any.
  public func svg() -> String? {
    let drawings = plots.map { $0.svg() }
    guard drawings.count > 1 else { return drawings.first }
    var (body, top, width) = ("", 0.0, 0.0)
    for drawing in drawings {
      guard let size = ChartSheet.size(of: drawing) else { continue }
      body += drawing.replacing("<svg ", with: "<svg y=\"\(Int(top))\" ", maxReplacements: 1)
      top += (size.height + 12).rounded(.up)
      width = max(width, size.width)
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(top))" role="img" width="\(Int(width))" \
      height="\(Int(top))">
      \(body)</svg>

      """
  }

  /// What our drawings say first of all.
  private static func size(of drawing: String) -> (width: Double, height: Double)? {
    guard let start = drawing.firstRange(of: "viewBox=\"0 0 ")?.upperBound else { return nil }
    let numbers = drawing[start...].prefix { $0 != "\"" }.split(separator: " ").compactMap { Double($0) }
    return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
  }
}
