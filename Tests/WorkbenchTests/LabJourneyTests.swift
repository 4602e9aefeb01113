import Curriculum
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
import Workbench

/// A reader works on a worksheet.
@Suite struct LabJourneyTests {
  /// Goes to a step of the first lab by the list.
  private static func open(_ step: Int, _ player: Player) {
    player.play("@list M-3 @list Home")
    for _ in 0...step { player.play("j") }
    player.play("Enter")
  }

  /// Fills in every field of a step, with keys, and returns what was written by field.
  private static func fill(_ step: Int, of lab: Lab, _ player: Player) -> [String: String] {
    open(step, player)
    var out: [String: String] = [:]
    let course = player.state.course
    for (index, entry) in lab.entries(ofStep: step).enumerated() {
      player.play("@" + entry.name)
      switch entry.field.kind {
      case .choice:
        let product = course?.products[index % (course?.products.count ?? 1)]
        player.play("Enter")
        player.type(product?.name ?? "")
        player.play("Enter")
        out[entry.name] = product?.id.rawValue
      case .score(let from, let to, _):
        let value = from + index % (to - from + 1)
        player.type(String(value))
        out[entry.name] = String(value)
      case .text:
        let text = "They build \(entry.name); they rent the rest (a source, 2026-04)."
        player.play("Enter")
        player.input(.paste(text))
        player.play("Esc")
        out[entry.name] = text
      case .line, .number:
        player.play("Enter 42 Enter")
        out[entry.name] = "42"
      }
    }
    return out
  }

