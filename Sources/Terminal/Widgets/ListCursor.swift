/// Which row of a list is selected and which is at the top of the window.
public struct ListCursor: Equatable, Sendable {
  public var selected: Int
  public private(set) var top: Int

  public init(selected: Int = 0, top: Int = 0) {
    self.selected = selected
    self.top = top
  }

  /// Moves by so many rows and stays within the list.
  public mutating func move(by rows: Int, count: Int) {
    selected = min(max(0, selected + rows), max(0, count - 1))
  }

  /// The first row to show so that the selected one is in a window of `height` rows, with a row of context.
  public func top(count: Int, height: Int) -> Int {
    guard count > height, height > 0 else { return 0 }
    let margin = height > 4 ? 1 : 0
    var first = min(max(0, top), count - height)
    if selected - margin < first { first = selected - margin }
    if selected + margin >= first + height { first = selected + margin - height + 1 }
    return min(max(0, first), count - height)
  }

  /// Remembers the window, so that it moves only when the selection leaves it.
  public mutating func settle(count: Int, height: Int) {
    selected = min(max(0, selected), max(0, count - 1))
    top = top(count: count, height: height)
  }
}

/// How far a text is scrolled.
public enum Scroll {
  /// A scroll position kept within the text: the last row may stand at the bottom, no lower.
  public static func clamp(_ top: Int, rows: Int, height: Int) -> Int {
    min(max(0, top), max(0, rows - height))
  }
}
