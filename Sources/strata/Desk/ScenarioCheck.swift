import CostModel
import Curriculum
import Decision
import Foundation
import TextSafety
import Workbench

/// Reads and counts every prepared scenario of a course, and what its labs' experiments change in them.
///
/// The course itself knows of scenarios that their files are there; what stands in them is checked here.
struct ScenarioCheck {
  private(set) var problems: [ContentProblem] = []
  private let course: Course
  private var catalog: Catalog?
  private var factors: Factors?
  private var scenarios: [ScenarioID: Scenario] = [:]

  /// - Parameter desk: whose catalogue counts; the reader's own rows are left out.
  init(_ course: Course, _ desk: Desk) {
    self.course = course
    if !course.scenarios.isEmpty {
      do {
        let shipped = CatalogFolders(shipped: try desk.catalogFolders().shipped)
        catalog = try shipped.catalog()
        factors = try shipped.factors()
      } catch {
        problems += ScenarioCheck.problems(of: error)
      }
    }
    for scenario in course.scenarios { check(scenario) }
    for lab in course.labs { check(lab) }
  }

  private static func problems(of error: any Error) -> [ContentProblem] {
    if case CatalogError.broken(_, let problems)? = error as? CatalogError {
      return problems.map { problem in
        // The file and line stand in front of the sentence.
        let message = problem.description.dropFirst("\(problem.file):\(problem.line): ".count)
        return ContentProblem(file: "Content/catalog/" + problem.file, line: problem.line, message: String(message))
      }
    }
    let message = (error as? CatalogError)?.message.string ?? (error as? Failure)?.message ?? "\(error)"
    return [ContentProblem(file: "Content/catalog", line: 1, message: message)]
  }

  // MARK: Scenarios

  private mutating func check(_ prepared: PreparedScenario) {
    let path = "\(course.folder.content)/scenarios/\(prepared.id).yaml"
    guard let data = FileManager.default.contents(atPath: path) else { return }
    let text = String(decoding: data, as: UTF8.self)
    let lines = ScenarioLines(text)
    func problem(_ path: String, _ message: String) -> ContentProblem {
      ContentProblem(file: prepared.file, line: lines.line(of: path), message: message)
    }
    let scenario: Scenario
    do {
      scenario = try ScenarioReader.read(text, file: prepared.file)
    } catch {
      problems.append(ContentProblem(file: error.file, line: error.line, message: error.message))
      return
    }
    if scenario.id != prepared.id.rawValue {
      problems.append(problem("id", "id must be \"\(prepared.id)\", as the file is called, not \"\(scenario.id)\""))
    }
    if scenario.title.isEmpty { problems.append(problem("title", "title is missing")) }
    if scenario.options.isEmpty { problems.append(problem("options", "options must hold at least one")) }
    if let error = refusal(scenario) {
      problems.append(problem(error.path, error.message))
    } else {
      scenarios[prepared.id] = scenario
    }
  }

  /// Why a scenario cannot be counted; nil when it can.
  private func refusal(_ scenario: Scenario) -> FieldError? {
    guard let catalog, let factors else { return nil }
    do throws(FieldError) {
      _ = try Evaluator(scenario, catalog, factors, today: CalendarDay(of: Date()))
      return nil
    } catch {
      return error
    }
  }

  // MARK: Labs

  private mutating func check(_ lab: Lab) {
    func report(_ line: Int, _ message: String) {
      problems.append(ContentProblem(file: lab.file, line: line, message: message))
    }
    for step in lab.steps {
      guard let name = step.experiment, step.demo == nil else { continue }
      guard let experiment = CostExperiment(step) else {
        let known = CostExperiment.Verb.allCases.map { "cost.\($0.rawValue)" }.joined(separator: ", ")
        report(
          step.line,
          step.scenario == nil
            ? "parameters must name the scenario of the experiment"
            : "experiment is \"\(name)\", which is none of: \(known), demo.ID")
        continue
      }
      guard var scenario = scenarios[experiment.scenario] else { continue }
      do throws(FieldError) {
        try experiment.apply(to: &scenario)
        if let error = refusal(scenario) { throw error }
      } catch {
        report(step.line, error.message)
      }
    }
    guard Worksheet(lab).hasExperiment else { return }
    for step in lab.steps {
      for rule in step.compares where isOfCosts(rule, lab) && !CostExperiment.figureNames.contains(rule.with) {
        let known = CostExperiment.figureNames.joined(separator: ", ")
        report(step.line, "compares with \"\(rule.with)\", which is none of: \(known)")
      }
    }
  }

  /// Whether a rule is about the cost simulator: it names no step, and the lab's first experiment is one of it.
  private func isOfCosts(_ rule: Lab.Step.Comparison, _ lab: Lab) -> Bool {
    guard !rule.with.contains("/"), let first = lab.steps.first(where: { $0.kind == .run && $0.experiment != nil })
    else { return false }
    return first.demo == nil
  }
}
