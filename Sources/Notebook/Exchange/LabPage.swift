import Curriculum
import TextSafety

extension ExportBuilder {
  /// A worksheet: a table for each step, the comparison where the evidence is open.
  func labPage(_ id: LabID, _ path: String) -> ExportPage {
    let entries = answers(of: id)
    let lab = course.lab(id)
    var body: [String] = []
    var rows: [String] = []
    if let lab {
      let sheet = contents.worksheet(lab)
      body = [SafeText(lab.summary).string, "", state(of: sheet)]
      for index in lab.steps.indices { rows += step(index, of: sheet) }
    }
    rows += unknownFields(lab, entries)
    let revisions = writtenFields(lab, entries).map { ($0, Revision.of(entries[$0]?.text ?? "")) }
    body += ["", EntryMark.worksheet(id)] + rows + [""] + EntryMark.worksheetEnd(revisions)
    if let lab { body += comparison(contents.worksheet(lab)) }
    var page = ExportPage(path: path, title: lab?.title ?? id.rawValue, kind: .lab, id: id.rawValue, body: body)
    page.describe(writtenFields(lab, entries).compactMap { entries[$0] })
    return page
  }

  /// Fields with an answer in the order of the worksheet, then those that the lab does not have.
  private func writtenFields(_ lab: Lab?, _ entries: [String: Entry]) -> [String] {
    let known = lab?.entries.map(\.name) ?? []
    let others = Set(entries.keys).subtracting(known).sorted()
    return (known + others).filter { entries[$0]?.text.isEmpty == false }
  }

  private func answers(of id: LabID) -> [String: Entry] {
    var out: [String: Entry] = [:]
    for case (.answer(id, let field), let entry) in contents.entries where !entry.isRemoved { out[field] = entry }
    return out
  }

  private func state(of sheet: Worksheet) -> String {
    let (filled, total) = sheet.progress
    let time = ExportBuilder.duration(contents.clocks[sheet.lab.id] ?? 0).map { ", \($0) spent" } ?? ""
    return "\(filled) of \(total) fields filled\(time)."
  }

  // MARK: Steps

  private func step(_ index: Int, of sheet: Worksheet) -> [String] {
    let lab = sheet.lab
    let shown = lab.entries(ofStep: index).filter { entry in
      !entry.field.isOptional || sheet.answers[entry.name]?.isEmpty == false
    }
    if shown.isEmpty { return [] }
    var lines = ["", heading(1, "\(index + 1). " + lab.steps[index].title), ""]
    let repeated = lab.steps[index].fields.filter { field in
      field.each != .once && shown.contains { $0.field.id == field.id }
    }
    if !repeated.isEmpty { lines += repeated.map(prompt) + [""] }
    lines += TableCell.header(["Field", "For", "Answer"])
    return lines + shown.map { row($0, sheet) }
  }

  /// What a field that is repeated asks, above the table.
  private func prompt(_ field: Lab.Field) -> String {
    let words: String =
      if case .score(_, _, let words) = field.kind {
        words.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      } else { "" }
    let line = "- `\(field.id)`: \(field.prompt)" + (words.isEmpty ? "" : " (\(words))")
    return SafeText(line).string
  }

  private func row(_ entry: Lab.Entry, _ sheet: Worksheet) -> String {
    let subject = entry.subject.map { sheet.name(ofSubject: $0, in: course) }
    let parts = [subject, entry.layer?.title].compactMap { $0 }
    var place = parts.isEmpty ? entry.field.prompt : parts.joined(separator: " · ")
    let isLocked = sheet.isLocked(entry) || contents.entries[.answer(sheet.lab.id, field: entry.name)]?.isLocked == true
    if isLocked { place += " (locked)" }
    return TableCell.row(["`\(entry.name)`", SafeText(place).string, sheet.answers[entry.name] ?? ""])
  }

  private func unknownFields(_ lab: Lab?, _ entries: [String: Entry]) -> [String] {
    let known = Set(lab?.entries.map(\.name) ?? [])
    let names = entries.filter { !known.contains($0.key) && !$0.value.text.isEmpty }.keys.sorted()
    if names.isEmpty { return [] }
    let title = lab == nil ? "Answers to a lab that the course does not have" : "Fields that the lab no longer has"
    return ["", heading(1, title), ""] + TableCell.header(["Field", "For", "Answer"])
      + names.map { TableCell.row(["`\($0)`", "", entries[$0]?.text ?? ""]) }
  }

  // MARK: Comparison

  private func comparison(_ sheet: Worksheet) -> [String] {
    let cells = sheet.comparison(in: course)
    if cells.isEmpty { return [] }
    func figure(_ value: Double?) -> String {
      value.map { $0 == $0.rounded() && abs($0) < 1e9 ? String(Int($0)) : String($0) } ?? ""
    }
    let rows = cells.map { cell in
      TableCell.row([
        SafeText(sheet.name(ofSubject: cell.subject, in: course)).string, SafeText(cell.layer.title).string,
        figure(cell.own), figure(cell.reference), cell.isApart ? "far apart" : "",
      ])
    }
    return ["", heading(1, "Comparison with the reference"), ""]
      + TableCell.header(["Subject", "Layer", "Own", "Reference", "Mark"]) + rows
  }
}
