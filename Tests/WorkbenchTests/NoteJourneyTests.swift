import Curriculum
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
import Workbench

/// A reader writes notes, finds them, changes them, and takes them elsewhere.
@Suite struct NoteJourneyTests {
  @Test func `a note hangs on the page that is open, and the search finds it at once`() throws {
    let player = try Player()
    player.play("j Enter n \"Zebras never sow #wild\" Esc")
    let entry = try #require(try player.notebook.contents().entries[.note(1)])
    #expect(entry.text == "Zebras never sow #wild" && entry.anchor == .page("seeds") && entry.tags == ["wild"])
    player.play("/ zebra")
    #expect(player.screen.contains("Note 1 on Seeds and seedlings"))
    #expect(player.screen.contains("yours"))
    player.play("Enter")
    #expect(player.state.pane == .notebook)
    #expect(player.screen.contains("#wild"))
  }

  @Test func `a note is edited on its page, its older text brought back, the note taken away and brought back`() throws
  {
    let player = try Player(size: Size(80, 40))
    player.play("j Enter n one Esc @note:1 Enter \" two\" Esc")
    #expect(try player.saved(.note(1)) == "one two")
    player.play("v j Enter")
    #expect(try player.saved(.note(1)) == "one")
    player.play("@note:1 X")
    #expect(player.said.contains("taken away"))
    #expect(!player.screen.contains("note 1 ·"))
    #expect(try player.notebook.contents().entries[.note(1)]?.isRemoved == true)
    player.play("@list 6 j")
    #expect(player.screen.contains("REMOVED"))
    player.play("Enter")
    player.play("X")
    #expect(player.said.contains("the note is back"))
    #expect(try player.saved(.note(1)) == "one")
  }

  @Test func `the notebook shows what is selected: first how far the reader is, then each text`() throws {
    let player = try Player()
    player.play("n one Esc n two Esc 6")
    #expect(player.screen.contains("▸ Overview") && player.screen.contains("So far"))
    player.play("j")
    #expect(player.screen.contains("▸   one") && player.screen.contains("So far"), "the text follows at rest")
    player.wait(0.06)
    #expect(player.screen.contains("▸   one") && player.screen.contains("▏ one"))
    player.play("j Enter")
    #expect(player.screen.contains("▏ two"), "a key is about what is selected")
    player.play("@list 1 6")
    #expect(player.screen.contains("▸   two") && player.screen.contains("▏ two"), "as it was left")
    player.play("Home")
    player.wait(0.06)
    #expect(player.screen.contains("▸ Overview") && player.screen.contains("So far"))
  }

  @Test func `who is made to leave while the selection moves comes back to what was selected`() throws {
    let player = try Player()
    player.play("n one Esc n two Esc 6 j j")
    player.leave()
    let next = try Player(beside: player)
    #expect(next.screen.contains("▸   two") && next.screen.contains("▏ two"))
  }

  @Test func `in the list of the notebook the selected note is taken away, and the next one shows`() throws {
    let player = try Player()
    player.play("n one Esc n two Esc 6 j")
    #expect(player.footer.contains("X remove"))
    player.play("X")
    let entries = try player.notebook.contents().entries
    #expect(entries[.note(1)]?.isRemoved == true && entries[.note(2)]?.isRemoved == false)
    #expect(player.screen.contains("▸   two") && player.screen.contains("▏ two"))
    player.play("X")
    #expect(player.said.contains("the note is back"))
  }

  @Test func `a text that was never another one has no earlier versions`() throws {
    let player = try Player(size: Size(120, 40))
    player.play("n one Esc 6 j v")
    #expect(player.state.overlay == nil && player.said.contains("no earlier versions"))
    player.play("Enter @note:1 Enter \" two\" Esc")
    #expect(player.footer.contains("v versions"))
    player.play("v")
    #expect(player.screen.contains("Earlier versions"))
  }

