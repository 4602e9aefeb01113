import Curriculum
import Notebook
import Terminal
import TextSafety

extension State {
  /// Rows that a picker's list shows at once.
  var pickerHeight: Int { PickerLayout(self).capacity }

  mutating func pressInOverlay(_ key: Key) -> [Effect] {
    switch overlay {
    case .help(let top):
      pressInHelp(key, top)
      return []
    case .confirm(let confirm):
      overlay = nil
      if key == .character("y") || key == .character("Y") {
        switch confirm.answer {
        case .effect(let effect): return carryOut(effect)
        case .removeOption(let id): return removeOption(id)
        }
      }
      say("nothing was changed")
      return []
    case .picker(let picker): return pressInPicker(key, picker)
    case nil: return []
    }
  }

  private mutating func carryOut(_ effect: Effect) -> [Effect] {
    if case .openEvidence(let lab, let subject, _) = effect { return openEvidence(lab, subject) }
    if case .setRemoved(let key, let isRemoved) = effect { return set(key, removed: isRemoved) }
    if case .resetLab(let lab) = effect {
      for (key, entry) in contents.entries {
        if case .answer(lab, _) = key, !entry.text.isEmpty || entry.isLocked {
          contents.entries[key]?.text = ""
          contents.entries[key]?.isLocked = false
        }
      }
      contents.opened[lab] = nil
      contents.clocks[lab] = nil
      unsavedSeconds[.lab(lab)] = nil
      rebuildSheet()
      say("the worksheet is clear; v on a field shows what it was")
    }
    return [effect]
  }

  private mutating func pressInHelp(_ key: Key, _ top: Int) {
    let rows = HelpSheet.rows(self).count
    let height = HelpSheet.frame(self).height - 2
    switch key {
    case .down, .character("j"): overlay = .help(top: Scroll.clamp(top + 1, rows: rows, height: height))
    case .up, .character("k"): overlay = .help(top: Scroll.clamp(top - 1, rows: rows, height: height))
    case .pageDown, .character(" "): overlay = .help(top: Scroll.clamp(top + height - 1, rows: rows, height: height))
    case .pageUp: overlay = .help(top: Scroll.clamp(top - height + 1, rows: rows, height: height))
    case .home, .character("g"): overlay = .help(top: 0)
    case .end, .character("G"): overlay = .help(top: Scroll.clamp(.max / 2, rows: rows, height: height))
    case .character(":"), .control("p"): openPalette()
    default: overlay = nil
    }
  }

  private mutating func pressInPicker(_ key: Key, _ picker: Picker) -> [Effect] {
    var picker = picker
    let page = max(1, pickerHeight - 1)
    let count = picker.shown.count
    switch key {
    case .escape, .control("c"):
      overlay = nil
      return []
    case .enter: return accept(picker)
    case .up, .control("p"): picker.list.move(by: -1, count: count)
    case .down, .control("n"), .tab: picker.list.move(by: 1, count: count)
    case .backTab: picker.list.move(by: -1, count: count)
    case .pageUp: picker.list.move(by: -page, count: count)
    case .pageDown: picker.list.move(by: page, count: count)
    case .home: picker.list.move(by: -count, count: count)
    case .end: picker.list.move(by: count, count: count)
    case .character("j") where !picker.takesQuery: picker.list.move(by: 1, count: count)
    case .character("k") where !picker.takesQuery: picker.list.move(by: -1, count: count)
    case .character("q") where !picker.takesQuery:
      overlay = nil
      return []
    default:
      guard picker.takesQuery else { return [] }
      return typeInPicker(picker) { State.type(key, into: &$0) }
    }
    picker.list.settle(count: count, height: pickerHeight)
    overlay = .picker(picker)
    return []
  }

  private static func type(_ key: Key, into editor: inout TextEditor) {
    switch key.base {
    case .character("w") where key.control: editor.deleteWordBackward()
    case .character("u") where key.control: editor.deleteToLineStart()
    case .character(let character) where !key.control && !key.alt: editor.insert(String(character))
    case .backspace: editor.deleteBackward()
    case .delete: editor.deleteForward()
    case .left: editor.move(.left)
    case .right: editor.move(.right)
    default: break
    }
  }

  private mutating func typeInPicker(_ picker: Picker, _ change: (inout TextEditor) -> Void) -> [Effect] {
    var picker = picker
    let before = picker.query.text
    change(&picker.query)
    let text = picker.query.text
    if text != before { picker.narrow() }
    overlay = .picker(picker)
    return picker.kind == .search && text != before ? [.search(text)] : []
  }

