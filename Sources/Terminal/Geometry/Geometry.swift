/// Columns and rows.
public struct Size: Hashable, Sendable {
  public var width: Int
  public var height: Int

  public init(_ width: Int, _ height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
  }
}

/// A cell's place; the top left cell is 0, 0.
public struct Point: Hashable, Sendable {
  public var x: Int
  public var y: Int

  public init(_ x: Int, _ y: Int) {
    self.x = x
    self.y = y
  }
}

/// A rectangle of cells, possibly empty.
///
/// Its pieces tile it: no gap, no overlap, never outside.
public struct Rect: Hashable, Sendable {
  public var x: Int
  public var y: Int
  public var width: Int
  public var height: Int

  public init(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  public init(_ size: Size) {
    self.init(0, 0, size.width, size.height)
  }

  public var maxX: Int { x + width }
  public var maxY: Int { y + height }
  public var isEmpty: Bool { width == 0 || height == 0 }

  /// True when the cell lies inside.
  public func contains(_ point: Point) -> Bool {
    point.x >= x && point.x < maxX && point.y >= y && point.y < maxY
  }

  /// Smaller by so many cells on each side; empty when nothing is left.
  public func inset(x dx: Int, y dy: Int) -> Rect {
    Rect(x + min(dx, width), y + min(dy, height), width - 2 * dx, height - 2 * dy)
  }

  /// The first `columns` columns and the rest.
  public func split(left columns: Int) -> (left: Rect, right: Rect) {
    let cut = min(max(0, columns), width)
    return (Rect(x, y, cut, height), Rect(x + cut, y, width - cut, height))
  }

  /// The first `rows` rows and the rest.
  public func split(top rows: Int) -> (top: Rect, bottom: Rect) {
    let cut = min(max(0, rows), height)
    return (Rect(x, y, width, cut), Rect(x, y + cut, width, height - cut))
  }

  /// All but the last `rows` rows, and those.
  public func split(bottom rows: Int) -> (top: Rect, bottom: Rect) {
    split(top: height - min(max(0, rows), height))
  }

  /// A rectangle of at most this size in the middle of this one.
  public func centered(width inner: Int, height innerHeight: Int) -> Rect {
    let w = min(max(0, inner), width)
    let h = min(max(0, innerHeight), height)
    return Rect(x + (width - w) / 2, y + (height - h) / 2, w, h)
  }
}
