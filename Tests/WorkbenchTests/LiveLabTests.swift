import Curriculum
import Experiments
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// Labs whose steps run experiments in the live pane.
@Suite struct LiveLabTests {
  private static let lab = """
    ---
    id: beds
    title: Water and sun
    summary: Guess, then water.
    layer: all
    order: 1
    minutes: 10
    needs: nothing
    steps:
      - id: predict
        title: Predict
        kind: predict
        text: Guess.
        fields:
          - {id: tall, prompt: How high?, kind: number, unit: cm}
          - {id: dead, prompt: Drowned?, kind: choice, options: ["yes", "no"]}
      - id: pour
        title: Pour
        kind: run
        experiment: demo.watering
        parameters: {cans: "20", soil: sand}
        text: Pour, or look at [the frost](demo:frost) or [the hail](demo:hail).
      - id: again
        title: Pour again
        kind: run
        experiment: demo.watering
        text: The sealed hint.
      - id: compare
        title: Compare
        kind: compare
        compares: [{field: tall, with: height}, {field: dead, with: pour/drowned}, {field: tall, with: again/height}]
        text: The sealed answer.
      - id: odd
        title: An odd step
        kind: run
        experiment: demo.hail
        text: It hails.
    ---
    A lab.
    """

  private static func player(_ size: Size = Size(100, 60)) throws -> Player {
    let folder = try Folder()
    try folder.write(lab, to: "course/Labs/beds/lab.md")
    let page = SmallCourse.page.replacing("minutes: 3", with: "minutes: 3\ntry: [\"demo:two-beds\"]")
    try folder.write(page, to: "course/Content/start.md")
    return try Player(Courses.read(folder.path("course")), size: size, live: LiveDesks.garden)
  }

  private static func open(_ step: String, _ player: Player) throws {
    let lab = try #require(player.state.course?.lab("beds"))
    let index = try #require(lab.steps.firstIndex { $0.id == step })
    player.play("M-1 :")
    player.type("\(lab.title): \(lab.steps[index].title)")
    player.play("Enter")
    try #require(player.state.current.subject == .step("beds", index))
  }

  private static func predict(_ player: Player, tall: String = "20", dead: String = "yes") throws {
    for (field, text) in [("tall", tall), ("dead", dead)] {
      try player.notebook.write(text, to: .answer("beds", field: field), session: "s", origin: .command)
    }
    player.take(.contentsRead(try player.notebook.contents()))
  }

  private func rows(_ player: Player) -> String {
    player.state.current.sheet.rows.map(\.line.text).joined(separator: " ")
  }

