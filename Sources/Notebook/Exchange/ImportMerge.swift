import Curriculum
import TextSafety

/// Brings the entries of an export and of a notebook together.
struct ImportMerge {
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
    case .scenario(let name, let uid):
      // By its uid it is found also where it has another name now.
      if let uid, case .scenario? = keys[uid] { return try merge(block, keys[uid] ?? .scenario(name), file) }
      try merge(block, .scenario(name), file)
    case .measurement(let uid):
      guard let key = keys[uid], case .measurement = key else {
        return problem(block, file, "this notebook does not have the pinned result; a JSON export brings it")
      }
      try merge(block, key, file)
    }
  }

  /// Takes scenarios from their own files, where those were edited.
  ///
  /// - Parameter record: which bytes the last export wrote.
  mutating func take(_ files: [ImportSource.Scenario], _ record: ExportRecord?) throws(NotebookError) {
    for file in files {
      let text = SafeText.cleanedBlock(file.text)
      let exported = record?.files[file.path] ?? []
      let own = entries[.scenario(file.name)]?.text
      if exported.contains(Revision.of(text)) || own.map(ExportBuilder.file) == text { continue }
      // The line break at the end is the file's where the notebook's text has none.
      let hasBreak = own?.hasSuffix("\n") ?? true
      let isBase = own.map { exported.contains(Revision.of(ExportBuilder.file(of: $0))) } ?? false
      let block = ExchangeBlock(
        subject: .scenario(file.name, uid: nil), revision: isBase ? own.map(Revision.of) : nil,
        text: hasBreak || !text.hasSuffix("\n") ? text : String(text.dropLast()), line: 1)
      try take(block, file.path)
    }
  }

  /// Takes an entry of a JSON export, which does not tell from which text it started.
  mutating func take(
    _ item: JSONImport.Item, _ results: [JSONImport.Result], _ file: String
  ) throws(NotebookError) {
    guard let key = EntryKey(item.key), !item.uid.isEmpty else {
      return problem(file, "\(item.key) is no text of a notebook")
    }
    let subject: ExchangeBlock.Subject =
      switch key {
      case .answer(let lab, let field): .answer(lab, field: field)
      case .question(let id): .question(id)
      case .note: .note(uid: item.uid)
      case .scenario(let name): .scenario(name, uid: item.uid)
      case .measurement: .measurement(uid: item.uid)
      }
    let block = ExchangeBlock(
      subject: subject, anchor: item.anchor.flatMap { Reference($0) }, revision: Revision.blank,
      text: SafeText.cleanedBlock(item.text), line: 1)
    let isKnown = keys[item.uid] != nil || (entries[key] != nil && !key.isNumbered)
    if item.removed == true && isKnown { return report.unchanged += 1 }
    let added = report.added.count
    if case .measurement = key, keys[item.uid] == nil {
      try add(results.first { $0.key == item.key }, block, item.uid, file)
    } else {
      try take(block, file)
    }
    if item.removed == true, report.added.count > added, let made = report.added.last {
      try notebook.set(made, removed: true)
    }
  }

  private mutating func add(
    _ result: JSONImport.Result?, _ block: ExchangeBlock, _ uid: String, _ file: String
  ) throws(NotebookError) {
    guard let measurement = result?.measurement else {
      return problem(block, file, "the pinned result of \(uid) is missing or has no date")
    }
    do {
      let number = try notebook.addMeasurement(
        measurement, note: block.text, session: session(block), origin: .imported, uid: uid)
      keys[uid] = .measurement(number)
      entries[.measurement(number)] = (block.text, false)
      report.added.append(.measurement(number))
    } catch .unfitChart(let reason) {
      problem(block, file, NotebookError.unfitChart(reason: reason).message)
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
      try notebook.write(block.text, to: key, session: session(block), origin: .imported, uid: uid(block))
    } catch .lockedPrediction(let field) {
      problem(block, file, NotebookError.lockedPrediction(field: field).message)
      return false
    }
    entries[key] = (block.text, entries[key]?.isLocked ?? false)
    return true
  }

  /// The name of a new scenario in other notebooks, where that is still free.
  private func uid(_ block: ExchangeBlock) -> String? {
    guard case .scenario(_, let uid?) = block.subject, !uid.isEmpty, keys[uid] == nil else { return nil }
    return uid
  }

  private func session(_ block: ExchangeBlock) -> String { "import-" + Revision.of(block.text) }

  /// Why a text may not be taken; nil when it may.
  private func refusal(_ block: ExchangeBlock, _ key: EntryKey, isEdited: Bool) -> String? {
    switch key {
    case .note, .scenario, .measurement: return nil
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

  private mutating func problem(_ file: String, _ message: String) {
    report.problems.append(ContentProblem(file: file, line: 1, message: message))
  }
}
