public import Terminal
import TextSafety

/// What is wrong with a drawn grid; nil when nothing is.
///
/// Every grid must hold: no harmful scalar in a cell, every wide character with both of its halves, every cell one or
/// two columns wide, the cursor on the grid.
public struct GridFault: Equatable, Sendable, CustomStringConvertible {
  /// The cell.
  public let place: Point
  /// What is wrong there.
  public let reason: String

  /// Looks at every cell.
  public init?(_ grid: CellGrid) {
    if let cursor = grid.cursor, !Rect(grid.size).contains(cursor) {
      (place, reason) = (cursor, "the cursor stands outside")
      return
    }
    for y in 0..<grid.size.height {
      for x in 0..<grid.size.width {
        if let reason = GridFault.fault(grid, x, y) {
          (place, self.reason) = (Point(x, y), reason)
          return
        }
      }
    }
    return nil
  }

  private static func fault(_ grid: CellGrid, _ x: Int, _ y: Int) -> String? {
    let text = grid[x, y].text
    if text.isEmpty {
      let isWhole = x > 0 && width(grid[x - 1, y].text) == 2
      return isWhole ? nil : "the second half of nothing"
    }
    if let scalar = text.unicodeScalars.first(where: { HarmfulScalar.picture(of: $0) != nil }) {
      return "U+" + String(scalar.value, radix: 16, uppercase: true)
    }
    switch width(text) {
    case 1: return nil
    case 2: return x + 1 < grid.size.width && grid[x + 1, y].isContinuation ? nil : "half of “\(text)”"
    default: return "“\(text)” takes \(width(text)) columns"
    }
  }

  /// A cell holds one spacing scalar with its marks, so its scalars are measured one by one.
  private static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + DisplayWidth.of($1) }
  }

  public var description: String { "column \(place.x), row \(place.y): \(reason)" }
}
