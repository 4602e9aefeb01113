public import Curriculum
import TextSafety

extension Notebook {
  /// Reads an exported folder or single file back.
  ///
  /// Three texts decide: the one exported, the file's and the notebook's. What was edited only in the file is
  /// written; what was edited on both sides stays as the notebook has it, and the file's text is kept as a version.
  /// Locked predictions never change. A file with mistakes is reported and does not keep the others back.
  /// - Throws: when nothing could be read, or the notebook refused a write.
  public func importMarkdown(at path: String, course: Course) throws(ExchangeError) -> ImportReport {
    let source = try ImportSource(at: path)
    let contents: NotebookContents
    do { contents = try self.contents() } catch { throw .notebook(error) }
    var merge = ImportMerge(self, course, contents)
    merge.report.problems = source.problems
    var isExport = !source.problems.isEmpty
    var edited: [(path: String, outside: OutsideText)] = []
    for file in source.files {
      let (blocks, problems, outside) = ExchangeReader.read(file.text, file: file.path)
      if !blocks.isEmpty || !problems.isEmpty || ReplacementCheck.isExport(file.text) { isExport = true }
      merge.report.problems += problems
      // With broken marks nobody knows what is outside; it is asked again once they are mended.
      if problems.isEmpty && outside.isEdited { edited.append((file.path, outside)) }
      for block in blocks {
        do { try merge.take(block, file.path) } catch { throw .notebook(error) }
      }
    }
    if !isExport { throw .notAnExport(path: path) }
    if !edited.isEmpty { merge.report.problems += try problems(edited, course) }
    return merge.report
  }

  /// Names the files with text outside of the marks, and the line where it differs from what an export would write.
  private func problems(
    _ edited: [(path: String, outside: OutsideText)], _ course: Course
  ) throws(ExchangeError) -> [ContentProblem] {
    let contents: NotebookContents
    do { contents = try self.contents() } catch { throw .notebook(error) }
    let texts = MarkdownExport.files(course, contents).map(\.text) + [MarkdownExport.single(course, contents)]
    let known = texts.map { ExchangeReader.read($0, file: "").outside }
    return edited.map { path, outside in
      ContentProblem(
        file: path, line: outside.firstLine(notIn: known) ?? 1,
        message: "text outside the marks was edited and is not read back; move it into a note")
    }
  }
}

/// Brings the entries of an export and of a notebook together.
private struct ImportMerge {
  let notebook: Notebook
  let course: Course
  let contents: NotebookContents
  var report = ImportReport()
  /// What the notebook has, followed as it changes.
  private var entries: [EntryKey: (text: String, isLocked: Bool)]
  private var keys: [String: EntryKey]

  init(_ notebook: Notebook, _ course: Course, _ contents: NotebookContents) {
    self.notebook = notebook
    self.course = course
    self.contents = contents
    entries = contents.entries.mapValues { (SafeText.cleanedBlock($0.text), $0.isLocked) }
    keys = Dictionary(contents.entries.values.map { ($0.uid, $0.key) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func take(_ block: ExchangeBlock, _ file: String) throws(NotebookError) {
    switch block.subject {
    case .question(let id): try merge(block, .question(id), file)
    case .answer(let lab, let field): try merge(block, .answer(lab, field: field), file)
    case .note(let uid):
      if let key = keys[uid] {
        guard case .note = key else { return problem(block, file, "the uid \(uid) belongs to \(key), not to a note") }
        return try merge(block, key, file)
      }
      let number = try notebook.addNote(
        block.text, on: block.anchor, session: session(block), origin: .imported, uid: uid)
      keys[uid] = .note(number)
      entries[.note(number)] = (block.text, false)
      report.added.append(.note(number))
    }
  }

  private mutating func merge(_ block: ExchangeBlock, _ key: EntryKey, _ file: String) throws(NotebookError) {
    let theirs = Revision.of(block.text)
    guard let own = entries[key] else {
      if block.text.isEmpty { return report.unchanged += 1 }
      if let reason = refusal(block, key, isEdited: theirs != block.base) { return problem(block, file, reason) }
      try write(block, key, file)
      return report.added.append(key)
    }
    let isSame = own.text.utf8.elementsEqual(block.text.utf8)
    if theirs == block.base || isSame { return report.unchanged += 1 }
    if let reason = refusal(block, key, isEdited: true) { return problem(block, file, reason) }
    if Revision.of(own.text) == block.base {
      if try write(block, key, file) { report.changed.append(key) }
      return
    }
    let isKnown = try notebook.versions(of: key).contains { $0.text.utf8.elementsEqual(block.text.utf8) }
    if isKnown { return report.unchanged += 1 }
    try notebook.keepAside(block.text, of: key, session: session(block), origin: .imported)
    report.bothChanged.append(key)
  }

  /// False when the notebook's prediction was locked meanwhile.
  @discardableResult
  private mutating func write(
    _ block: ExchangeBlock, _ key: EntryKey, _ file: String
  ) throws(NotebookError) -> Bool {
    do {
      try notebook.write(block.text, to: key, session: session(block), origin: .imported)
    } catch .lockedPrediction(let field) {
      problem(block, file, NotebookError.lockedPrediction(field: field).message)
      return false
    }
    entries[key] = (block.text, entries[key]?.isLocked ?? false)
    return true
  }

  private func session(_ block: ExchangeBlock) -> String { "import-" + Revision.of(block.text) }

  /// Why a text may not be taken; nil when it may.
  private func refusal(_ block: ExchangeBlock, _ key: EntryKey, isEdited: Bool) -> String? {
    switch key {
    case .note: return nil
    case .question(let id):
      let isKnown = entries[key] != nil || block.revision != nil || course.page(id)?.kind == .question
      return isKnown ? nil : "the course has no question \(id)"
    case .answer(let lab, let name):
      guard let entry = course.lab(lab)?.entry(named: name) else {
        // An answer to a field that is gone was somebody's words all the same.
        let isKnown = entries[key] != nil || block.revision != nil
        return isKnown ? nil : "the course has no field \(name) in a lab \(lab)"
      }
      let isOpen = course.lab(lab).map { contents.worksheet($0).isLocked(entry) } ?? false
      if isOpen || entries[key]?.isLocked == true { return NotebookError.lockedPrediction(field: name).message }
      let isBlank = block.text.allSatisfy(\.isWhitespace)
      guard isEdited, !isBlank, let problem = Worksheet.problem(block.text, in: entry.field) else { return nil }
      return "\(name) \(problem)"
    }
  }

  private mutating func problem(_ block: ExchangeBlock, _ file: String, _ message: String) {
    report.problems.append(ContentProblem(file: file, line: block.line, message: message))
  }
}
