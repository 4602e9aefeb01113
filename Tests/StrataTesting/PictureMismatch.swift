public import Terminal

/// How a drawn grid differs from the picture that a test expects; nil when it does not.
///
/// A picture is one line of text per row, blanks at the ends of rows left out.
public struct PictureMismatch: Equatable, Sendable, CustomStringConvertible {
  /// What the grid shows.
  public let drawn: String
  /// What it should show.
  public let expected: String
  /// Row and place in the row of the first difference, from 0.
  public let first: Point

  /// Compares a grid with its picture.
  public init?(_ grid: CellGrid, expected picture: String) {
    let expected = picture.split(separator: "\n", omittingEmptySubsequences: false).map(PictureMismatch.trimmed)
    let drawn = grid.text.split(separator: "\n", omittingEmptySubsequences: false).map(PictureMismatch.trimmed)
    guard
      let row = (0..<max(expected.count, drawn.count)).first(where: { row in
        row >= expected.count || row >= drawn.count || expected[row] != drawn[row]
      })
    else { return nil }
    self.expected = expected.joined(separator: "\n")
    self.drawn = drawn.joined(separator: "\n")
    let (a, b) = (row < drawn.count ? drawn[row] : "", row < expected.count ? expected[row] : "")
    first = Point(zip(a, b).prefix { $0 == $1 }.count, row)
  }

  public var description: String {
    "row \(first.y), character \(first.x)\ndrawn:\n\(drawn)\nexpected:\n\(expected)"
  }

  private static func trimmed(_ line: Substring) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
