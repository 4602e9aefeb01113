import StrataTesting
import Terminal
import Testing

@Suite struct GeometryTests {
  /// The cells of a rectangle.
  private func cells(_ rect: Rect) -> [Point] {
    (rect.y..<rect.maxY).flatMap { y in (rect.x..<rect.maxX).map { Point($0, y) } }
  }

  private func tile(_ whole: Rect, _ a: Rect, _ b: Rect) -> Bool {
    let parts = cells(a) + cells(b)
    return parts.count == cells(whole).count && Set(parts) == Set(cells(whole))
  }

  @Test func `the two parts of a split tile the whole`() throws {
    try withEverySeed(0..<300) { _, rng in
      let whole = Rect(rng.int(-5...5), rng.int(-5...5), rng.int(0...9), rng.int(0...9))
      let cut = rng.int(-3...12)
      let columns = whole.split(left: cut)
      let (top, bottom) = (whole.split(top: cut), whole.split(bottom: cut))
      try #require(tile(whole, columns.left, columns.right))
      try #require(tile(whole, top.top, top.bottom))
      try #require(tile(whole, bottom.top, bottom.bottom))
      try #require(columns.left.width == min(max(0, cut), whole.width))
      try #require(bottom.bottom.height == min(max(0, cut), whole.height))
    }
  }

  @Test func `an inset and a centred rectangle lie inside`() throws {
    try withEverySeed(0..<300) { _, rng in
      let whole = Rect(rng.int(-5...5), rng.int(-5...5), rng.int(0...9), rng.int(0...9))
      let inner = whole.inset(x: rng.int(0...6), y: rng.int(0...6))
      let centred = whole.centered(width: rng.int(-9...14), height: rng.int(-9...14))
      for rect in [inner, centred] {
        try #require(rect.x >= whole.x && rect.maxX <= whole.maxX)
        try #require(rect.y >= whole.y && rect.maxY <= whole.maxY)
      }
    }
  }

  @Test func `a centred rectangle has as much on either side`() {
    #expect(Rect(10, 20, 30, 11).centered(width: 10, height: 5) == Rect(20, 23, 10, 5))
    #expect(Rect(0, 0, 8, 4).centered(width: 20, height: 2) == Rect(0, 1, 8, 2))
  }

  @Test func `no size is negative`() {
    #expect(Size(-1, 3) == Size(0, 3))
    #expect(Rect(2, 2, -4, 3).isEmpty)
    #expect(!Rect(2, 2, 0, 3).contains(Point(2, 2)))
    #expect(Rect(2, 2, 1, 1).contains(Point(2, 2)))
    #expect(!Rect(2, 2, 1, 1).contains(Point(3, 2)))
  }
}
