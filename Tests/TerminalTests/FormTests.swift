import StrataTesting
import Terminal
import TextSafety
import Testing

@Suite struct FormTests {
  private let form = Form([
    .init(
      "Load",
      [
        .init(
          "volume", "Tokens a month", .number(.init(4e8, in: 1e6...1e11, step: .logarithmic, format: .count)),
          note: "From the logs of November."),
        .init(
          "share", "Output share", .number(.init(0.2, in: 0...1, step: .linear(0.01), format: .percent))),
        .init("peak", "Peak over mean", .number(.init(3, in: 1...20, step: .linear(0.5))), unit: "×"),
      ]),
    .init(
      "Machine",
      [
        .init("gpu", "Accelerator", .choice(["H100", "A100", "L4"], 0)),
        .init("spot", "Spot price", .toggle(false)),
        .init("name", "Name", .text("Desk")),
        .init("rate", "Mean rate", .fixed("31.7 req/s"), problem: "too high"),
      ]),
  ])

  /// Presses the keys of a script and returns what the last one did.
  @discardableResult
  private func play(_ script: String, on form: inout Form) -> Form.Outcome {
    var outcome = Form.Outcome.ignored
    for case .key(let key) in KeyScript(script).steps { outcome = form.handle(.key(key)) }
    return outcome
  }

  private func value(of id: String, after script: String) -> String? {
    var form = form
    play(script, on: &form)
    return form[id]?.valueText.string
  }

  private func picture(_ form: Form, _ size: Size) -> CellGrid {
    var grid = CellGrid(size)
    grid.draw(form, in: Rect(size), isFocused: true)
    return grid
  }

  @Test(arguments: [
    ("Right", "500M"), ("l l", "600M"), ("+", "500M"), ("h", "300M"), ("Left Left", "250M"), ("-", "300M"),
    ("L", "500M"), ("L L L", "2B"), ("H H", "100M"), ("l l l l BS", "400M"),
  ])
  func `a wide number goes through round numbers`(script: String, shown: String) {
    #expect(value(of: "volume", after: script) == shown)
  }

  @Test(arguments: [
    ("Down l", "21 %"), ("j h h h", "17 %"), ("j L", "30 %"), ("j H H H", "0 %"), ("j L L L L L L L L L L", "100 %"),
  ])
  func `a narrow number goes by its step and stays in its range`(script: String, shown: String) {
    #expect(value(of: "share", after: script) == shown)
  }

  @Test func `steps of a tenth make no dust`() throws {
    var number = Form.Number(0, in: 0...10, step: .linear(0.1))
    for count in 1...100 {
      number.move(1, isBig: false)
      try #require(number.value == Double("\(count / 10).\(count % 10)"))
    }
  }

  @Test(arguments: [
    ("1.2b Enter", "1.2B"), ("5 0 0 k BS m Enter", "500M"), ("Enter ^u 2e9 Enter", "2B"), ("77 Esc", "400M"),
    ("7m Down", "7M"), ("7m Tab", "7M"),
  ])
  func `typing replaces a number`(script: String, shown: String) {
    #expect(value(of: "volume", after: script) == shown)
  }

  @Test func `what is no number or out of its range is refused, and typing goes on`() {
    var form = form
    play("5 x Enter", on: &form)
    #expect(form.isTyping)
    #expect(form.problem == "not a number")
    #expect(form["volume"]?.valueText == "400M")
    play("BS BS 3 Down", on: &form)
    #expect(form.problem == "must be 1M to 100B")
    #expect(form.selected == 0)
    play("m", on: &form)
    #expect(form.problem == nil)
    #expect(play("Enter", on: &form) == .changed("volume"))
    #expect(!form.isTyping)
    #expect(form["volume"]?.valueText == "3M")
  }

  @Test func `choices go round, toggles switch, texts are written`() {
    #expect(value(of: "gpu", after: "j j j l") == "A100")
    #expect(value(of: "gpu", after: "j j j h") == "L4")
    #expect(value(of: "gpu", after: "j j j Enter Enter Enter") == "H100")
    #expect(value(of: "spot", after: "j j j j Space") == "on")
    #expect(value(of: "spot", after: "j j j j l Enter") == "off")
    #expect(value(of: "name", after: "j j j j j Enter \" top\" Enter") == "Desk top")
    #expect(value(of: "name", after: "j j j j j Enter ^u Enter BS") == "Desk")
  }

  @Test func `each key tells what it did`() {
    var form = form
    #expect(play("l", on: &form) == .changed("volume"))
    #expect(play("j", on: &form) == .handled)
    #expect(play("BS", on: &form) == .ignored)
    #expect(play("k BS", on: &form) == .changed("volume"))
    #expect(play("Up", on: &form) == .ignored)
    #expect(play("x", on: &form) == .ignored)
    #expect(play("^s", on: &form) == .ignored)
    #expect(play("End h", on: &form) == .handled)
    #expect(play("Down", on: &form) == .ignored)
    #expect(play("Enter", on: &form) == .ignored)
    #expect(play("7", on: &form) == .ignored)
    #expect(play("Home 7", on: &form) == .handled)
    #expect(form.handle(.paste("00m\n")) == .handled)
    #expect(play("Enter", on: &form) == .changed("volume"))
    #expect(form["volume"]?.valueText == "700M")
  }

