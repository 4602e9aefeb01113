import Curriculum
import Notebook

/// How far a worksheet has come, for people and for programs.
struct LabStatus {
  var sheet: Worksheet
  var course: Course
  var seconds: Int

  private var lab: Lab { sheet.lab }

  var printout: Printout {
    var out = Printout()
    let (filled, total) = sheet.progress
    out.line("\(lab.title) (\(lab.id)): \(filled) of \(total) fields")
    out.line("\(TimeSpan.text(seconds: seconds)) of \(TimeSpan.text(seconds: lab.minutes * 60)) used")
    out.line()
    out.table(
      lab.steps.indices.map { index in
        let (filled, total) = sheet.progress(ofStep: index)
        let step = lab.steps[index]
        let count = step.isOptional ? "optional" : total == 0 ? "nothing to fill in" : "\(filled) of \(total)"
        return ["\(index + 1)", step.title, count]
      })
    if let run {
      out.line()
      out.line(run)
    }
    if !lab.subjects.isEmpty { out.line() }
    out.table(lab.subjects.map { [$0.id, sheet.name(ofSubject: $0, in: course), state($0)] })
    return out
  }

  /// Where the predictions of a lab with an experiment stand.
  private var run: String? {
    guard sheet.hasExperiment, let step = lab.steps.first(where: { $0.experiment != nil }) else { return nil }
    if sheet.isRun { return "run, predictions locked" }
    let missing = sheet.missingBeforeOpening(Worksheet.whole).count
    if missing > 0 { return Counted.of(missing, "field") + " to fill in before it runs" }
    return "predictions made: strata lab run \(lab.id) \(step.id) locks them"
  }

  private func state(_ subject: Lab.Subject) -> String {
    if sheet.opened.contains(subject.id) { return "evidence open, predictions locked" }
    let missing = sheet.missingBeforeOpening(subject.id).count
    if missing == 0 { return "attempt made: strata lab compare \(lab.id) opens the evidence" }
    return Counted.of(missing, "field") + " to fill in first"
  }

  var value: JSON {
    let (filled, total) = sheet.progress
    let steps = lab.steps.indices.map { index -> JSON in
      let (filled, total) = sheet.progress(ofStep: index)
      let step = lab.steps[index]
      return [
        "id": .text(step.id), "title": .text(step.title), "kind": .text(step.kind.rawValue),
        "fields": .share(filled, of: total),
      ]
    }
    let subjects = lab.subjects.map { subject -> JSON in
      [
        "id": .text(subject.id), "choice": .text(sheet.choice(ofSubject: subject)),
        "opened": .bool(sheet.opened.contains(subject.id)),
        "missing": .texts(sheet.missingBeforeOpening(subject.id).map(\.name)),
      ]
    }
    let answers = lab.entries.map { entry -> JSON in
      [
        "field": .text(entry.name), "answer": .text(sheet.answer(entry.name)), "locked": .bool(sheet.isLocked(entry)),
        "optional": .bool(entry.field.isOptional),
      ]
    }
    return [
      "id": .text(lab.id.rawValue), "title": .text(lab.title), "fields": .share(filled, of: total),
      "seconds": .int(seconds), "minutes": .int(lab.minutes), "steps": .list(steps), "subjects": .list(subjects),
      "answers": .list(answers), "run": sheet.hasExperiment ? .bool(sheet.isRun) : .null,
    ]
  }
}
