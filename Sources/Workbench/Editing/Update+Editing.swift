import Curriculum
import Foundation
import Notebook
import Terminal
import TextSafety

extension State {
  /// Begins to fill in a field, in the way of its kind.
  mutating func beginField(_ target: FieldTarget) -> [Effect] {
    guard let course else { return [] }
    if case .entry(let key) = target, isLocked(key) {
      say(SafeText("locked since the evidence was opened; \(keymap.name(of: .note)) writes a note beside it"))
      return []
    }
    switch fieldKind(target, course) {
    case .score: return changeScore(1)
    case .choice(let options, let own): openChoice(target, options, own: own)
    case .line: begin(target, isDocked: false, isSingleLine: true)
    case .text: begin(target, isDocked: false, isSingleLine: false)
    }
    return []
  }

  /// True for an attempt whose evidence is open, also where nothing was written.
  func isLocked(_ key: EntryKey) -> Bool {
    if contents.entries[key]?.isLocked == true { return true }
    guard case .answer(let id, let name) = key, let lab = course?.lab(id), let entry = lab.entry(named: name)
    else { return false }
    return contents.worksheet(lab).isLocked(entry)
  }

  private mutating func begin(_ target: FieldTarget, isDocked: Bool, isSingleLine: Bool) {
    var text = ""
    if case .entry(let key) = target { text = contents.text(key) }
    let width = isDocked ? 60 : Layout(self).sheetText(self).width
    current.isSheetFocused = true
    current.link = nil
    // What the editor makes of a tab, or of a line break in a single line, is no change of the reader's.
    let editor = TextEditor(text, width: width, isSingleLine: isSingleLine)
    editing = Editing(
      target: target, editor: editor, session: "\(run)-\(newID())", begun: text, handed: editor.text,
      dirtySince: nil, isDocked: isDocked, isFirst: text.allSatisfy(\.isWhitespace))
    wrapEditor()
    rebuildSheet()
    showSelection()
  }

  /// A new note on what is open, in a box under it.
  mutating func beginNote() -> [Effect] {
    guard course != nil, editing == nil else { return [] }
    if let number = pinnedRun {
      begin(.entry(.measurement(number)), isDocked: true, isSingleLine: false)
      return []
    }
    var effects: [Effect] = []
    if let subject = chosenSubject, subject != current.subject { effects = open(subject) }
    begin(.draft(newID(), on: noteAnchor), isDocked: true, isSingleLine: false)
    return effects
  }

  /// The editor is wrapped to the width at which it shows.
  mutating func wrapEditor() {
    guard let editing else { return }
    let layout = Layout(self)
    let width =
      editing.isDocked
      ? layout.dockText.width : DocumentLayout.measure(in: layout.sheetText(self).width) - 2
    self.editing?.editor.wrap(width: max(4, width))
  }

  // MARK: Keys

  mutating func typeKey(_ key: Key) -> [Effect] {
    switch key.base {
    case .character(let character) where !key.control && !key.alt: return edit { $0.insert(String(character)) }
    case .enter: return editing?.editor.isSingleLine == true ? finishEditing() : edit { $0.insertNewline() }
    case .backspace where key.alt: return edit { $0.deleteWordBackward() }
    case .backspace: return edit { $0.deleteBackward() }
    case .delete: return edit { $0.deleteForward() }
    case .character("w") where key.control: return edit { $0.deleteWordBackward() }
    case .character("k") where key.control: return edit { $0.deleteToLineEnd() }
    case .character("u") where key.control: return edit { $0.deleteToLineStart() }
    default: break
    }
    if let motion = State.motion(key, page: max(1, sheetHeight - 2)) { return edit { $0.move(motion) } }
    return []
  }

  private static func motion(_ key: Key, page: Int) -> TextEditor.Motion? {
    let isWord = key.control || key.alt
    switch key.base {
    case .left: return isWord ? .wordLeft : .left
    case .right: return isWord ? .wordRight : .right
    case .character("b") where key.alt: return .wordLeft
    case .character("f") where key.alt: return .wordRight
    case .up: return .up
    case .down: return .down
    case .home: return key.control ? .textStart : .lineStart
    case .end: return key.control ? .textEnd : .lineEnd
    case .character("a") where key.control: return .lineStart
    case .character("e") where key.control: return .lineEnd
    case .pageUp: return .pageUp(rows: page)
    case .pageDown: return .pageDown(rows: page)
    default: return nil
    }
  }