  mutating func pasteInOverlay(_ text: String) -> [Effect] {
    guard case .picker(let picker)? = overlay, picker.takesQuery else { return [] }
    return typeInPicker(picker) { $0.insert(text) }
  }

  private mutating func accept(_ picker: Picker) -> [Effect] {
    overlay = nil
    if picker.kind == .exportFolder { return export(to: picker.query.text) }
    if picker.kind == .scenarioName { return beginScenario(named: picker.query.text) }
    if case .choice(let target, own: true) = picker.kind, picker.selected == nil {
      let own = picker.query.text.trimmed
      return own.isEmpty ? [] : choose(target, own)
    }
    guard let item = picker.selected else {
      overlay = .picker(picker)
      return []
    }
    switch item.action {
    case .command(let command): return perform(command)
    case .go(let subject):
      if case .entry(let key) = subject { return open(key) }
      if subject.isScenario { return openScenario(at: subject) }
      let effects = open(subject)
      if picker.kind == .search { scrollToFirst(picker.query.text) }
      return effects
    case .term(let id) where picker.kind == .search:
      openGlossary(at: id)
      return []
    case .term(let id):
      guard let page = course?.term(id)?.page else {
        say("no page of the course explains this one further")
        return []
      }
      return open(.page(page))
    case .restore(let version):
      guard case .versions(let key) = picker.kind else { return [] }
      return restore(version, of: key)
    case .choose(let value):
      guard case .choice(let target, _) = picker.kind else { return [] }
      return choose(target, value)
    case .compareScenario(let scenario):
      compareScenario(scenario)
      return []
    case .addOption(let option): return addOption(option)
    case .chooseModel(let model):
      chooseModel(model, picker)
      return []
    case .changeOption(let change, let id): return self.change(change, id)
    }
  }

  /// Scrolls to the first row that holds a word of a search, or the stem of one.
  private mutating func scrollToFirst(_ query: String) {
    let words = query.lowercased().split(whereSeparator: \.isWhitespace).map { $0.prefix(max(3, $0.count - 3)) }
    let rows = current.sheet.rows.map { $0.line.text.lowercased() }
    guard
      let row = rows.firstIndex(where: { row in words.allSatisfy { row.contains($0) } })
        ?? rows.firstIndex(where: { row in words.contains { row.contains($0) } })
    else { return }
    if row < current.top || row >= current.top + sheetHeight {
      current.top = row - sheetHeight / 3
      clampTop()
    }
  }

  /// Opens an entry where it belongs: an answer on its worksheet, an answer to a question beside it, all else in the
  /// notebook.
  private mutating func open(_ key: EntryKey) -> [Effect] {
    switch key {
    case .answer(let lab, let field):
      guard let entry = course?.lab(lab)?.entry(named: field) else { return open(.entry(key)) }
      let effects = open(.step(lab, entry.step))
      select(.entry(key))
      return effects
    case .question(let page):
      let effects = open(.page(page))
      select(.entry(key))
      return effects
    case .note, .scenario, .measurement: return open(.entry(key))
    }
  }

  private mutating func select(_ target: FieldTarget) {
    current.stop = current.sheet.stops.firstIndex { $0.target == .field(target) }
    showSelection()
  }

  private mutating func choose(_ target: FieldTarget, _ value: String) -> [Effect] {
    if case .entry(let key) = target, isLocked(key) {
      say("locked since the evidence was opened")
      return []
    }
    if case .entry(let key) = target, !contents.text(key).isEmpty, contents.text(key) != value {
      say(SafeText("\(contents.text(key)) is replaced; \(keymap.name(of: .versions)) brings it back"))
    }
    let effects = save(target, value, session: "\(run)-\(newID())", origin: .typed)
    rebuildSheet()
    return effects
  }

  private mutating func restore(_ version: Version, of key: EntryKey) -> [Effect] {
    guard !isLocked(key) else {
      say("locked since the evidence was opened")
      return []
    }
    let effects = save(.entry(key), version.text, session: "\(run)-\(newID())", origin: .restored)
    contents.entries[key]?.isRemoved = false
    rebuildSheet()
    say(SafeText("the text of \(DateText.minute(version.writtenAt)) is back"))
    return effects
  }

  private mutating func export(to text: String) -> [Effect] {
    let folder = text.trimmed
    guard !folder.isEmpty else { return [] }
    say("exporting …")
    return [.export(folder: folder)]
  }
}

extension String {
  /// Without blanks at its ends.
  var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
