import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import Workbench

/// Scenarios and pinned results in the notebook's pane.
@Suite struct KeptThingsJourneyTests {
  private let desk: ScenarioName

  init() throws { desk = try #require(ScenarioName("rag-desk")) }

  private static let result = Notebook.Measurement(
    kind: .cost, title: "RAG desk, own GPUs or API", subject: "rag-desk",
    parameters: [.init("Requests", "40,000", "a day"), .init("Model", "llama-3.3-70b")],
    results: [.init("Cheapest", "API"), .init("P99 latency", "2.4", "s")],
    chart: "API  ████ 4.1\nOwn  ███████ 7.9", catalogs: [.init("prices", "2026-06-01")], program: "0.3.0",
    machine: "Example CPU, 8 cores, 32 GiB, Linux 6.1", measuredAt: Date(timeIntervalSince1970: 1_782_900_000))

  /// A workbench on a notebook with a scenario and a pinned result, in the notebook's pane.
  private func player(size: Size = Size(80, 40)) throws -> Player {
    let first = try Player()
    try first.notebook.saveScenario(
      desk, "# what it costs\nvolume: 40000\n", session: "s", origin: .command)
    try first.notebook.addMeasurement(Self.result, session: "s", origin: .command)
    let player = try Player(size: size, beside: first)
    player.play("6 j")
    return player
  }

  @Test func `both stand in the list, and open with their text and tables`() throws {
    let player = try player()
    #expect(player.screen.contains("SCENARIOS") && player.screen.contains("PINNED RESULTS"))
    player.play("Enter")
    #expect(player.screen.contains("volume: 40000") && !player.screen.contains("As Markdown"))
    player.play("@list j Enter")
    for text in ["cost · rag-desk", "40,000", "P99 latency", "███████ 7.9", "prices of 2026-06-01", "no note yet"] {
      #expect(player.screen.contains(text), "\(text)\n\(player.screen)")
    }
  }

  @Test func `an open result has its picture at every size`() throws {
    let player = try player()
    player.play("j Enter")
    let sizes = [Size(80, 24), Size(120, 40), Size(40, 12)]
    let parts = sizes.map { size in
      player.resize(size)
      return (title: "\(size.width)x\(size.height)", text: player.screen)
    }
    try Snapshot.expect("notebook-pinned", parts)
  }

  @Test func `the note on a result is written, found, and brought back from an older version`() throws {
    let player = try player()
    player.play("j Enter @note Enter \"Mind the wombat #tail\" Esc Enter \" twice\" Esc")
    #expect(try player.saved(.measurement(1)) == "Mind the wombat #tail twice")
    player.play("v j Enter")
    #expect(try player.saved(.measurement(1)) == "Mind the wombat #tail")
    player.play("1 / wombat")
    #expect(player.screen.contains("Pinned: RAG desk, own GPUs or API"))
    player.play("Enter")
    #expect(player.state.pane == .notebook && player.state.current.subject == .entry(.measurement(1)))
    #expect(try player.notebook.contents().measurements == [1: Self.result])
  }

  @Test func `a scenario is edited in place and keeps its versions`() throws {
    let player = try player()
    player.play("Enter @scenario Enter \"region: eu\" Esc")
    #expect(try player.saved(.scenario(desk)).contains("region: eu"))
    #expect(try player.notebook.versions(of: .scenario(desk)).count == 2)
  }

  @Test func `a scenario that another program renamed closes, and a text being written for it is kept`() throws {
    let new = try #require(ScenarioName("new"))
    let player = try player()
    player.play("Enter")
    player.rename(desk, to: new)
    #expect(player.state.current.subject == nil)
    player.play("@list Home j")
    #expect(player.screen.contains("▸   new"))
    player.play("Enter @scenario Enter ^End \"more: 1\"")
    player.rename(new, to: desk)
    player.play("Esc")
    #expect(try player.saved(.scenario(new)).contains("more: 1"))
    #expect(try player.saved(.scenario(desk)).contains("volume: 40000"))
  }

  @Test func `removing asks first, keeps everything, and is taken back`() throws {
    let keys = [("Enter", EntryKey.scenario(desk), "Scenario: rag-desk"), ("j Enter", .measurement(1), "Pinned: RAG")]
    for (script, key, title) in keys {
      let player = try player(size: Size(120, 40))
      player.play(script + " X")
      #expect(player.screen.contains("Take “\(title)"))
      player.play("n")
      #expect(try player.notebook.contents().entries[key]?.isRemoved == false)
      player.play("X y")
      #expect(try player.notebook.contents().entries[key]?.isRemoved == true)
      #expect(player.said.contains("is taken away; X brings it back"))
      #expect(player.screen.contains("REMOVED") && player.screen.contains(title))
      player.play("X")
      #expect(try player.notebook.contents().entries[key]?.isRemoved == false)
      #expect(!player.screen.contains("REMOVED"))
    }
  }

  @Test func `what is copied of a result is all of it`() throws {
    let player = try player()
    player.play("j Enter y")
    guard case .copy(let text)? = player.asked.last else {
      Issue.record("nothing was copied: \(player.said)")
      return
    }
    #expect(text.contains("P99 latency") && text.contains("llama-3.3-70b"))
  }

  @Test func `a result that a pane pins is kept, and the reader is told`() throws {
    let player = try Player()
    player.pin(Self.result, note: "first words")
    #expect(try player.notebook.contents().measurements == [1: Self.result])
    #expect(try player.saved(.measurement(1)) == "first words")
    #expect(player.said.contains("the result is pinned"))
    #expect(player.state.contents.pins.count == 1)
  }

  @Test func `a scenario that a pane saves is kept, also over a removed one, and goes under another name`() throws {
    let player = try Player()
    player.saveScenario(desk, "volume: 1\n")
    #expect(try player.saved(.scenario(desk)) == "volume: 1\n")
    try player.notebook.set(.scenario(desk), removed: true)
    player.saveScenario(desk, "volume: 2\n")
    #expect(try player.saved(.scenario(desk)) == "volume: 2\n")
    let new = try #require(ScenarioName("new"))
    player.rename(desk, to: new)
    #expect(player.state.contents.scenarios.map(\.name) == [new])
    #expect(try player.notebook.versions(of: .scenario(new)).count == 2)
    player.rename(desk, to: new)
    #expect(player.said.contains("there is a scenario new already"))
  }

  @Test func `results and scenarios of any text can be drawn`() throws {
    for seed in UInt64(0)..<20 {
      var numbers = SplitMix64(seed: seed)
      let first = try Player()
      var result = Self.result
      result.title = numbers.text(upTo: 20, hostile: true)
      result.machine = numbers.text(upTo: 20, hostile: true)
      result.chart = numbers.text(upTo: 20, hostile: true)
      result.results = [
        .init(
          numbers.text(upTo: 20, hostile: true), numbers.text(upTo: 20, hostile: true),
          numbers.text(upTo: 20, hostile: true))
      ]
      try first.notebook.addMeasurement(
        result, note: numbers.text(upTo: 20, hostile: true), session: "s", origin: .command)
      let player = try Player(size: Size(80, 24), beside: first)
      player.play("6 j Enter")
      for size in [Size(80, 24), Size(40, 12), Size(200, 60), Size(31, 9)] {
        player.resize(size)
        _ = player.grid
      }
    }
  }
}