  @Test(arguments: [Courses.garden.folder.content, Courses.shipped.folder.content])
  func `the first lab is worked through with keys, from the choice to the stretch`(content: String) throws {
    let course = content == Courses.garden.folder.content ? Courses.garden : Courses.shipped
    let lab = try #require(course.labs.first)
    let player = try Player(course, size: Size(110, 40))
    var written: [String: String] = [:]
    for (index, step) in lab.steps.enumerated() {
      if step.kind == .run {
        LabJourneyTests.open(index, player)
        for subject in lab.subjects { player.play("@open:\(subject.id) Enter") }
        #expect(player.said.contains("the evidence is open"))
        #expect(player.screen.contains("Evidence"))
      } else {
        written.merge(LabJourneyTests.fill(index, of: lab, player)) { $1 }
      }
    }
    player.play("@list")
    let (filled, total) = player.state.contents.worksheet(lab).progress
    #expect(filled == total && player.screen.contains("\(total)/\(total)"))
    let contents = try player.notebook.contents()
    for entry in lab.entries {
      let key = EntryKey.answer(lab.id, field: entry.name)
      #expect(contents.text(key) == written[entry.name], "\(entry.name)")
      let isPrediction = lab.steps[entry.step].kind == .predict
      if isPrediction { #expect(contents.entries[key]?.isLocked == true, "\(entry.name)") }
    }
    #expect(contents.opened[lab.id] == Set(lab.subjects.map(\.id)))
  }

  @Test func `the evidence stays closed until the own attempt is whole, and says what is missing`() throws {
    let player = try Player(size: Size(110, 40))
    LabJourneyTests.open(2, player)
    #expect(player.screen.contains("6 fields are still to be written"))
    #expect(!player.screen.contains("Open the evidence"))
    #expect(!player.screen.contains("forty sacks"))
  }

  @Test func `what was predicted is locked once the evidence is open, but a note beside it is not`() throws {
    let player = try Player(size: Size(80, 40))
    player.play(Scene.openEvidence)
    #expect(player.screen.contains("A bill for forty sacks of soil"))
    let key = EntryKey.answer("two-gardens", field: "first.application.sentence")
    let before = try player.saved(key)
    player.play("@list k Enter @first.application.sentence Enter")
    #expect(player.said.contains("locked since the evidence was opened"))
    #expect(player.state.editing == nil)
    player.play("@first.application.score 1")
    #expect(player.said.contains("locked"))
    player.play("@first.application.sentence n \"I was wrong.\" Esc")
    #expect(try player.saved(key) == before)
    #expect(try player.saved(.note(1)) == "I was wrong.")
    #expect(try player.saved(.answer("two-gardens", field: "first.application.score")) == "3")
    player.play("@second.application.sentence Enter \"Still free.\" Esc")
    #expect(try player.saved(.answer("two-gardens", field: "second.application.sentence")) == "Still free.")
  }

  @Test func `the comparison lays the own scores beside the reference and marks what is far apart`() throws {
    let player = try Player(size: Size(110, 40))
    player.play(Scene.openEvidence + " @list j Enter")
    #expect(player.screen.contains("Your scores beside the reference"))
    #expect(player.screen.contains("3 · 3"))
    #expect(player.screen.contains("2 · 0 ≠"))
    #expect(player.screen.contains("They own the roses; they consume nothing."))
  }

  @Test func `the checks of a sentence change while it is written`() throws {
    let player = try Player(size: Size(110, 40))
    LabJourneyTests.open(1, player)
    player.play("@first.application.sentence Enter \"They grow\" Esc")
    #expect(player.screen.contains("○ write a whole sentence"))
    player.play("Enter \" roses of their own and buy soil.\" Esc")
    #expect(!player.screen.contains("○ write a whole sentence"))
    #expect(player.screen.contains("✓ one sentence"))
  }

  @Test func `a product of one's own is taken as it is written`() throws {
    let player = try Player()
    LabJourneyTests.open(0, player)
    player.play("@first.product Enter \"My window sill\" Enter")
    #expect(try player.saved(.answer("two-gardens", field: "first.product")) == "My window sill")
    #expect(player.screen.contains("My window sill"))
  }

  @Test func `a score is set by a digit or by steps, and never leaves its range`() throws {
    let player = try Player()
    LabJourneyTests.open(1, player)
    player.play("@first.application.score 2")
    let key = EntryKey.answer("two-gardens", field: "first.application.score")
    #expect(try player.saved(key) == "2")
    player.play("Right Right Right")
    #expect(try player.saved(key) == "3")
    player.play("h h h h h")
    #expect(try player.saved(key) == "0")
    player.play("7")
    #expect(player.said.contains("from 0 to 3"))
    #expect(try player.saved(key) == "0")
  }

  @Test func `Tab goes from field to field, and what was written is saved on the way`() throws {
    let player = try Player(size: Size(110, 50))
    LabJourneyTests.open(4, player)
    player.play("@first.final Enter one Tab two Esc")
    #expect(try player.saved(.answer("two-gardens", field: "first.final")) == "one")
    #expect(try player.saved(.answer("two-gardens", field: "second.final")) == "two")
  }

  @Test func `the clock of a lab runs while it is open, and can be halted`() throws {
    let player = try Player()
    LabJourneyTests.open(1, player)
    player.wait(200)
    player.play("p")
    #expect(player.screen.contains("paused"))
    player.wait(1000)
    player.play("p")
    player.wait(100)
    player.leave()
    let seconds = try player.notebook.contents().clocks["two-gardens"] ?? 0
    #expect((295...310).contains(seconds))
  }

  @Test func `a worksheet is cleared only after a yes, and its answers stay as versions`() throws {
    let player = try Player()
    LabJourneyTests.open(1, player)
    player.play("@first.application.sentence Enter precious Esc :reset Enter")
    #expect(player.screen.contains("Are you sure?"))
    player.play("n")
    #expect(player.said.contains("nothing was changed"))
    let key = EntryKey.answer("two-gardens", field: "first.application.sentence")
    #expect(try player.saved(key) == "precious")
    player.play(":reset Enter y")
    #expect(try player.saved(key) == "")
    #expect(!player.screen.contains("precious"))
    player.play("@first.application.sentence M-v")
    #expect(player.screen.contains("precious"))
    player.play("j Enter")
    #expect(try player.saved(key) == "precious")
    #expect(player.screen.contains("precious"))
  }
}
