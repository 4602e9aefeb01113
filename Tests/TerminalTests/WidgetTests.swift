import StrataTesting
import Terminal
import TextSafety
import Testing

@Suite struct PanelTests {
  private func draw(
    _ size: Size, title: SafeText, note: SafeText = .empty, footnote: SafeText = .empty, isFocused: Bool = false
  ) -> CellGrid {
    var grid = CellGrid(size)
    grid.panel(Rect(size), title: title, note: note, footnote: footnote, isFocused: isFocused)
    return grid
  }

  @Test func `a panel has a frame and a title`() {
    let picture = """
      ┌─ Map ────┐
      │          │
      └──────────┘
      """
    #expect(PictureMismatch(draw(Size(12, 3), title: "Map"), expected: picture) == nil)
  }

  @Test func `a panel with the focus is drawn heavier, with its notes`() {
    let picture = """
      ┏━ Map ━━━━━━━ 5 of 9 ━┓
      ┃                      ┃
      ┗━━━━━━━━━━━━━━━ 38 % ━┛
      """
    let grid = draw(Size(24, 3), title: "Map", note: "5 of 9", footnote: "38 %", isFocused: true)
    #expect(PictureMismatch(grid, expected: picture) == nil)
    #expect(grid[0, 0].style.foreground == .focus)
    #expect(grid[3, 0].style.attributes.contains(.bold))
  }

  @Test func `a long title is cut and notes without room are left out`() {
    let picture = """
      ┌─ A very… ─┐
      └───────────┘
      """
    let grid = draw(Size(13, 2), title: "A very long title", note: "5 of 9", footnote: "much too long")
    #expect(PictureMismatch(grid, expected: picture) == nil)
  }

  @Test func `a wide title is cut whole`() {
    let picture = """
      ┌─ 漢… ─┐
      └───────┘
      """
    #expect(PictureMismatch(draw(Size(9, 2), title: "漢字仮名"), expected: picture) == nil)
  }

  @Test func `without room for a letter of the title there is only the frame`() {
    let picture = """
      ┌────┐
      └────┘
      """
    #expect(PictureMismatch(draw(Size(6, 2), title: "Map"), expected: picture) == nil)
  }

  @Test func `the inside lies inside, at any size`() throws {
    for width in 0...10 {
      for height in 0...5 {
        var grid = CellGrid(Size(14, 8))
        let rect = Rect(2, 1, width, height)
        let inside = grid.panel(rect, title: "漢字x", note: "n", footnote: "f", isFocused: true)
        #expect(inside.isEmpty || rect.contains(Point(inside.x, inside.y)))
        #expect(inside.width == max(0, width - 2) || inside.isEmpty)
        for y in 0..<8 {
          for x in 0..<14 where !rect.contains(Point(x, y)) { #expect(grid[x, y] == .blank) }
        }
      }
    }
  }
}

@Suite struct ListCursorTests {
  @Test func `the selected row is always in the window`() throws {
    try withEverySeed(0..<300) { _, rng in
      var cursor = ListCursor()
      for _ in 0..<20 {
        let (count, height) = (rng.int(0...30), rng.int(1...12))
        cursor.move(by: rng.int(-8...8), count: count)
        cursor.settle(count: count, height: height)
        try #require((0..<max(1, count)).contains(cursor.selected))
        try #require(cursor.top >= 0 && cursor.top <= max(0, count - height))
        try #require((cursor.top..<(cursor.top + height)).contains(cursor.selected))
      }
    }
  }

  @Test func `the window moves only when the selection leaves it`() {
    var cursor = ListCursor()
    cursor.move(by: 3, count: 20)
    cursor.settle(count: 20, height: 10)
    #expect(cursor.top == 0)
    cursor.move(by: 6, count: 20)
    cursor.settle(count: 20, height: 10)
    #expect(cursor.top == 1)
    cursor.move(by: -5, count: 20)
    cursor.settle(count: 20, height: 10)
    #expect(cursor.top == 1)
    cursor.move(by: 100, count: 20)
    cursor.settle(count: 20, height: 10)
    #expect(cursor == ListCursor(selected: 19, top: 10))
  }

  @Test func `a window without height shows from the top`() {
    #expect(ListCursor(selected: 5, top: 3).top(count: 20, height: 0) == 0)
  }

  @Test func `a scroll stays within the text`() {
    #expect(Scroll.clamp(5, rows: 10, height: 4) == 5)
    #expect(Scroll.clamp(9, rows: 10, height: 4) == 6)
    #expect(Scroll.clamp(-1, rows: 10, height: 4) == 0)
    #expect(Scroll.clamp(3, rows: 2, height: 4) == 0)
  }
}

@Suite struct FuzzyMatchTests {
  @Test(arguments: [
    ("rag", "Context: RAG"), ("og", "Open glossary"), ("OG", "open glossary"), ("opgl", "Open glossary"), ("o g", "og"),
    ("", "anything"), ("", ""), ("漢", "漢字"), ("é", "café"), ("weights half", "Half of the weights"),
  ])
  func `letters in their order match`(query: String, text: String) {
    #expect(FuzzyMatch.score(query, in: text) != nil)
  }

  @Test(arguments: [("x", "abc"), ("ba", "abc"), ("aa", "a"), ("a", ""), ("abcd", "abc"), ("b ax", "abc")])
  func `a missing letter does not`(query: String, text: String) {
    #expect(FuzzyMatch.score(query, in: text) == nil)
  }

  @Test(arguments: [
    ("gl", "Open glossary", "Triangle"),
    ("og", "Open glossary", "Catalog"),
    ("serv", "Serving", "Several versions"),
    ("map", "The map", "Example app"),
    ("lab", "Lab", "The available"),
    ("the map", "The map", "Map the stack"),
    ("late", "Simulate, or stop", "Is it better or lucky?: A difference that matters"),
  ])
  func `starts of words and neighbours count more`(query: String, better: String, worse: String) throws {
    let high = try #require(FuzzyMatch.score(query, in: better))
    let low = try #require(FuzzyMatch.score(query, in: worse))
    #expect(high > low)
  }

  @Test func `every text matches its own scattered letters`() throws {
    try withEverySeed(0..<200) { _, rng in
      let letters = "abcdefgh xyz"
      let text = String((0..<rng.int(0...20)).compactMap { _ in letters.randomElement(using: &rng) })
      let query = String(text.filter { _ in rng.oneIn(3) })
      try #require(FuzzyMatch.score(query, in: text) != nil)
    }
  }
}
