import CostModel
import Curriculum
import Decision
import Foundation
import Notebook
import Terminal
import TextSafety

extension State {
  // MARK: Opening

  /// What costs are reckoned with is read when it is needed first: by the pane, or by a lab's experiment.
  mutating func askForCosts() -> [Effect] {
    var effects: [Effect] = []
    if !costs.isDeskAsked, pane == .costs || isOnExperiment {
      costs.isDeskAsked = true
      effects.append(.readCosts)
    }
    if !costs.isScoreAsked, pane == .costs, costs.chart == .accuracy, costs.desk != nil {
      costs.isScoreAsked = true
      effects.append(.readCostScores)
    }
    return effects
  }

  private var isOnExperiment: Bool {
    guard pane == .labs, case .step(let id, _)? = current.subject, let lab = course?.lab(id) else { return false }
    return CostExperiment(of: lab) != nil
  }

  /// Shows the scenario in the form anew, the selection kept.
  mutating func refillForm() {
    guard let desk = costs.desk else { return }
    let selected = costs.form.selected
    costs.form = CostForm.form(costs.scenario, desk, since: costs.opened)
    costs.form.select(selected)
    settleForm()
  }

  // MARK: Counting

  /// Counts what can be counted at once, and plans the rest.
  mutating func countCosts() {
    guard let desk = costs.desk else { return }
    costs.findings = CostFindings()
    costs.isCounted = false
    costs.run = nil
    costs.progress = .empty
    costs.changedAt = now
    costs.unkeptSince = now
    do {
      let evaluator = try Evaluator(costs.scenario, desk.catalog, desk.factors, today: desk.today)
      costs.results = CostResults(evaluator, costs.findings)
      costs.problem = nil
    } catch {
      costs.results = nil
      costs.problem = SafeText(error.message)
    }
    costs.form.mark(costs.problem)
  }

  /// Begins to count in the background what takes longer.
  ///
  /// - Parameter isAnew: also what is known already.
  mutating func startCounting(isAnew: Bool = false) -> [Effect] {
    costs.changedAt = nil
    guard costs.desk != nil, costs.results != nil else { return [] }
    let known = costs.isCounted && !isAnew ? costs.findings : nil
    // What was found of the scenario beside stays: only another one there is simulated anew.
    let beside = costs.besideChances == nil ? costs.other : nil
    guard known == nil || beside != nil else { return [] }
    let id = newID()
    costs.run = id
    costs.progress = "simulating"
    return [.countCosts(id, costs.scenario, known: known, beside: beside)]
  }

  /// Takes what the background found; what belongs to an older scenario is passed over.
  mutating func takeFindings(_ id: Int, _ findings: CostFindings, _ progress: SafeText?) {
    guard id == costs.run, let desk = costs.desk else { return }
    costs.findings = findings
    costs.progress = progress ?? .empty
    if progress == nil {
      costs.run = nil
      costs.isCounted = true
    }
    guard var evaluator = try? Evaluator(costs.scenario, desk.catalog, desk.factors, today: desk.today) else { return }
    for (option, capacity) in findings.capacities { evaluator.use(capacity, for: option) }
    costs.results = CostResults(evaluator, findings)
    takeBeside(findings, desk)
  }

  private mutating func takeBeside(_ findings: CostFindings, _ desk: CostDesk) {
    guard let other = costs.other, let chances = findings.besideChances,
      var evaluator = try? Evaluator(other, desk.catalog, desk.factors, today: desk.today)
    else { return }
    for (option, capacity) in findings.besideCapacities { evaluator.use(capacity, for: option) }
    var alone = CostFindings()
    alone.chances = chances
    costs.besideChances = chances
    costs.otherResults = CostResults(evaluator, alone)
  }

  // MARK: Keys

  /// A key that no command has, while the form has the focus.
  mutating func pressInForm(_ input: Input) -> [Effect] {
    let (before, kind) = (costs.scenario, costs.form.current?.kind)
    defer { settleForm() }
    switch costs.form.handle(input) {
    case .ignored, .handled: return []
    case .changed(let path):
      guard let field = costs.form[path] else { return [] }
      do {
        try costs.scenario.set(path, CostForm.text(field))
      } catch {
        // The scenario keeps what it had, and so does the form.
        if let kind { costs.form[path]?.kind = kind }
        costs.form[path]?.problem = CostForm.remark(SafeText(error.message), at: path)
        return []
      }
      remember(before)
      // Kinds and sellers decide which fields and names there are; a number may have been left out.
      if path.hasPrefix("options.") || field.blank != nil { refillForm() }
      countCosts()
      return stopCounting()
    }
  }

