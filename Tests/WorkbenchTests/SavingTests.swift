import Curriculum
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
import Workbench

/// No word is lost: not by a full disk, not by another program, not by leaving.
@Suite struct SavingTests {
  private static let begin = "4 Enter @answer Enter"

  @Test func `typed text is in the notebook within a second, without any key`() throws {
    let player = try Player()
    player.play(SavingTests.begin + " \"half a tho\"")
    player.wait(1)
    #expect(try player.saved(.question("q1")) == "half a tho")
    #expect(player.footer.contains("saved 12:00:"))
    #expect(player.state.deadline == nil, "nothing more is due")
  }

  @Test func `a text that is being written is saved when the workbench ends in the middle`() throws {
    let player = try Player()
    player.play(SavingTests.begin + " \"unfinis\"")
    player.leave()
    #expect(try player.saved(.question("q1")) == "unfinis")
    #expect(player.state.pending.isEmpty)
  }

  @Test func `a text that the notebook refuses stays, is called not saved, and is tried again`() throws {
    let player = try Player(size: Size(120, 40))
    player.refusal = "the disk is full"
    player.play(SavingTests.begin + " \"Kept words\" Esc")
    #expect(player.footer.contains("NOT SAVED: the disk is full"))
    #expect(player.screen.contains("Kept words"))
    player.wait(10)
    #expect(try player.saved(.question("q1")) == "")
    #expect(player.footer.contains("NOT SAVED"))
    player.refusal = nil
    player.wait(3)
    #expect(try player.saved(.question("q1")) == "Kept words")
    #expect(player.footer.contains("saved 12:00:"))
    #expect(player.state.deadline == nil)
  }

  @Test func `leaving with an unsaved text is warned of once, and what is unsaved can be told`() throws {
    let player = try Player(size: Size(120, 40))
    player.refusal = "the disk is full"
    player.play(SavingTests.begin + " \"Kept words\" Esc q")
    #expect(player.asked == [])
    #expect(player.said.contains("q again leaves") && player.said.contains("the disk is full"))
    #expect(player.screen.contains("q again leaves"))
    player.play("q")
    #expect(player.asked == [.quit])
    player.leave()
    #expect(player.state.pending.map(\.text) == ["Kept words"])
  }

  @Test func `trying again never puts an older text over a newer one`() throws {
    let player = try Player()
    player.refusal = "the disk is full"
    player.play(SavingTests.begin + " one")
    player.wait(1)
    player.refusal = nil
    player.play("\" two\" Esc")
    player.wait(10)
    #expect(try player.saved(.question("q1")) == "one two")
    #expect(player.state.pending.isEmpty)
    #expect(player.screen.contains("one two"))
  }

  @Test func `trying again keeps the order of two sittings, and both versions`() throws {
    let player = try Player()
    player.isSlow = true
    player.refusal = "busy"
    player.play(SavingTests.begin + " one Esc")
    player.refusal = nil
    player.play("Enter \" two\" Esc")
    player.deliver()
    player.isSlow = false
    player.wait(10)
    #expect(try player.saved(.question("q1")) == "one two")
    #expect(try player.notebook.versions(of: .question("q1")).map(\.text).contains("one"))
    #expect(player.state.pending.isEmpty)
  }

  @Test func `an unsaved text stays on the screen when another program writes something else`() throws {
    let player = try Player(size: Size(120, 40))
    let other = try Player(beside: player)
    player.refusal = "busy"
    player.play(SavingTests.begin + " \"Kept words\" Esc")
    other.play("n \"A note from elsewhere\" Esc")
    player.wait(1.5)
    player.play("j")
    #expect(player.state.contents.text(.note(1)) == "A note from elsewhere")
    #expect(player.screen.contains("Kept words"))
    player.play("@answer Enter")
    #expect(player.state.editing?.editor.text == "Kept words")
  }

  @Test func `what another program wrote appears with the next key`() throws {
    let player = try Player(size: Size(110, 40))
    let other = try Notebook(at: player.folder.path("notebook.sqlite"))
    player.play("j Enter")
    try other.addNote("Written by a command", on: .page("seeds"), session: "other", origin: .command)
    try other.setRead("seeds", true)
    player.wait(2)
    #expect(!player.state.contents.isRead("seeds"))
    player.play("G")
    #expect(player.state.contents.isRead("seeds"))
    player.play("G")
    #expect(player.screen.contains("Written by a command"))
    #expect(player.screen.contains("✓ read"))
  }

