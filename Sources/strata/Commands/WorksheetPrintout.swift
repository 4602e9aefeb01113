import Notebook
import Workbench
import Curriculum

/// A whole worksheet as text: steps, prompts, answers, what the checks say, and what was opened.
struct WorksheetPrintout {
  var sheet: Worksheet
  var course: Course
  var seconds: Int
  var width: Int

  private var lab: Lab { sheet.lab }

  func printout() -> Printout {
    var out = Printout()
    let (filled, total) = sheet.progress
    out.line("\(lab.title) (\(lab.id))")
    out.wrapped(lab.summary, width: width)
    out.line(
      "\(filled) of \(total) fields · \(TimeSpan.text(seconds: seconds)) of "
        + "\(TimeSpan.text(seconds: lab.minutes * 60)) used")
    for index in lab.steps.indices { step(index, &out) }
    return out
  }

  private func step(_ index: Int, _ out: inout Printout) {
    let step = lab.steps[index]
    let (filled, total) = sheet.progress(ofStep: index)
    out.line()
    out.line(
      "\(index + 1) \(step.title)" + (step.isOptional ? "  optional" : total == 0 ? "" : "  \(filled) of \(total)"))
    out.line()
    if sheet.isClosed(index), let first = lab.steps.first(where: { $0.experiment != nil }) {
      out.wrapped(
        "Opens once \"\(first.title)\" was run, for it tells what you predict: strata lab run \(lab.id) \(first.id)",
        width: width)
    } else {
      out.document(Document(parsing: step.text), width: width)
      if CostExperiment(step) != nil || step.demo != nil {
        out.line()
        out.line("To run it: strata lab run \(lab.id) \(step.id)")
      }
    }
    for entry in lab.entries(ofStep: index) {
      out.line()
      field(entry, &out)
    }
    if let opening = step.opens { cards(opening, &out) }
  }

  private func field(_ entry: Lab.Entry, _ out: inout Printout) {
    let names = [entry.subject.map { sheet.name(ofSubject: $0, in: course) }, entry.layer?.title].compactMap { $0 }
    let marks = [entry.field.isOptional ? "optional" : nil, sheet.isLocked(entry) ? "locked" : nil].compactMap { $0 }
    out.line(([entry.name] + names).joined(separator: " · ") + marks.map { " [\($0)]" }.joined(), indent: 2)
    out.wrapped(entry.field.prompt + form(entry.field), width: width, indent: 4)
    guard let answer = sheet.answer(entry.name) else {
      out.line("(empty)", indent: 6)
      return
    }
    out.block(answer, indent: 6)
    for check in sheet.checks(entry) {
      out.wrapped((check.passed ? "✓ " : "! ") + check.message, width: width, indent: 6)
    }
  }

  private func form(_ field: Lab.Field) -> String {
    switch field.kind {
    case .text, .line: return ""
    case .number(let unit): return unit.map { " (\($0))" } ?? ""
    case .score(let from, let to, let words):
      let scale = (from...max(from, to)).map { value in "\(value)" + (words[value].map { " \($0)" } ?? "") }
      return " (" + scale.joined(separator: ", ") + ")"
    case .choice(let options, let fromProducts, let takesOwn):
      let known = fromProducts ? course.products.map(\.id.rawValue) : options
      return " (" + known.joined(separator: ", ") + (takesOwn ? ", or your own)" : ")")
    }
  }

  private func cards(_ opening: Lab.Step.Opening, _ out: inout Printout) {
    for subject in lab.subjects {
      let name = sheet.name(ofSubject: subject, in: course)
      out.line()
      guard sheet.opened.contains(subject.id) else {
        let missing = sheet.missingBeforeOpening(subject.id).count
        let state = missing == 0 ? "your attempt is made" : Counted.of(missing, "field") + " missing"
        out.wrapped("\(name): closed, \(state); strata lab compare \(lab.id) opens it", width: width, indent: 2)
        continue
      }
      out.line("\(subject.id): \(name)", indent: 2)
      guard let product = sheet.choice(ofSubject: subject).flatMap({ course.product(ProductID($0)) }) else {
        out.line("not among the products of the course: find the sources yourself", indent: 4)
        continue
      }
      let printer = EvidencePrintout(course: course, width: width)
      switch opening {
      case .evidence: printer.evidence(product, indent: 4, into: &out)
      case .reference:
        let cells = sheet.comparison(in: course).filter { $0.subject == subject }
        printer.comparison(cells, words: course.scale, indent: 4, into: &out)
        out.line()
        printer.entry(product, indent: 4, into: &out)
      }
    }
  }
}