  @Test func `a step says what it runs and what that needs, and runs once everything is predicted`() throws {
    let player = try LiveLabTests.player()
    try LiveLabTests.open("pour", player)
    #expect(
      rows(player).contains(
        "“How much water?” runs on this machine. Up to 30 s and 5 MiB on two cores. Set: cans=20 soil=sand."))
    #expect(rows(player).contains("2 fields are still to be written") && !rows(player).contains("Run it in Live"))
    try LiveLabTests.predict(player)
    #expect(rows(player).contains("Run it in Live"))
    try LiveLabTests.open("again", player)
    #expect(!rows(player).contains("sealed hint"))
  }

  @Test func `running locks the predictions, sets the parameters, takes the predictions over, and begins`() throws {
    let player = try LiveLabTests.player()
    try LiveLabTests.predict(player, tall: "1,200")
    try LiveLabTests.open("pour", player)
    player.play("@run Enter")
    #expect(player.state.pane == .live && player.state.current.subject == .experiment("watering"))
    let run = try #require(player.runAsked)
    #expect(run.experiment == "watering" && run.settings["cans"] == .whole(20))
    #expect(run.settings["soil"] == .choice("sand") && run.settings["warmth"] == .number(20))
    #expect(player.bench?.run?.guesses == ["height": .number(1200), "drowned": .choice("yes")])
    #expect(player.said.contains("locked; b leads back"))
    let contents = try player.notebook.contents()
    #expect(contents.opened["beds"] == [Worksheet.whole])
    #expect(contents.entries[.answer("beds", field: "tall")]?.isLocked == true)
    player.play("b")
    #expect(player.state.current.subject == .step("beds", 1))
  }

  @Test func `the figures of a finished run are kept for the lab, with machine and date, and exported`() throws {
    let player = try LiveLabTests.player()
    try LiveLabTests.predict(player)
    try LiveLabTests.open("pour", player)
    player.play("@run Enter b")
    try player.finish()
    #expect(player.said.contains("kept for “Water and sun”, as result 1"))
    let contents = try player.notebook.contents()
    let kept = try #require(contents.measurements[1])
    #expect(kept.subject == "beds/pour" && kept.title == "Water and sun: Pour")
    #expect(kept.parameters.contains(.init("cans", "20")) && !kept.machine.isEmpty)
    #expect(kept.results.contains(.init("height", "80", "cm")))
    #expect(kept.results.contains(.init("drowned", "no")))
    let lab = try #require(player.state.course?.lab("beds"))
    #expect(contents.kept(lab, 1)?.number == 1 && contents.kept(lab, 2) == nil)
    let course = try #require(player.state.course)
    let page = try #require(MarkdownExport.files(course, contents).first { $0.path == "measurements.md" })
    #expect(page.text.contains("predicted 20 cm, measured 80 cm: four times too low"))
    #expect(page.text.contains("- Machine: ") && page.text.contains("- Measured: 2026-11-25"))
    player.play("5 p")
    #expect(player.said.contains("pinned already, as result 1"))
  }

  @Test func `the comparison says how far off each prediction was, with the expected range, run by run`() throws {
    let player = try LiveLabTests.player()
    try LiveLabTests.predict(player)
    try LiveLabTests.open("pour", player)
    player.play("@run Enter b")
    try player.finish()
    try LiveLabTests.open("compare", player)
    let text = rows(player)
    #expect(text.contains("You said 20 cm, measured 80 cm (78 to 82): ≠ four times too low"))
    #expect(text.contains("Expected 30 to 50: the almanac"))
    #expect(text.contains("You said yes, measured no: ≠ it was no"))
    #expect(text.contains("Pour again: How much water?") && text.contains("Not measured yet."))
    #expect(text.contains("Measured on 2026-11-25") && text.contains("result 1 of the notebook"))
    #expect(text.contains("The sealed answer."))
    try LiveLabTests.open("odd", player)
    #expect(rows(player).contains("It hails.") && rows(player).contains("there is no experiment \"hail\""))
    // Another reading of the notebook gives the same.
    let other = try Player(
      player.state.course ?? Courses.garden, size: Size(100, 60), beside: player, live: LiveDesks.garden)
    try LiveLabTests.open("compare", other)
    #expect(rows(other) == text)
  }

  @Test func `times of a busy machine are kept and not scored`() throws {
    let player = try LiveLabTests.player()
    try LiveLabTests.predict(player, tall: "80")
    try LiveLabTests.open("pour", player)
    player.play("@run Enter b")
    try player.finish(load: 3)
    try LiveLabTests.open("compare", player)
    #expect(rows(player).contains("You said 80 cm, measured 80 cm (78 to 82): not scored, for other"))
    #expect(rows(player).contains("it was no"))
  }

  @Test func `a run that was stopped is not kept, and the step can be run again; the last one counts`() throws {
    let player = try LiveLabTests.player()
    try LiveLabTests.predict(player)
    try LiveLabTests.open("pour", player)
    player.play("@run Enter")
    let run = try #require(player.runAsked)
    player.play("s")
    player.take(.experimentEnded(id: run.id, .stopped))
    #expect(try player.notebook.contents().measurements.isEmpty && player.state.labRuns.isEmpty)
    for number in 1...2 {
      player.play("b")
      try LiveLabTests.open("pour", player)
      player.play("@run Enter")
      try player.finish()
      #expect(try player.notebook.contents().measurements.count == number)
    }
    let lab = try #require(player.state.course?.lab("beds"))
    #expect(player.state.contents.kept(lab, 1)?.number == 2)
    try LiveLabTests.open("pour", player)
    #expect(rows(player).contains("kept as result 2") && rows(player).contains("Run it again in Live"))
  }

  @Test func `a run of the reader's own is not the lab's`() throws {
    let player = try LiveLabTests.player()
    try LiveLabTests.predict(player)
    try LiveLabTests.open("pour", player)
    player.play("@run Enter")
    try player.finish()
    player.play("r")
    try player.finish()
    #expect(try player.notebook.contents().measurements.count == 1)
  }

  @Test func `nothing is locked while another experiment runs, or where there is none`() throws {
    let player = try LiveLabTests.player()
    try LiveLabTests.predict(player)
    player.play("5 Enter r")
    #expect(player.runAsked != nil)
    try LiveLabTests.open("pour", player)
    player.play("@run Enter")
    #expect(player.said.contains("is running in Live") && player.state.pane == .labs)
    try LiveLabTests.open("odd", player)
    #expect(rows(player).contains("Opens once") && !rows(player).contains("It hails."))
    #expect(try player.notebook.contents().opened.isEmpty)
  }

  @Test func `links and things to try open experiments, and one that is missing is told`() throws {
    let player = try LiveLabTests.player()
    player.play("M-1")
    #expect(rows(player).contains("Sun\u{A0}or\u{A0}shade?"))
    player.play("t")
    #expect(player.state.pane == .live && player.state.current.subject == .experiment("two-beds"))
    #expect(player.said.contains("leads back"))
    try LiveLabTests.open("pour", player)
    player.play("] Enter")
    #expect(player.state.current.subject == .experiment("frost"))
    player.play("b ] ] Enter")
    #expect(player.said == "there is no experiment hail" && player.state.pane == .labs)
  }
}
