import Curriculum
import Decision
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// From pages, the palette, the notebook and a lab to the costs pane, and back.
@Suite struct ScenarioJourneyTests {
  /// The catalogue and the scenarios that Strata ships, as they are on a day.
  private static let desk = Result { try CostDesks.read(Courses.shipped.folder.content) }

  private static func player(isRead: Bool = true) throws -> Player {
    let player = try Player(Courses.shipped, size: Size(130, 50))
    if isRead { player.take(.costDeskRead(try desk.get())) }
    return player
  }

  /// Opens a page and follows its link to a scenario, with keys.
  private static func follow(_ scenario: String, on page: PageID, _ player: Player) throws {
    player.goTo(try #require(Courses.shipped.page(page)).title)
    try #require(player.state.current.subject == .page(page))
    let link = try #require(player.state.current.sheet.links.firstIndex(of: "scenario:\(scenario)"))
    for _ in 0...200 where player.state.current.link != link { player.play("]") }
    player.play("Enter")
  }

  @Test func `a link to a scenario opens it in the costs pane, and back leads to the page as it was left`() throws {
    let player = try ScenarioJourneyTests.player()
    try ScenarioJourneyTests.follow("bank-assistant", on: "compute-management", player)
    #expect(player.state.pane == .costs)
    #expect(player.state.current.subject == .scenario("bank-assistant"))
    #expect(player.screen.contains("Bank-internal assistant"))
    #expect(player.said == "b leads back")
    let top = player.state.panes[Pane.stack.rawValue].top
    player.play("b")
    #expect(player.state.current.subject == .page("compute-management"))
    #expect(player.state.current.top == top && top > 0)
    player.play("B")
    #expect(player.state.current.subject == .scenario("bank-assistant"))
    #expect(player.screen.contains("Bank-internal assistant"))
  }

  @Test func `back works from the charts too`() throws {
    let player = try ScenarioJourneyTests.player()
    try ScenarioJourneyTests.follow("rag-support-desk", on: "serving", player)
    player.play("Tab b")
    #expect(player.state.current.subject == .page("serving"))
  }

  @Test func `a link followed before the catalogue is there shows its scenario once it is`() throws {
    let player = try ScenarioJourneyTests.player(isRead: false)
    try ScenarioJourneyTests.follow("bank-assistant", on: "compute-management", player)
    #expect(player.screen.contains("reading the catalogue"))
    player.take(.costDeskRead(try ScenarioJourneyTests.desk.get()))
    #expect(player.screen.contains("Bank-internal assistant"))
    #expect(player.state.costs.results != nil)
  }

  @Test func `a scenario opened anew is the prepared one, and what was changed comes back by taking back`() throws {
    let player = try ScenarioJourneyTests.player()
    player.play("M-2 l l")
    let changed = player.state.costs.scenario
    #expect(changed != player.state.costs.opened)
    try ScenarioJourneyTests.follow("rag-support-desk", on: "serving", player)
    #expect(player.state.costs.scenario == player.state.costs.opened)
    player.play("u")
    #expect(player.state.costs.scenario == changed)
    // Going to and fro leaves it as it is.
    player.play("b B")
    #expect(player.state.costs.scenario == changed)
  }

  @Test func `where the last run was comes back with its scenario`() throws {
    let player = try ScenarioJourneyTests.player()
    try ScenarioJourneyTests.follow("bank-assistant", on: "compute-management", player)
    player.leave()
    let next = try Player(Courses.shipped, size: Size(130, 50), beside: player)
    next.take(.costDeskRead(try ScenarioJourneyTests.desk.get()))
    #expect(next.state.pane == .costs)
    #expect(next.screen.contains("Bank-internal assistant"))
  }

  @Test func `a link shows the prepared scenario also where it was left changed, and taking back leads to that`() throws
  {
    let player = try ScenarioJourneyTests.player()
    player.play("M-2 l l")
    let changed = player.state.costs.scenario
    player.play("o \"bank\" Enter")
    #expect(player.state.costs.scenario.id == "bank-assistant")
    try ScenarioJourneyTests.follow("rag-support-desk", on: "serving", player)
    #expect(player.state.costs.scenario == player.state.costs.opened)
    player.play("u")
    #expect(player.state.costs.scenario == changed)
  }

  // MARK: Palette and notebook

  @Test func `the palette lists prepared and own scenarios and opens them`() throws {
    let player = try ScenarioJourneyTests.player()
    let name = try #require(ScenarioName("my-desk"))
    player.saveScenario(name, try ScenarioJourneyTests.yaml("coding-assistant", title: "Mine alone"))
    player.play(": \"scenario:\"")
    for title in ["Scenario: Mine alone", "Scenario: RAG support desk", "Scenario: Batch document extraction"] {
      #expect(player.screen.contains(title))
    }
    player.type(" mine")
    player.play("Enter")
    #expect(player.state.current.subject == .ownScenario(name))
    #expect(player.state.pane == .costs && player.screen.contains("Mine alone"))
  }

  @Test func `a scenario of the notebook is tried in costs`() throws {
    let player = try ScenarioJourneyTests.player()
    let name = try #require(ScenarioName("my-desk"))
    player.saveScenario(name, try ScenarioJourneyTests.yaml("coding-assistant", title: "Mine alone"))
    player.play("M-6 j")
    #expect(player.footer.contains("t try"))
    player.play("t")
    #expect(player.state.current.subject == .ownScenario(name))
    #expect(player.screen.contains("Mine alone"))
    #expect(try player.saved(.scenario(name)).contains("Mine alone"))
  }

  @Test func `a scenario of the notebook with a mistake is not opened, and the mistake is told with its line`() throws {
    let player = try ScenarioJourneyTests.player()
    let name = try #require(ScenarioName("my-desk"))
    player.saveScenario(name, "id: my-desk\ntitle: Broken\nworkload: {requests_per_month: many}\n")
    player.play("M-6 j t")
    #expect(player.said.contains("my-desk:3: workload.requests_per_month"))
    #expect(!player.screen.contains("Broken"))
  }

  @Test func `a page has no try where no lab and no scenario belongs to it`() throws {
    let player = try ScenarioJourneyTests.player()
    player.play("M-6 n \"A thought\" Esc M-6 Home t")
    #expect(player.said == "no lab belongs to this")
  }

  private static func yaml(_ preset: String, title: String) throws -> String {
    let path = Courses.shipped.folder.content + "/scenarios/\(preset).yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return text.split(separator: "\n").map { $0.hasPrefix("title:") ? "title: \(title)" : String($0) }
      .joined(separator: "\n")
  }

  // MARK: The lab

  private static let answers = [
    "company": "Acme's help pages", "scenario": "rag-support-desk", "volume": "3,000", "lever": "people",
    "utilization": "60", "tenth": "8.69", "cheapest": "The open model by API, by half",
  ]

  /// Goes to a step of lab 10.
  private static func open(_ step: String, _ player: Player) throws {
    let lab = try #require(player.state.course?.lab("lab-10"))
    let index = try #require(lab.steps.firstIndex { $0.id == step })
    player.goTo("\(lab.title): \(lab.steps[index].title)")
    try #require(player.state.current.subject == .step("lab-10", index))
  }

  private static func predict(_ player: Player) throws {
    for (field, text) in answers {
      try player.notebook.write(text, to: .answer("lab-10", field: field), session: "s", origin: .command)
    }
    player.take(.contentsRead(try player.notebook.contents()))
  }

  @Test func `an experiment runs once everything is predicted, and what tells the answer is closed till then`() throws {
    let player = try ScenarioJourneyTests.player()
    try ScenarioJourneyTests.open("run", player)
    player.play("End")
    #expect(player.screen.contains("7 fields are still to be written") && !player.screen.contains("Run it in Costs"))
    try ScenarioJourneyTests.open("compare", player)
    #expect(player.screen.contains("Opens once “Run the support desk” was run"))
    #expect(!player.screen.contains("NVIDIA reports"))
    try ScenarioJourneyTests.predict(player)
    try ScenarioJourneyTests.open("run", player)
    player.play("End")
    #expect(player.screen.contains("Run it in Costs"))
  }

  @Test func `running opens the costs, locks the predictions in the notebook, and back leads to the step`() throws {
    let player = try ScenarioJourneyTests.player()
    try ScenarioJourneyTests.predict(player)
    try ScenarioJourneyTests.open("run", player)
    player.play("@run Enter")
    #expect(player.state.pane == .costs && player.state.current.subject == .scenario("rag-support-desk"))
    #expect(player.said == "what you predicted is locked; b leads back to the step")
    let contents = try player.notebook.contents()
    for field in ScenarioJourneyTests.answers.keys {
      #expect(contents.entries[.answer("lab-10", field: field)]?.isLocked == true, "\(field)")
    }
    player.play("b M-3 @list")
    try ScenarioJourneyTests.open("predict", player)
    player.play("@volume Enter")
    #expect(player.said.contains("locked") && player.state.editing == nil)
  }

  @Test func `a step's parameters are set in the form, and taking back gives the prepared scenario`() throws {
    let player = try ScenarioJourneyTests.player()
    try ScenarioJourneyTests.predict(player)
    try ScenarioJourneyTests.open("run", player)
    player.play("@run Enter b")
    try ScenarioJourneyTests.open("load", player)
    player.play("@run Enter")
    #expect(player.screen.contains("1.8M"))
    #expect(player.state.costs.chart == .latency)
    player.play("u")
    #expect(!player.screen.contains("1.8M"))
    #expect(player.state.costs.scenario == player.state.costs.opened)
  }

  @Test func `an experiment leaves no draft of its own, and the reader's own change before it is kept`() throws {
    let player = try ScenarioJourneyTests.player()
    player.play("M-2 l l")
    let changed = player.state.costs.scenario
    #expect(changed.id == "rag-support-desk")
    try ScenarioJourneyTests.predict(player)
    try ScenarioJourneyTests.open("run", player)
    player.play("@run Enter b")
    try ScenarioJourneyTests.open("load", player)
    player.play("@run Enter")
    #expect(player.state.costs.scenario != player.state.costs.opened)
    player.play("o \"bank\" Enter")
    #expect(player.state.costs.drafts.map(\.scenario) == [changed])
    player.play("b")
    #expect(player.state.costs.scenario == changed)
  }

  @Test func `nothing runs while the notebook takes no text`() throws {
    let player = try ScenarioJourneyTests.player()
    try ScenarioJourneyTests.predict(player)
    player.refusal = "the disk is full"
    try ScenarioJourneyTests.open("predict", player)
    player.play("@volume Enter \"0\" Enter")
    try ScenarioJourneyTests.open("run", player)
    player.play("@run Enter")
    #expect(player.state.pane == .labs)
    #expect(player.said.contains("once your own attempt is saved"))
    #expect(try player.notebook.contents().opened["lab-10"] == nil)
  }

  @Test func `the comparison lays predictions beside what the program counts`() throws {
    let player = try ScenarioJourneyTests.player()
    try ScenarioJourneyTests.predict(player)
    try ScenarioJourneyTests.open("run", player)
    player.play("@run Enter b")
    try ScenarioJourneyTests.open("compare", player)
    let rows = player.state.current.sheet.rows.map(\.line.text)
    #expect(rows.contains { $0.hasPrefix("Your predictions beside the results") })
    let figures = try #require(player.state.labFigures["lab-10"])
    let busy = try #require(figures["utilization_percent"])
    #expect((1...40).contains(busy))
    let row = try #require(rows.first { $0.contains("utilization") && $0.contains("60") })
    #expect(row.contains(CostExperiment.text(busy) + " ≠"))
  }

  @Test func `the comparison can be pinned, and the Markdown export has it as a table`() throws {
    let player = try ScenarioJourneyTests.player()
    try ScenarioJourneyTests.predict(player)
    try ScenarioJourneyTests.open("run", player)
    player.play("@run Enter b")
    try ScenarioJourneyTests.open("compare", player)
    player.play("@pin Enter")
    #expect(player.said.contains("the result is pinned"))
    let contents = try player.notebook.contents()
    let pin = try #require(contents.measurements[1])
    #expect(pin.subject == "lab-10" && pin.parameters == [.init("scenario", "rag-support-desk")])
    let busy = CostExperiment.text(try #require(player.state.labFigures["lab-10"]?["utilization_percent"]))
    let value = "predicted 60, counted \(busy), far apart"
    #expect(pin.results.contains(.init("utilization", value, "%")))
    let page = try #require(
      MarkdownExport.files(Courses.shipped, contents).first { $0.path == "measurements.md" })
    #expect(page.text.contains("| utilization | \(value) | % |"))
    #expect(page.text.contains("predicted and counted") && page.text.contains("Dollars a month"))
    #expect(MarkdownExport.single(Courses.shipped, contents).contains("| utilization | \(value) | % |"))
  }
}

extension Player {
  /// Goes to a thing by the palette.
  fileprivate func goTo(_ title: String) {
    play("M-1 :")
    type(title)
    play("Enter")
  }
}
