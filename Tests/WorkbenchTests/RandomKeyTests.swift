import Curriculum
import Decision
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// A reader whose hands do anything at all.
@Suite struct RandomKeyTests {
  private static let keys: [Key] =
    Keymap.standard.bindings.flatMap(\.keys) + "abc #→漢0123yn".map { .character($0) }
    + [
      .backspace, .delete, .control("w"), .control("k"), .control("u"), .control("a"), .control("e"), .enter, .enter,
      .down,
    ]

  private static func size(_ rng: inout SplitMix64) -> Size {
    switch rng.int(0...5) {
    case 0: Size(rng.int(0...40), rng.int(0...12))
    case 1: Size(rng.int(70...82), rng.int(8...30))
    default: Size(rng.int(30...140), rng.int(8...45))
    }
  }

  private static func input(_ rng: inout SplitMix64, _ size: Size) -> Input {
    switch rng.int(0...19) {
    case 0: return .paste(rng.text(upTo: 20, hostile: true))
    case 1...2:
      let kinds: [Mouse.Kind] = [.press, .press, .wheelUp, .wheelDown, .release, .drag]
      return .mouse(
        Mouse(kinds[rng.int(0...5)], Point(rng.int(-1...(size.width + 1)), rng.int(-1...(size.height + 1)))))
    case 3: return [.focus(true), .background(RGB(0xFFFFFF)), .background(RGB(0))][rng.int(0...2)]
    default: return .key(keys[rng.int(0...(keys.count - 1))])
    }
  }

  /// A page, a lab or a question to begin at.
  private static let starts = [
    "", "Tab", "3 j j Enter", "3 j Enter j", "4 Enter j", "4 Enter j Enter word", "n word", ":", "6", "/ hum",
    Scene.openEvidence,
  ]

  @Test func `whatever is pressed, nothing traps, every screen is sound, and every finished text is in the notebook`()
    throws
  {
    try withEverySeed(0..<300) { seed, rng in
      let player = try Player()
      player.play(RandomKeyTests.starts[rng.int(0...(RandomKeyTests.starts.count - 1))])
      player.resize(RandomKeyTests.size(&rng))
      var finished: [(target: FieldTarget, text: String)] = []
      for _ in 0..<60 {
        let before = player.state.editing
        if rng.oneIn(15) {
          player.resize(RandomKeyTests.size(&rng))
        } else {
          player.input(RandomKeyTests.input(&rng, player.state.size))
        }
        if rng.oneIn(20) { player.wait(Double(rng.int(1...5))) }
        if let before, player.state.editing?.session != before.session {
          finished.append((before.target, before.editor.text))
        }
        if rng.oneIn(6), let fault = GridFault(player.shown) {
          throw Unsound(description: "\(fault)\n\(player.shown.text)")
        }
        try RandomKeyTests.requireSaneDeadline(player.state, at: player.clock.now)
      }
      if let editing = player.state.editing { finished.append((editing.target, editing.editor.text)) }
      player.leave()
      try #require(player.state.pending.isEmpty)
      for (target, text) in finished { try RandomKeyTests.requireSaved(text, target, player.notebook) }
    }
  }

  @Test func `whatever is pressed on the costs pane, nothing traps, and every screen is sound`() throws {
    try withEverySeed(2000..<2012) { _, rng in
      let player = try Player(size: RandomKeyTests.size(&rng), costs: CostDesks.garden)
      player.play("2")
      let strange = [Key.tab, .left, .right, .up, .down, .enter, .escape, .character("c"), .character("9")]
      for _ in 0..<60 {
        if rng.oneIn(15) {
          player.resize(RandomKeyTests.size(&rng))
        } else if rng.oneIn(3) {
          player.press(strange[rng.int(0...(strange.count - 1))])
        } else {
          player.input(RandomKeyTests.input(&rng, player.state.size))
        }
        if player.state.pane != .costs { player.play("Esc Esc M-2") }
        if let fault = GridFault(player.shown) { throw Unsound(description: "\(fault)\n\(player.shown.text)") }
        try RandomKeyTests.requireSaneDeadline(player.state, at: player.clock.now)
        // What shows belongs to the scenario that is open.
        if let results = player.costs.results {
          try #require(results.comparison.scenario.options.map(\.id) == player.scenario.options.map(\.id))
        }
      }
    }
  }

  /// The workbench is woken within a minute or not at all, and what was due is then done: it never spins.
  private static func requireSaneDeadline(_ state: State, at now: Date) throws {
    guard let deadline = state.deadline else { return }
    try #require(deadline.timeIntervalSince(now) <= 60)
    var woken = state
    let then = max(now, deadline).addingTimeInterval(0.001)  // as the run loop sleeps
    _ = woken.update(.tick, at: then)
    if let next = woken.deadline { try #require(next > then) }
  }

  /// A text that was left is among the versions of its entry; an empty one need not be.
  private static func requireSaved(_ text: String, _ target: FieldTarget, _ notebook: Notebook) throws {
    guard !text.allSatisfy(\.isWhitespace) else { return }
    switch target {
    case .entry(let key): try #require(try notebook.versions(of: key).contains { $0.text == text }, "\(key): \(text)")
    case .draft:
      let notes = try notebook.contents().entries.keys.filter { if case .note = $0 { true } else { false } }
      let isThere = try notes.contains { try notebook.versions(of: $0).contains { $0.text == text } }
      try #require(isThere, "\(text)")
    }
  }

  @Test func `the same state and event give the same result`() throws {
    try withEverySeed(1000..<1040) { _, rng in
      let player = try Player()
      player.play(RandomKeyTests.starts[rng.int(0...(RandomKeyTests.starts.count - 1))])
      player.resize(RandomKeyTests.size(&rng))
      for _ in 0..<40 {
        let event: Event =
          rng.oneIn(10) ? .resized(RandomKeyTests.size(&rng)) : .input(RandomKeyTests.input(&rng, player.state.size))
        var (one, two) = (player.state, player.state)
        let now = player.clock.now.addingTimeInterval(0.3)
        try #require(one.update(event, at: now) == two.update(event, at: now))
        try #require(one == two)
        try #require(one.view() == two.view())
        player.take(event)
      }
    }
  }
}

/// A screen with a fault.
private struct Unsound: Error, CustomStringConvertible {
  var description: String
}
