import Curriculum
import Testing

/// Labs whose evidence is an experiment.
@Suite struct ExperimentTests {
  private let lab: Lab

  init() throws {
    let course = try LittleCourse([
      "Labs/trial/lab.md": TrialLab.text(scenario: "shop"), "Content/scenarios/shop.yaml": "title: A shop\n",
    ])
    lab = try #require(try course.read().course.lab("trial"))
  }

  private func sheet(volume: String = "2,500", load: String = "12", isRun: Bool = false) -> Worksheet {
    Worksheet(
      lab, answers: ["whom": "A shop", "volume": volume, "load": load], opened: isRun ? [Worksheet.whole] : [])
  }

  @Test func `an experiment may be run once every prediction is made`() {
    var sheet = sheet()
    #expect(sheet.hasExperiment && !sheet.isRun)
    #expect(sheet.canOpen(Worksheet.whole))
    sheet.answers["load"] = " "
    #expect(sheet.missingBeforeOpening(Worksheet.whole).map(\.name) == ["load"])
  }

  @Test func `running locks the choice and the predictions, and nothing else`() {
    let locked = { (sheet: Worksheet) in lab.entries.filter(sheet.isLocked).map(\.name) }
    #expect(locked(sheet()) == [])
    #expect(locked(sheet(isRun: true)) == ["whom", "volume", "load", "why"])
    #expect(sheet().lockedByOpening(Worksheet.whole).map(\.name) == ["whom", "volume", "load", "why"])
  }

  @Test func `what comes after the first experiment stays closed until it was run`() {
    let closed = { (sheet: Worksheet) in lab.steps.indices.filter(sheet.isClosed).map { lab.steps[$0].id } }
    #expect(closed(sheet()) == ["more", "compare"])
    #expect(closed(sheet(isRun: true)) == [])
  }

  @Test func `a lab of products has no experiment and closes no step`() throws {
    let lab = try #require(try LittleCourse().read().course.lab("lab-0"))
    let sheet = Worksheet(lab)
    #expect(!sheet.hasExperiment)
    #expect(!lab.steps.indices.contains(where: sheet.isClosed))
    #expect(sheet.comparison(with: ["reference": 1]).isEmpty)
  }

  @Test func `predictions are laid beside the figures, and marked from the lab's distance on`() {
    let figures = ["break_even": 2600.0, "busy": 21.5]
    #expect(sheet().comparison(with: figures).isEmpty)
    let cells = sheet(isRun: true).comparison(with: figures)
    #expect(cells.map(\.entry.name) == ["volume", "load"])
    #expect(cells.map(\.own) == [2500, 12])
    #expect(cells.map(\.result) == [2600, 21.5])
    #expect(cells.map(\.isApart) == [true, false])
  }

  @Test func `never is far from every volume, however small`() {
    let apart = { (own: String, result: Double) in
      self.sheet(volume: own, isRun: true).comparison(with: ["break_even": result]).map(\.isApart).first
    }
    #expect(apart("20", 0) == true)
    #expect(apart("0", 20) == true)
    #expect(apart("0", 0) == false)
    #expect(apart("20", 30) == false)
  }

  @Test func `a figure that is not there, and a prediction that is no number, are compared with nothing`() {
    let cells = sheet(volume: "much", isRun: true).comparison(with: ["break_even": 1])
    #expect(cells.map(\.own) == [nil, 12])
    #expect(cells.map(\.result) == [1, nil])
    #expect(cells.map(\.isApart) == [false, false])
  }

  @Test func `a step names the scenario of its experiment`() {
    #expect(lab.steps.map(\.scenario) == [nil, nil, "shop", "shop", nil, nil])
  }
}
