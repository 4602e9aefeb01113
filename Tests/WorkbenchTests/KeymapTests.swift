import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

@Suite struct KeymapTests {
  @Test func `no two commands share a key where the focus is`() {
    for context in Keymap.Context.allCases {
      var owners: [Key: Command] = [:]
      for binding in Keymap.standard.bindings where binding.contexts.contains(context) {
        for key in binding.keys {
          #expect(owners[key] == nil, "\(key.name) \(context): \(binding.command)")
          owners[key] = binding.command
          #expect(Keymap.standard.command(for: key, in: context) == binding.command)
        }
      }
    }
  }

  @Test(arguments: Command.allCases)
  func `every command has a title, a line of help, and a way to it`(command: Command) throws {
    #expect(!command.title.isEmpty && !command.help.isEmpty)
    #expect(!command.help.hasSuffix("."))
    #expect(DisplayWidth.of(SafeText(command.title)) <= 22, "the help has 22 columns for it")
    let bindings = Keymap.standard.bindings.filter { $0.command == command }
    if bindings.contains(where: { !$0.keys.isEmpty }) { return }
    let player = try Player()
    player.play(":")
    player.type(command.title)
    #expect(player.screen.contains("▸ " + command.title), "it has no key, so the palette must have it")
  }

  @Test func `the names of a command's keys fit the help's column`() {
    for context in Keymap.Context.allCases {
      for command in Command.allCases {
        let bindings = Keymap.standard.bindings.filter { $0.command == command && $0.contexts.contains(context) }
        let names = bindings.flatMap(\.keys).map(\.name).joined(separator: " ")
        #expect(DisplayWidth.of(SafeText(names)) < 16, "\(names)")
      }
    }
  }

  @Test func `the help has one row for a command, with all its keys there`() throws {
    let player = try Player(size: Size(120, 300))
    player.play("?")
    let rows = player.screen.split(separator: "\n").filter { $0.contains(" Page down ") }
    #expect(rows.count == 1 && rows[0].contains("PgDn ^D Space "))
  }

  @Test func `the help tells a key and its meaning once`() throws {
    for script in ["?", "3 j j Enter @first.application.sentence ?"] {
      let player = try Player(size: Size(120, 300))
      player.play(script)
      let rows = HelpSheet.rows(player.state).map(\.text).filter { !$0.hasPrefix(" ") && !$0.isEmpty }
      #expect(rows.count == Set(rows).count)
      let enters = rows.filter { $0.hasPrefix("Enter ") && $0.contains("Open, follow") }
      #expect(enters.count <= 1, "\(enters)")
    }
  }

  @Test func `the help names every command that has a key where the focus is`() throws {
    let player = try Player(size: Size(120, 300))
    player.play("?")
    let screen = player.screen
    for binding in Keymap.standard.bindings { #expect(screen.contains(binding.command.title), "\(binding.command)") }
  }

  @Test(arguments: [
    ("list", "j Enter Tab"), ("page", "j Enter"), ("field", "3 j j Enter @first.application.sentence"),
    ("score", "3 j j Enter @first.application.score 2"),
    ("editor", "3 j j Enter @first.application.sentence Enter"),
  ])
  func `the footer has room for every hint of the focus at 120 columns, and for the first at 40`(
    context: String, script: String
  ) throws {
    let player = try Player(size: Size(120, 40))
    player.play(script)
    #expect(player.state.context.rawValue == context)
    let shown = Keymap.standard.bindings.filter {
      $0.contexts.contains(player.state.context) && $0.panes.contains(player.state.pane)
    }
    let hints = shown.filter { binding in
      // A score is no text for an editor, this one was never another, and what any sheet has stands last.
      player.state.context != .score || ![.editor, .versions, .nextLink, .find, .define].contains(binding.command)
    }.compactMap { binding in
      binding.footer.flatMap { word in binding.keys.first.map { $0.name + " " + word } }
    }
    for hint in hints { #expect(player.footer.contains(hint)) }
    player.resize(Size(40, 12))
    #expect(player.footer.contains(hints[0]))
  }

  @Test(arguments: [
    ("", ["b back"]), (":rose Enter", ["Enter", "next link", "r read", "t try"]),
    ("6", ["Enter", "versions", "remove"]),
    ("3 Enter", ["versions", "$EDITOR"]),
  ])
  func `the footer names no key that could only answer that there is nothing to do`(
    script: String, absent: [String]
  ) throws {
    let player = try Player(size: Size(120, 40))
    player.play(script)
    for hint in absent { #expect(!player.footer.contains(hint), "\(hint) in \(player.footer)") }
  }

  @Test func `the table of the manual has every command with its help, and every key in its row`() throws {
    let rows = Keymap.standard.markdownTable.split(separator: "\n").dropFirst(2)
    for binding in Keymap.standard.bindings {
      let isWriting = binding.contexts == [.editor]
      let row = try #require(
        rows.first {
          $0.contains("| \(binding.command.title)") && $0.hasSuffix("| \(binding.command.help) |")
            && $0.contains("(while writing)") == isWriting
        }, "\(binding.command)")
      for key in binding.keys { #expect(row.contains("`\(key.name)`")) }
    }
    #expect(rows.count == Set(rows).count)
  }

  @Test func `the palette does what a command's key does`() throws {
    let (one, other) = (try Player(), try Player())
    one.play(":labs Enter")
    other.play("3")
    #expect(one.state.pane == other.state.pane && one.state.pane == .labs)
  }
}