  mutating func paste(_ text: String) -> [Effect] {
    if overlay != nil { return pasteInOverlay(text) }
    if find != nil {
      find?.editor.insert(text)
      return []
    }
    if context == .scenario { return pressInForm(.paste(text)) }
    if context == .setup { return pressInSetup(.paste(text)) }
    return editing == nil ? [] : edit { $0.insert(text) }
  }

  /// Changes the text that is being written.
  mutating func edit(_ change: (inout TextEditor) -> Void) -> [Effect] {
    guard var editing else { return [] }
    // Taken out while it is changed, so that its text is not copied.
    self.editing = nil
    let before = editing.editor.revision
    change(&editing.editor)
    if editing.editor.revision != before, editing.dirtySince == nil { editing.dirtySince = now }
    self.editing = editing
    if !editing.isDocked { isSheetStale = true }
    guard let since = editing.dirtySince, now.timeIntervalSince(since) >= Editing.delay else { return [] }
    return handOver()
  }

  // MARK: Saving

  /// Hands the text as it stands to the notebook.
  mutating func handOver() -> [Effect] {
    guard let editing, editing.dirtySince != nil else { return [] }
    let text = editing.editor.text
    self.editing?.handed = text
    self.editing?.begun = nil
    self.editing?.dirtySince = nil
    return save(editing.target, text, session: editing.session, origin: .typed)
  }

  /// Hands a text to the notebook and shows it as written.
  mutating func save(
    _ target: FieldTarget, _ text: String, session: String, origin: Version.Origin
  ) -> [Effect] {
    let write = PendingWrite(id: newID(), target: target, text: text, session: session, origin: origin)
    pending.append(write)
    awaited.insert(write.id)
    if case .entry(let key) = target {
      if contents.entries[key] == nil {
        contents.entries[key] = Entry(key, text, at: now)
      } else {
        contents.entries[key]?.text = text
      }
    }
    return [.save(write)]
  }

  /// Ends the writing.
  mutating func finishEditing() -> [Effect] {
    var effects = handOver()
    if let editing, case .entry(.note(let number)) = editing.target, editing.editor.text.allSatisfy(\.isWhitespace) {
      contents.entries[.note(number)]?.isRemoved = true
      effects.append(.setRemoved(.note(number), true))
      say("an empty note is taken away")
    }
    sayKept()
    editing = nil
    rebuildSheet()
    showSelection()
    return effects
  }

  /// Tells where a text went when that is not to be seen.
  private mutating func sayKept() {
    guard failure == nil, let editing, !editing.editor.text.allSatisfy(\.isWhitespace) else { return }
    switch editing.target {
    case .entry(.question) where editing.isFirst: say("kept; what a strong answer says, and the rubric, are open below")
    case .draft, .entry(.note):
      if editing.isDocked {
        say(current.subject == nil || pane == .live ? "the note is kept" : "the note is kept, at the end of this page")
      }
    case .entry(.measurement) where editing.isDocked: say("the note is kept with the pinned result")
    default: break
    }
  }

  /// Ends the writing and begins with the next or previous field.
  mutating func moveToField(_ direction: Int) -> [Effect] {
    guard let editing else {
      selectStop((current.stop ?? 0) + direction)
      return []
    }
    let wasDocked = editing.isDocked
    let effects = finishEditing()
    guard !wasDocked, let stop = current.stop else { return effects }
    let next = stop + direction
    guard current.sheet.stops.indices.contains(next) else { return effects }
    current.stop = next
    showSelection()
    guard let course, case .field(let target) = current.sheet.stops[next].target else { return effects }
    switch fieldKind(target, course) {
    case .text, .line: return effects + beginField(target)
    case .score, .choice: return effects
    }
  }

  // MARK: Scores

