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
        return ["\(index + 1)", lab.steps[index].title, total == 0 ? "nothing to fill in" : "\(filled) of \(total)"]
      })
    if !lab.subjects.isEmpty { out.line() }
    out.table(lab.subjects.map { [$0.id, sheet.name(ofSubject: $0, in: course), state($0)] })
    return out
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
      "answers": .list(answers),
    ]
  }
}
