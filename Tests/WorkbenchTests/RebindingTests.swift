import StrataTesting
import Terminal
import Testing
import Workbench

/// Keys of the reader's own.
@Suite struct RebindingTests {
  private func refusal(_ keys: [Command: [Key]]) -> Keymap.BindingError? {
    do {
      _ = try Keymap.standard.rebound(keys)
      return nil
    } catch {
      return error
    }
  }

  @Test func `new keys take the place of all that a command had`() throws {
    let keymap = try Keymap.standard.rebound([.back: [.character("z"), Key(.function(2))]])
    for context in [Keymap.Context.list, .page, .stop, .score] {
      #expect(keymap.command(for: .character("z"), in: context) == .back)
      #expect(keymap.command(for: Key(.function(2)), in: context) == .back)
      #expect(keymap.command(for: .character("b"), in: context) == nil)
      #expect(keymap.command(for: .backspace, in: context) == nil)
    }
    #expect(keymap.keys(of: .back) == "z F2")
  }

  @Test func `all other commands keep their keys`() throws {
    let keymap = try Keymap.standard.rebound([.back: [.character("z")], .forward: [.character("Z")]])
    for binding in Keymap.standard.bindings where ![.back, .forward].contains(binding.command) {
      for context in binding.contexts {
        for key in binding.keys { #expect(keymap.command(for: key, in: context) == binding.command) }
      }
    }
  }

  @Test func `a letter is no command where text is written, and there the old key stays`() throws {
    let keymap = try Keymap.standard.rebound([.note: [.character("N")], .quit: [.character("Q")]])
    #expect(keymap.command(for: .character("N"), in: .page) == .note)
    #expect(keymap.command(for: Key(.character("n"), alt: true), in: .page) == nil)
    #expect(keymap.command(for: .character("N"), in: .field) == nil)
    #expect(keymap.command(for: Key(.character("n"), alt: true), in: .field) == .note)
    #expect(keymap.command(for: .character("Q"), in: .editor) == nil)
    #expect(keymap.command(for: .control("c"), in: .editor) == .quit)
  }

  @Test func `a digit stays a score where scores are given`() throws {
    let keymap = try Keymap.standard.rebound([.search: [.character("7")]])
    #expect(keymap.command(for: .character("7"), in: .list) == .search)
    #expect(keymap.command(for: .character("7"), in: .score) == nil)
    #expect(keymap.command(for: .character("/"), in: .score) == .search)
  }

  @Test func `keys can change places`() throws {
    let keymap = try Keymap.standard.rebound([.up: [.down], .down: [.up]])
    #expect(keymap.command(for: .up, in: .list) == .down)
    #expect(keymap.command(for: .down, in: .page) == .up)
  }

  @Test func `two commands cannot share a key where the focus is`() {
    #expect(refusal([.back: [.character("n")]]) == .shared(.character("n"), .back, .note, .list))
    #expect(refusal([.undo: [.control("s")]]) == .shared(.control("s"), .finish, .undo, .editor))
    // Where the focus is never both, they can.
    #expect(refusal([.finish: [.control("d")]]) == nil)
  }

  @Test func `a command for writing needs a key that does not write`() {
    #expect(refusal([.redo: [.character("r")]]) == .typed(.character("r"), .redo))
  }

  @Test func `no keymap that is taken has a key twice where the focus is, whatever is asked for`() {
    let keys = Keymap.standard.bindings.flatMap(\.keys) + "aciosuwzACDEFHIJKLMNOPQRSUVWYZ0456789".map { .character($0) }
    var taken = 0
    for seed in 0..<400 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var wanted: [Command: [Key]] = [:]
      for _ in 0...Int(random.next() % 2) {
        guard let command = Command.allCases.randomElement(using: &random) else { continue }
        wanted[command] = (0...random.next() % 2).compactMap { _ in keys.randomElement(using: &random) }
      }
      guard let keymap = try? Keymap.standard.rebound(wanted) else { continue }
      taken += 1
      for context in Keymap.Context.allCases {
        let owned = keymap.bindings.filter { $0.contexts.contains(context) }
          .flatMap { binding in Set(binding.keys).map { ($0, binding.command) } }
        let owners = Dictionary(grouping: owned, by: \.0).mapValues { Set($0.map(\.1)) }
        #expect(owners.values.allSatisfy { $0.count == 1 }, "seed \(seed)")
      }
      #expect(Set(keymap.bindings.map(\.command)) == Set(Command.allCases), "seed \(seed)")
    }
    #expect(taken > 30)
  }

  @Test func `footer, tabs, help, palette and hints name the reader's keys, and the keys work`() throws {
    let keymap = try Keymap.standard.rebound([
      .note: [.character("N")], .stack: [Key(.function(5))], .search: [.character("i")], .theme: [.character("z")],
    ])
    let player = try Player(size: Size(120, 60), keymap: keymap)
    #expect(player.footer.contains("N note"))
    #expect(player.screen.contains("F5 Stack") && player.screen.contains("i search"))
    player.play("6")
    #expect(player.screen.contains("N writes a note"))
    player.play("z")
    #expect(player.said.hasSuffix("z changes them back"))
    player.press(Key(.function(5)))
    #expect(player.state.pane == .stack)
    player.play("?")
    #expect(player.screen.contains("N               Write a note"))
    player.play("Esc :")
    player.type("Write a note")
    #expect(player.screen.split(separator: "\n").contains { $0.contains("▸ Write a note") && $0.contains(" N ") })
    player.play("Esc N")
    #expect(player.state.editing != nil)
  }
}