  /// The next higher or lower score of the selected field.
  mutating func changeScore(_ step: Int) -> [Effect] {
    guard let (present, range) = selectedScore else { return [] }
    // A text from elsewhere may be any number: it is drawn into the range before it is changed.
    func bounded(_ value: Int) -> Int { min(max(value, range.lowerBound), range.upperBound) }
    let next = present.map { bounded(bounded($0) + step) }
    return setScore(next ?? (step > 0 ? range.lowerBound : range.upperBound))
  }

  var selectedScore: (present: Int?, range: ClosedRange<Int>)? {
    guard let course, let stop = selectedStop else { return nil }
    switch stop.target {
    case .rubric(let page, let line): return (contents.grades[page]?.last?.points[line], 0...2)
    case .field(.entry(let key)):
      guard case .score(let from, let to, _) = fieldKind(.entry(key), course) else { return nil }
      return (Int(contents.text(key)), from...max(from, to))
    default: return nil
    }
  }

  /// Sets the score of the selected field.
  mutating func setScore(_ value: Int) -> [Effect] {
    guard let (_, range) = selectedScore, let stop = selectedStop else { return [] }
    guard range.contains(value) else {
      say(SafeText("from \(range.lowerBound) to \(range.upperBound)"))
      return []
    }
    var effects: [Effect] = []
    switch stop.target {
    case .rubric(let page, let line): effects = grade(page, line, value)
    case .field(.entry(let key)):
      if isLocked(key) {
        say("locked since the evidence was opened")
        return []
      }
      effects = save(.entry(key), String(value), session: "\(run)-\(newID())", origin: .typed)
    default: return []
    }
    rebuildSheet()
    return effects
  }

  private mutating func grade(_ page: PageID, _ line: String, _ value: Int) -> [Effect] {
    var grades = contents.grades[page] ?? []
    let isBegun = gradings[page] != nil
    var grading = gradings[page] ?? Grading(session: "\(run)-\(newID())", points: grades.last?.points ?? [:])
    grading.points[line] = value
    gradings[page] = grading
    if isBegun { _ = grades.popLast() }
    grades.append(Grade(points: grading.points, gradedAt: now))
    contents.grades[page] = grades
    return [.grade(page, points: grading.points, session: grading.session)]
  }

  // MARK: Notes and versions

  /// The entry that the selection, or else the list's row or the sheet stands for.
  var selectedEntry: EntryKey? {
    if current.isSheetFocused, case .field(.entry(let key))? = selectedStop?.target { return key }
    switch chosenSubject {
    case .entry(let key): return key
    case .page(let id) where course?.page(id)?.kind == .question: return .question(id)
    default: return nil
    }
  }

  /// True where a text was another one before.
  func hasVersions(_ key: EntryKey) -> Bool { (contents.entries[key]?.versionCount ?? 0) > 1 }

  mutating func askVersions() -> [Effect] {
    guard let key = selectedEntry, contents.entries[key] != nil else {
      say("select a text of your own first")
      return []
    }
    guard hasVersions(key) else {
      say("there are no earlier versions of this text")
      return []
    }
    return [.readVersions(key)]
  }

  // MARK: $EDITOR

  /// Hands the text that is written or selected to the reader's editor.
  mutating func handToEditor() -> [Effect] {
    var effects: [Effect] = []
    if editing == nil {
      guard let key = selectedEntry, let course else {
        say("select a text of your own first")
        return []
      }
      guard fieldKind(.entry(key), course) == .text else { return [] }
      if let subject = chosenSubject, subject != current.subject { effects = open(subject) }
      effects += beginField(.entry(key))
      guard editing != nil else { return effects }
    }
    return effects + handOver() + [.edit(editing?.editor.text ?? "")]
  }

  mutating func takeEdited(_ text: String?) -> [Effect] {
    guard let text else {
      say("the editor could not be run; set $VISUAL or $EDITOR", isBad: true)
      return []
    }
    guard editing != nil else { return [] }
    let trimmed = text.hasSuffix("\n") ? String(text.dropLast()) : text
    var effects: [Effect] = []
    let isChanged = trimmed != editing?.editor.text
    if isChanged { effects = edit { $0.replaceAll(trimmed) } }
    effects += finishEditing()
    say(isChanged ? "the text is taken from the editor" : "the editor left the text as it was")
    return effects
  }
}