  @Test func `a note that is left empty is no note`() throws {
    let player = try Player()
    player.play("n Esc")
    #expect(try player.notebook.contents().entries.isEmpty)
    player.play("n \"  \" BS BS Esc")
    #expect(try player.notebook.contents().notes.isEmpty)
    player.play("n word Esc 6 j Enter @note:1 Enter ^u Esc")
    #expect(try player.notebook.contents().notes.isEmpty)
    #expect(player.said.contains("an empty note is taken away"))
  }

  @Test func `a note emptied before the notebook has named it is no note either`() throws {
    let player = try Player()
    player.isSlow = true
    player.play("n word")
    player.wait(2)
    player.play("^u Esc")
    player.deliver()
    #expect(try player.notebook.contents().notes.isEmpty)
  }

  @Test func `a long sitting on a slow disk makes one note with one version`() throws {
    let player = try Player()
    player.isSlow = true
    player.play("n \"A note that takes\"")
    player.wait(2)
    player.play("\" its time\"")
    player.wait(2)
    player.deliver(1)
    player.play("\" and more\" Esc")
    player.deliver()
    #expect(try player.notebook.contents().notes.map(\.entry.text) == ["A note that takes its time and more"])
    #expect(try player.notebook.versions(of: .note(1)).count == 1)
    #expect(player.state.pending.isEmpty)
  }

  @Test func `the reader's editor gets the text and gives it back`() throws {
    let player = try Player()
    player.play("4 Enter @answer Enter \"From here\" ^o")
    #expect(player.asked == [.edit("From here")])
    player.take(.edited("From here\nand from there\n"))
    #expect(try player.saved(.question("q1")) == "From here\nand from there")
    #expect(player.state.editing == nil)
    player.play("e")
    player.take(.edited(nil))
    #expect(player.said.contains("the editor could not be run"))
    #expect(try player.saved(.question("q1")) == "From here\nand from there")
  }

  @Test func `the export writes every text into files, and says how many`() throws {
    let player = try Player(size: Size(100, 30))
    player.play("n \"A note for later\" Esc 4 Enter @answer Enter \"My answer stands.\" Esc x Enter")
    #expect(player.said.contains("exported") && player.said.contains("files"))
    let files = try player.folder.texts(under: "home/strata-notes")
    let all = files.values.joined()
    #expect(files["README.md"] != nil)
    #expect(all.contains("A note for later") && all.contains("My answer stands."))
    player.play("x Enter")
    #expect(player.said.contains("exported"), "over an older export of its own it writes")
  }

  @Test func `an export into a place that cannot be says why`() throws {
    let player = try Player(size: Size(100, 30))
    try player.folder.write("a file", to: "home/strata-notes")
    player.play("x Enter")
    #expect(!player.said.contains("exported"))
    #expect(player.said.contains("strata-notes"))
    #expect(try String(contentsOfFile: player.folder.path("home/strata-notes"), encoding: .utf8) == "a file")
  }

  @Test func `undo and redo work while writing`() throws {
    let player = try Player()
    player.play("n \"one two\" ^_ ^_")
    #expect(player.state.editing?.editor.text == "")
    player.play("^y ^y Esc")
    #expect(try player.saved(.note(1)) == "one two")
  }

  @Test func `the cursor stays behind the last word when the window changes while writing`() throws {
    let text = "Several words that need more than a row or two in a narrow window, and end with a Z"
    for script in ["n", "4 Enter @answer Enter"] {
      let player = try Player(size: Size(120, 30))
      player.play(script)
      player.type(text)
      for size in [Size(120, 30), Size(50, 20), Size(34, 14), Size(80, 24), Size(10, 3), Size(77, 40)] {
        player.resize(size)
        let grid = player.grid
        guard size.width > 30 else { continue }
        let cursor = try #require(grid.cursor, "\(size)\n\(grid.text)")
        #expect(grid[cursor.x - 1, cursor.y].text == "Z", "\(size)\n\(grid.text)")
      }
      player.play("! Esc")
      let key = script == "n" ? EntryKey.note(1) : .question("q1")
      #expect(try player.saved(key) == text + "!")
    }
  }
}