  @Test func `the owner reads and writes fields by name`() {
    var form = form
    form["peak"]?.problem = "no such peak"
    form["gpu"]?.kind = .choice(["B200"], 0)
    #expect(form["peak"]?.problem == "no such peak")
    #expect(form["gpu"]?.valueText == "B200")
    #expect(form["gpu"]?.isChanged == true)
    #expect(form["nothing"] == nil)
  }

  @Test func `a form shows labels and values, and the selected one's range and note below`() {
    let expected = """
      Load
      ▸  Tokens a month         ‹ 400M ›
         Output share               20 %
         Peak over mean              3 ×

      Machine
         Accelerator                H100
         Spot price                  off
         Name                       Desk
         Mean rate            31.7 req/s
          ✗ too high

      ──────────────────────────────────
          1M ───────────●────────── 100B
          From the logs of November.

      """
    #expect(PictureMismatch(picture(form, Size(34, 16)), expected: expected) == nil)
  }

  @Test func `a typed value has the cursor, a changed one a dot, a refused one its reason`() {
    var form = form
    play("l j 1 2 0 Enter", on: &form)
    let grid = picture(form, Size(34, 8))
    let expected = """
      Load
       • Tokens a month             500M
      ▸  Output share   120
          ✗ must be 0 % to 100 %
         Peak over mean              3 ×

      Machine
         Accelerator                H100
      """
    #expect(PictureMismatch(grid, expected: expected) == nil)
    #expect(grid.cursor == Point(21, 2))
    #expect(grid[0, 2].style.background == .selection)
    #expect(grid[20, 2].style.background == .sheet)
  }

  @Test func `a low window follows the selection`() {
    var form = form
    play("End", on: &form)
    let expected = """
         Spot price                  off
         Name                       Desk
      ▸  Mean rate            31.7 req/s
          ✗ too high
      """
    #expect(PictureMismatch(picture(form, Size(34, 4)), expected: expected) == nil)
    #expect(form.field(atRow: 2, in: Size(34, 4)) == 6)
    #expect(form.field(atRow: 3, in: Size(34, 4)) == nil)
  }

  @Test func `whatever is pressed, the selected field is in sight and values stay in range`() throws {
    let keys = [
      "Up", "Down", "Left", "Right", "H", "L", "Enter", "Esc", "BS", "Space", "5", ".", "m", "Tab", "S-Tab", "End",
    ]
    try withEverySeed(0..<60) { _, rng in
      var form = form
      for _ in 0..<30 {
        play(keys[rng.int(0...(keys.count - 1))], on: &form)
        if rng.oneIn(8) { _ = form.handle(.paste(rng.text(upTo: 8, hostile: true))) }
        let size = Size(rng.int(0...50), rng.int(0...20))
        form.settle(size)
        var grid = CellGrid(Size(60, 24))
        let rect = Rect(3, 2, size.width, size.height)
        grid.draw(form, in: rect, isFocused: rng.oneIn(2))
        try #require(GridFault(grid) == nil)
        let isInSight = (0..<size.height).contains { form.field(atRow: $0, in: size) == form.selected }
        try #require(isInSight || size.height == 0)
        var outside = 0
        for y in 0..<24 {
          for x in 0..<60 where !rect.contains(Point(x, y)) && grid[x, y] != .blank { outside += 1 }
        }
        try #require(outside == 0)
      }
      for case .number(let number) in form.sections.flatMap(\.fields).map(\.kind) {
        try #require(number.range.contains(number.value))
      }
    }
  }

  @Test func `an empty form takes no key and draws nothing`() {
    var form = Form([])
    #expect(form.handle(.key(.down)) == .ignored)
    #expect(form.current == nil)
    #expect(picture(form, Size(30, 5)) == CellGrid(Size(30, 5)))
  }

  @Test func `what a value rests on stands below its note in three lines at most, an old one apart by its colour`() {
    var form = form
    form["volume"]?.source =
      "2026-06-01: the price list of a seller whose page goes on for very much longer than this form can show in all of it"
    func line(_ text: String, _ form: Form) -> (text: String, role: Role)? {
      let grid = picture(form, Size(40, 24))
      for y in 0..<24 {
        let row = grid.row(y).map(\.text).joined()
        if row.contains(text) { return (row, Array(grid.row(y))[6].style.foreground) }
      }
      return nil
    }
    #expect(line("From the logs", form) != nil)
    #expect(line("2026-06-01: the price list of a", form)?.role == .muted)
    #expect(line("seller whose page", form) != nil)
    #expect(line("much longer than this form can show…", form) != nil && line("in all of", form) == nil)
    form["volume"]?.isSourceStale = true
    #expect(line("2026-06-01", form)?.role == .warning)
    form.select(id: "share")
    #expect(line("2026-06-01", form) == nil && form.current?.id == "share")
    form.select(id: "nobody")
    #expect(form.current?.id == "share")
  }
}