  @Test func `two workbenches on one notebook keep what both wrote`() throws {
    let one = try Player(size: Size(80, 40))
    let two = try Player(size: Size(80, 40), beside: one)
    one.play(SavingTests.begin + " \"From one\"")
    two.play(SavingTests.begin + " \"From two\"")
    one.play("Esc")
    two.play("Esc")
    let versions = try one.notebook.versions(of: .question("q1")).map(\.text)
    #expect(Set(versions) == ["From one", "From two"])
    #expect(try one.saved(.question("q1")) == "From two")
    one.wait(2)
    one.play("Down")
    #expect(one.screen.contains("From two"))
    one.play("M-1 n \"Note one\" Esc")
    two.play("M-1 n \"Note two\" Esc")
    #expect(try Set(one.notebook.contents().notes.map(\.entry.text)) == ["Note one", "Note two"])
  }

  @Test func `a text under the reader's hands is not changed by another program`() throws {
    let player = try Player()
    let other = try Notebook(at: player.folder.path("notebook.sqlite"))
    player.play(SavingTests.begin + " mine")
    try other.write("theirs", to: .question("q1"), session: "other", origin: .command)
    player.wait(3)
    player.play("! Esc")
    #expect(try player.saved(.question("q1")) == "mine!")
    #expect(try player.notebook.versions(of: .question("q1")).map(\.text).contains("theirs"))
  }

  @Test func `a prediction locked by another program is told, and not tried for ever`() throws {
    let player = try Player(size: Size(120, 40))
    let field = "first.application.sentence"
    player.play("3 j j Enter @\(field) Enter mine Esc @\(field) Enter \" and more\"")
    let other = try Notebook(at: player.folder.path("notebook.sqlite"))
    try other.openEvidence("two-gardens", subject: "first", locking: [field])
    player.play("Esc")
    #expect(player.said.contains("locked"))
    player.wait(10)
    #expect(player.state.pending.isEmpty)
    #expect(player.state.deadline.map { $0 > player.clock.now } ?? true)
    #expect(try player.saved(.answer("two-gardens", field: field)) == "mine")
  }

  @Test func `words that came after another program's lock stay as a version`() throws {
    let player = try Player(size: Size(120, 40))
    let field = "first.application.sentence"
    let key = EntryKey.answer("two-gardens", field: field)
    player.play("3 j j Enter @\(field) Enter mine Esc @\(field) Enter \" and more\"")
    let other = try Notebook(at: player.folder.path("notebook.sqlite"))
    try other.openEvidence("two-gardens", subject: "first", locking: [field])
    player.play("Esc")
    #expect(try Set(player.notebook.versions(of: key).map(\.text)) == ["mine", "mine and more"])
  }

  @Test func `a text that was opened and not changed follows another program`() throws {
    let player = try Player()
    player.play(SavingTests.begin + " mine Esc")
    player.wait(30)
    let other = try Notebook(at: player.folder.path("notebook.sqlite"))
    try other.write("theirs", to: .question("q1"), session: "other", origin: .command)
    player.play("Enter")
    #expect(player.state.editing?.editor.text == "theirs")
    player.play("! Esc")
    #expect(try player.saved(.question("q1")) == "theirs!")
  }

  @Test func `a score that no scale has can still be changed`() throws {
    let player = try Player(size: Size(120, 40))
    let key = EntryKey.answer("two-gardens", field: "first.application.score")
    try player.notebook.write("\(Int.max)", to: key, session: "other", origin: .command)
    player.take(.contentsRead(try player.notebook.contents()))
    player.play("3 j j Enter @first.application.score l")
    #expect(try player.saved(key) == "3")
  }

  @Test func `looking at a text with tabs does not change it`() throws {
    let player = try Player()
    try player.notebook.write("a\tb", to: .question("q1"), session: "other", origin: .imported)
    player.take(.contentsRead(try player.notebook.contents()))
    player.play(SavingTests.begin + " Left Right Esc")
    player.wait(3)
    #expect(try player.saved(.question("q1")) == "a\tb")
  }

  @Test func `an attempt left empty is locked like the others`() throws {
    let player = try Player(size: Size(120, 40))
    let key = EntryKey.answer("two-gardens", field: "first.application.score")
    try player.notebook.openEvidence("two-gardens", subject: "first", locking: [])
    player.take(.contentsRead(try player.notebook.contents()))
    player.play("3 j j Enter @first.application.score 2")
    #expect(player.said.contains("locked"))
    #expect(try player.saved(key) == "")
  }
}
