import ArgumentParser
import Curriculum
import Experiments
import Notebook
import Workbench

/// `strata lab compare`: opens the evidence where the own attempt is made, and lays both side by side.
struct LabCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Open the evidence where your own attempt is made, and lay it beside your answers.",
    discussion: """
      Opening locks the choice and the predictions of that subject for good. In a lab with an experiment the predictions \
      are laid beside what the program computes, or what was measured on this machine by lab run or in the Live pane.
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The lab's id, such as lab-0.") var lab: String

  func run() throws {
    let desk = Desk(options)
    let course = try desk.course()
    let lab = try course.lab(named: lab)
    let isExperiment = Worksheet(lab).hasExperiment
    guard lab.steps.contains(where: { $0.opens != nil || !$0.compares.isEmpty }), isExperiment || !lab.subjects.isEmpty
    else { throw Failure("\(lab.id) has nothing to compare with") }
    if !lab.liveSteps.isEmpty { return try measurements(lab, desk) }
    let notebook = try desk.notebook()
    if isExperiment {
      let figures = try desk.figures(of: lab)
      try Attempt(lab, notebook).lock()
      let sheet = try notebook.contents().worksheet(lab)
      try FigurePrintout(sheet: sheet, figures: figures, width: Console.columns).printout.write()
      return
    }
    let before = try notebook.contents().worksheet(lab)
    var missing: [String] = []
    for subject in lab.subjects where !before.opened.contains(subject.id) {
      let fields = before.missingBeforeOpening(subject.id).map(\.name)
      if fields.isEmpty {
        try open(subject, before, course, notebook)
      } else {
        missing.append(
          "\(subject.title) stays closed, \(Counted.of(fields.count, "field")) missing: "
            + fields.joined(separator: ", "))
      }
    }
    for line in missing { Console.warn(line) }
    let sheet = try notebook.contents().worksheet(lab)
    guard lab.subjects.contains(where: { sheet.opened.contains($0.id) }) else {
      throw Failure(
        "the evidence of \(lab.id) opens after your own attempt; fill in what is missing: "
          + "strata lab set \(lab.id) FIELD TEXT")
    }
    try printout(sheet, course).write()
  }

  /// Predictions beside what was kept of the lab's runs on this machine.
  private func measurements(_ lab: Lab, _ desk: Desk) throws {
    let contents = try desk.contents()
    let comparison = MeasuredComparison(contents.worksheet(lab), contents, Experiments.all)
    guard comparison.runs.contains(where: { $0.number != nil }) else {
      let steps = comparison.runs.map { "strata lab run \(lab.id) \(lab.steps[$0.step].id)" }
      throw Failure("nothing of \(lab.id) was measured yet: " + steps.joined(separator: ", "))
    }
    try MeasuredPrintout(comparison: comparison, width: Console.columns).printout.write()
  }

  private func open(
    _ subject: Lab.Subject, _ sheet: Worksheet, _ course: Course, _ notebook: Notebook
  ) throws {
    let attempt = sheet.lockedByOpening(subject.id)
    try notebook.openEvidence(sheet.lab.id, subject: subject.id, locking: attempt.map(\.name))
    Console.warn(
      "the evidence for \(sheet.name(ofSubject: subject, in: course)) is open now; "
        + "its \(Counted.of(attempt.count, "field")) cannot be changed any more")
  }

  private func printout(_ sheet: Worksheet, _ course: Course) -> Printout {
    let printer = EvidencePrintout(course: course, width: Console.columns)
    let cells = sheet.comparison(in: course)
    let words = scoreWords(sheet.lab)
    var out = Printout()
    for subject in sheet.lab.subjects where sheet.opened.contains(subject.id) {
      if !out.lines.isEmpty { out.line() }
      out.line("\(subject.title): \(sheet.name(ofSubject: subject, in: course))")
      out.line()
      guard let product = sheet.choice(ofSubject: subject).flatMap({ course.product(ProductID($0)) }) else {
        out.line("not among the products of the course: find the sources yourself", indent: 2)
        continue
      }
      printer.comparison(cells.filter { $0.subject == subject }, words: words, indent: 2, into: &out)
      out.line()
      own(subject, sheet, &out)
      printer.entry(product, indent: 2, into: &out)
      out.line()
      printer.evidence(product, indent: 2, into: &out)
    }
    return out
  }

  /// The sentences of the prediction, for reading beside the reference.
  private func own(_ subject: Lab.Subject, _ sheet: Worksheet, _ out: inout Printout) {
    for entry in sheet.lab.entries {
      guard entry.subject == subject, sheet.lab.steps[entry.step].kind == .predict, entry.field.kind == .text,
        let answer = sheet.answer(entry.name)
      else { continue }
      out.wrapped(entry.layer.map { "You, \($0.title):" } ?? entry.field.prompt, width: Console.columns, indent: 2)
      out.block(answer, indent: 4)
    }
    out.line()
  }

  private func scoreWords(_ lab: Lab) -> [Int: String] {
    let compared = lab.steps.flatMap(\.compares).first { $0.with == "reference" }
    for field in lab.steps.flatMap(\.fields) where field.id == compared?.field {
      if case .score(_, _, let words) = field.kind { return words }
    }
    return [:]
  }
}