  /// Names the selected field's source, and keeps the form's scroll where the field is in sight.
  mutating func settleForm() {
    if let desk = costs.desk { CostForm.nameSource(in: &costs.form, costs.scenario, desk) }
    guard let frame = Layout(self).list else { return }
    let area = formArea(frame)
    costs.form.settle(Size(area.width, area.height))
  }

  mutating func remember(_ scenario: Scenario) {
    costs.undone.append(CostStep(subject: costs.subject, scenario: scenario))
    if costs.undone.count > 100 { costs.undone.removeFirst() }
  }

  func stopCounting() -> [Effect] { [.stopCounting] }

  mutating func undoCosts() -> [Effect] {
    guard let before = costs.undone.popLast() else {
      say("nothing to take back")
      return []
    }
    guard before.subject == costs.subject else {
      takeBackBeginning(to: before)
      return stopCounting()
    }
    costs.scenario = before.scenario
    costs.takeUp()
    refillForm()
    countCosts()
    return stopCounting()
  }

  mutating func turnChart(_ direction: Int) {
    let count = CostChart.allCases.count
    show(CostChart(rawValue: (costs.chart.rawValue + direction + count) % count) ?? .options)
  }

  mutating func show(_ chart: CostChart) {
    costs.chart = chart
    costs.top = 0
  }

  /// Runs the background anew, or stops it.
  mutating func simulateCosts() -> [Effect] {
    if costs.run != nil {
      costs.run = nil
      costs.progress = .empty
      say("stopped; what was found stays")
      return stopCounting()
    }
    return startCounting(isAnew: true)
  }

  /// Sets another scenario beside the open one, or none; what it takes longer to count begins a moment later.
  mutating func compareScenario(_ scenario: Scenario?) {
    costs.other = scenario
    costs.otherResults = nil
    costs.besideChances = nil
    costs.findings.besideChances = nil
    costs.findings.besideCapacities = [:]
    costs.top = 0
    guard let scenario, let desk = costs.desk else { return }
    do {
      let evaluator = try Evaluator(scenario, desk.catalog, desk.factors, today: desk.today)
      costs.otherResults = CostResults(evaluator, CostFindings())
      costs.chart = .versus
      costs.changedAt = now
    } catch {
      say(SafeText(error.message), isBad: true)
      costs.other = nil
    }
  }

  /// Scrolls the words below the chart; on the form, keys are its own.
  mutating func scrollCosts(_ command: Command) {
    let page = max(1, costWords.height - 1)
    switch command {
    case .up: scrollCosts(by: -1)
    case .down: scrollCosts(by: 1)
    case .pageUp: scrollCosts(by: -page)
    case .pageDown: scrollCosts(by: page)
    case .top: costs.top = 0
    default: scrollCosts(by: costWords.count)
    }
  }

  mutating func scrollCosts(by rows: Int) {
    let words = costWords
    costs.top = Scroll.clamp(costs.top + rows, rows: words.count, height: words.height)
  }

  /// The scenario as the reader's editor gave it back.
  mutating func takeEditedScenario(_ text: String?) -> [Effect] {
    guard let text else {
      say("the editor could not be run", isBad: true)
      return []
    }
    do {
      let scenario = try ScenarioReader.read(text, file: "scenario.yaml")
      guard scenario != costs.scenario else { return [] }
      remember(costs.scenario)
      costs.scenario = scenario
    } catch {
      say(SafeText("not taken: " + error.description), isBad: true)
      return []
    }
    refillForm()
    countCosts()
    return stopCounting()
  }

  // MARK: Keeping

  /// Pins the result to the notebook: parameters, results, the chart that shows.
  mutating func pinCosts() -> [Effect] {
    guard let results = costs.results, let desk = costs.desk else {
      say(costs.problem ?? "there is no result yet", isBad: true)
      return []
    }
    return pin(CostPin.measurement(costs.scenario, results, costs.plots.map(\.value), desk, now), note: "")
  }
}

extension Form {
  /// Puts a problem of the whole scenario at the field that it names.
  mutating func mark(_ problem: SafeText?) {
    for section in sections.indices {
      for field in sections[section].fields.indices {
        let path = sections[section].fields[field].id
        let isMeant = problem.map { $0.string.hasPrefix(path + ":") } ?? false
        sections[section].fields[field].problem =
          isMeant ? problem.map { CostForm.remark($0, at: path) } : nil
      }
    }
  }
}

extension CostResults {
  init(_ evaluator: Evaluator, _ findings: CostFindings) {
    comparison = evaluator.comparison()
    curves = findings.bands ?? evaluator.volumeCurves(placesPerDecade: 10)
    timeline = evaluator.timeline()
    sensitivity = evaluator.sensitivity()
    verdict = evaluator.verdict(
      comparison, curves, timeline, sensitivity, chances: findings.chances, spread: findings.spread)
  }
}
