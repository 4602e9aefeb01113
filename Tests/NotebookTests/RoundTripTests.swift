import Curriculum
import Foundation
import StrataTesting
import Testing
import TextSafety

@testable import Notebook

/// Laws that hold for any notebook with any texts.
struct `Export and import of random notebooks` {
  private static func fill(_ notebook: Notebook, _ course: Course, _ numbers: inout SplitMix64) throws {
    let lab = try #require(course.labs.first)
    var keys = lab.entries.map { EntryKey.answer(lab.id, field: $0.name) }
    keys += [.question("q1"), .question("q7"), .answer("lab-0", field: "gone"), .answer("lab 9", field: "`a|b`")]
    for key in keys where Int.random(in: 0..<4, using: &numbers) > 0 {
      try notebook.write(numbers.hostileText(), to: key, session: "s", origin: .typed)
    }
    let anchors: [Reference?] = [
      nil, .page("rag"), .page("Rag"), .page("a b/../-->"), .term("kv-cache"), .field("lab-0", "surprise"),
      .lab("lab-0"), .product("cursor"),
    ]
    for _ in 0..<Int.random(in: 0...6, using: &numbers) {
      let anchor = anchors.randomElement(using: &numbers) ?? nil
      let number = try notebook.addNote(numbers.hostileText(), on: anchor, session: "s", origin: .typed)
      if Int.random(in: 0..<5, using: &numbers) == 0 { try notebook.setNote(number, removed: true) }
    }
    if Bool.random(using: &numbers) {
      try notebook.openEvidence(lab.id, subject: "first", locking: ["first.model.sentence", "first.model.score"])
    }
  }

  /// What stands in a notebook, by names that travel.
  private func standing(_ notebook: Notebook) throws -> [String: [UInt8]] {
    var out: [String: [UInt8]] = [:]
    for (key, entry) in try notebook.contents().entries where !entry.isRemoved {
      if case .note = key {
        out["note \(entry.uid) on \(entry.anchor?.description ?? "nothing")"] = Array(entry.text.utf8)
      } else if !entry.text.isEmpty {
        out[key.description] = Array(entry.text.utf8)
      }
    }
    return out
  }

  private struct Round {
    let folder: TemporaryFolder
    let course: Course
    let notebook: Notebook
    var numbers: SplitMix64

    init(seed: UInt64) throws {
      folder = try TemporaryFolder()
      course = try TwoLessonCourse.read(in: folder)
      notebook = try folder.notebook()
      numbers = SplitMix64(seed: seed)
      try fill(notebook, course, &numbers)
    }
  }

  @Test(arguments: UInt64(0)..<25)
  func `an export read back changes nothing, with either kind of line break`(seed: UInt64) throws {
    let round = try Round(seed: seed)
    let contents = try round.notebook.contents()
    for (name, single) in [("out", false), ("all.md", true), ("crlf.md", true)] {
      if single {
        let text = MarkdownExport.single(round.course, contents)
        try round.folder.write(name == "crlf.md" ? text.replacing("\n", with: "\r\n") : text, to: name)
      } else {
        let files = MarkdownExport.files(round.course, contents)
        try ExportWriter.write(files, toFolder: round.folder.path(name), force: false)
      }
      let report = try round.notebook.importMarkdown(at: round.folder.path(name), course: round.course)
      #expect(report == ImportReport(unchanged: report.unchanged), "seed \(seed), \(name)")
      #expect(report.unchanged >= (try standing(round.notebook).count), "seed \(seed), \(name)")
      #expect(try round.notebook.contents() == contents, "seed \(seed), \(name)")
    }
  }

  @Test(arguments: UInt64(0)..<25, [false, true])
  func `an export read into an empty notebook gives every text, byte for byte`(seed: UInt64, single: Bool) throws {
    let round = try Round(seed: seed)
    let contents = try round.notebook.contents()
    if single {
      let text = MarkdownExport.single(round.course, contents)
      try ExportWriter.write(text, toFile: round.folder.path("out"), force: false)
    } else {
      let files = MarkdownExport.files(round.course, contents)
      try ExportWriter.write(files, toFolder: round.folder.path("out"), force: false)
    }
    let fresh = try round.folder.notebook("fresh.sqlite")
    let report = try fresh.importMarkdown(at: round.folder.path("out"), course: round.course)
    #expect(report.problems == [], "seed \(seed)")
    #expect(report.changed == [] && report.bothChanged == [], "seed \(seed)")
    #expect(try standing(fresh) == (try standing(round.notebook)), "seed \(seed)")
  }

  @Test(arguments: UInt64(0)..<25)
  func `any edit in the file arrives in the notebook, byte for byte`(seed: UInt64) throws {
    var round = try Round(seed: seed)
    let before = try round.notebook.contents()
    var edited = before
    for (key, entry) in before.entries where !entry.isRemoved && !entry.isLocked {
      if case .answer = key { continue }
      edited.entries[key]?.text = SafeText.cleanedBlock(round.numbers.hostileText() + "\nseed \(seed)")
    }
    // The pages of the edited texts, with the revisions of those that were exported.
    var text = MarkdownExport.single(round.course, edited)
    for (key, entry) in edited.entries where entry.text != before.entries[key]?.text {
      text = text.replacing(
        "uid=\(entry.uid) rev=" + Revision.of(entry.text),
        with: "uid=\(entry.uid) rev=" + Revision.of(before.entries[key]?.text ?? ""))
      if case .question(let id) = key {
        text = text.replacing(
          "question \(id) rev=" + Revision.of(entry.text),
          with: "question \(id) rev=" + Revision.of(before.entries[key]?.text ?? ""))
      }
    }
    try round.folder.write(text, to: "edited.md")
    let report = try round.notebook.importMarkdown(at: round.folder.path("edited.md"), course: round.course)
    #expect(report.problems == [] && report.bothChanged == [] && report.added == [], "seed \(seed)")
    let after = try round.notebook.contents()
    for (key, entry) in edited.entries {
      #expect(Array(after.entries[key]?.text.utf8 ?? "".utf8) == Array(entry.text.utf8), "seed \(seed), \(key)")
    }
  }
}
