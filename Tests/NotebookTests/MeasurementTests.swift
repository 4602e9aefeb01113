import Foundation
import GRDB
import Notebook
import StrataTesting
import Testing

struct `Pinned results` {
  let folder: TemporaryFolder
  let notebook: Notebook

  init() throws {
    folder = try TemporaryFolder()
    notebook = try folder.notebook()
  }

  @discardableResult
  private func pin(_ change: (inout Notebook.Measurement) -> Void = { _ in }, note: String = "") throws -> Int {
    var measurement = Notebook.Measurement.sample
    change(&measurement)
    return try notebook.addMeasurement(measurement, note: note, session: "s", origin: .command)
  }

  @Test func `another opening reads a pinned result as it was`() throws {
    let number = try pin(note: "mind the tail #p99")
    let contents = try folder.notebook(at: 9).contents()
    #expect(contents.measurements == [number: .sample])
    let pins = contents.pins
    #expect(pins.map(\.number) == [1] && pins.map(\.entry.text) == ["mind the tail #p99"])
    #expect(pins.first?.entry.tags == ["p99"])
    #expect(contents == (try notebook.contents()))
  }

  @Test func `a result without charts, tables or catalogues is one too`() throws {
    let bare = Notebook.Measurement(
      kind: .cost, title: "", subject: "", program: "", machine: "", measuredAt: Date(timeIntervalSince1970: 0))
    let number = try notebook.addMeasurement(bare, session: "s", origin: .command)
    #expect(try notebook.contents().measurements[number] == bare)
  }

  @Test func `not even SQL changes or deletes a pinned result`() throws {
    try pin()
    let raw = try DatabaseQueue(path: notebook.path)
    for sql in ["UPDATE measurement SET results = ''", "DELETE FROM measurement"] {
      #expect(throws: DatabaseError.self, "\(sql)") { try raw.write { try $0.execute(sql: sql) } }
    }
    #expect(try notebook.contents().measurements == [1: .sample])
  }

  @Test func `the note on it changes and keeps its versions`() throws {
    let number = try pin()
    try notebook.write("first", to: .measurement(number), session: "a", origin: .typed)
    try notebook.write("second", to: .measurement(number), session: "b", origin: .typed)
    #expect(try notebook.contents().text(.measurement(number)) == "second")
    #expect(try notebook.versions(of: .measurement(number)).map(\.text) == ["second", "first", ""])
    #expect(throws: NotebookError.noSuchMeasurement(7)) {
      try notebook.write("x", to: .measurement(7), session: "a", origin: .typed)
    }
  }

  @Test func `a removed result is kept, comes back, and its number is not used again`() throws {
    let first = try pin(note: "kept")
    try notebook.set(.measurement(first), removed: true)
    #expect(try notebook.contents().pins.isEmpty)
    let second = try pin()
    #expect(second == first + 1)
    try notebook.set(.measurement(first), removed: false)
    #expect(try notebook.contents().pins.map(\.entry.text) == ["kept", ""])
    #expect(throws: NotebookError.noSuchMeasurement(9)) { try notebook.set(.measurement(9), removed: true) }
  }

  @Test func `two openings pin under different numbers`() throws {
    let other = try folder.notebook()
    var numbers: [Int] = []
    for _ in 0..<3 {
      numbers.append(try pin())
      numbers.append(try other.addMeasurement(.sample, session: "b", origin: .command))
    }
    #expect(numbers == Array(1...6))
  }

  @Test func `texts from outside are kept harmless and in their columns`() throws {
    for seed in UInt64(0)..<60 {
      var numbers = SplitMix64(seed: seed)
      var measurement = Notebook.Measurement.sample
      measurement.title = numbers.hostileText()
      measurement.machine = numbers.hostileText()
      measurement.chart = numbers.hostileText()
      measurement.parameters = (0..<3).map { _ in
        .init(numbers.hostileText(), numbers.hostileText(), numbers.hostileText())
      }
      measurement.catalogs = [.init(numbers.hostileText(), numbers.hostileText())]
      let number = try notebook.addMeasurement(measurement, session: "s", origin: .command)
      let kept = try #require(try notebook.contents().measurements[number])
      #expect(kept.parameters.count == 3 && kept.catalogs.count == 1, "seed \(seed)")
      let texts =
        [kept.title, kept.machine, kept.chart ?? ""] + kept.parameters.flatMap { [$0.name, $0.value, $0.unit] }
      #expect(texts.allSatisfy { HarmfulText.isClean($0) }, "seed \(seed)")
      // What is clean already stays as it is.
      let again = try notebook.addMeasurement(kept, session: "s", origin: .command)
      #expect(try notebook.contents().measurements[again] == kept, "seed \(seed)")
    }
  }

  // MARK: Charts

  @Test(arguments: [
    "<svg/>",
    "<?xml version=\"1.0\"?>\n<!-- made -->\n<svg xmlns=\"http://www.w3.org/2000/svg\"><g><path d='M0 0'/></g></svg>",
    "<svg><style>@media (prefers-color-scheme: dark) { .a { fill: #fff } }</style><style/>"
      + "<text>C:\\x &amp; url(x) @import</text></svg>",
    "<svg><style>.a { fill: url(#g) }</style><use href=\"#a\"/><text>1 &lt; 2</text></svg>",
  ])
  func `a drawing is kept byte for byte`(svg: String) throws {
    let number = try pin { $0.svg = svg }
    #expect(try notebook.contents().measurements[number]?.svg == svg)
  }

  @Test(arguments: [
    "", "words", "<html></html>", "<svg><script>alert(1)</script></svg>", "<svg onload=\"x()\"/>",
    "<svg><g ONCLICK='x()'/></svg>", "<svg><a href=\"#x\"/></svg>", "<svg><use href=\"https://x.org/a.svg\"/></svg>",
    "<svg><use xlink:href='data:image/svg+xml,x'/></svg>", "<svg><foreignObject/></svg>", "<!DOCTYPE svg><svg/>",
    "<svg><style>@import 'x'</style></svg>", "<svg><rect fill=\"url(https://x.org)\"/></svg>", "<svg><image/></svg>",
    "<svg><style>a{b:u\\72l(x)}</style></svg>", "<svg><rect fill=\"&#117;rl(x)\"/></svg>",
    "<svg><rect style='fill:u\\72l(x)'/></svg>", "<svg><style><![CDATA[a{b:url(x)}]]></style></svg>",
    "<svg><style>a{b:&#117;rl(x)}</style></svg>", "<svg><style>a{b:URL( 'https://x')}</style></svg>",
    "<svg><style><!-- --> @import 'x'</style></svg>", "<svg><set attributeName=\"href\"/></svg>", "<svg a>",
    "<svg a=b>",
    "<svg a=\"1\"", "<svg><!-- open", "<svg><?php x ?></svg>",
  ])
  func `an SVG that is more than a drawing, or none, is refused and nothing is pinned`(svg: String) throws {
    #expect(throws: NotebookError.self) { try pin { $0.svg = svg } }
    #expect(try notebook.contents().measurements.isEmpty)
  }
}
