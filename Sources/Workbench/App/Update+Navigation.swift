import Curriculum
import Decision
import Experiments
import Notebook
import Terminal
import TextSafety

extension State {
  /// The course is there: the first page opens where nothing else is open.
  mutating func arrive() -> [Effect] {
    guard let course else { return [] }
    for pane in Pane.allCases {
      guard let subject = panes[pane.rawValue].subject else { continue }
      if !exists(subject, course) || self.pane(for: subject, course) != pane { panes[pane.rawValue].subject = nil }
    }
    for pane in Pane.allCases where panes[pane.rawValue].subject == nil {
      panes[pane.rawValue].top = 0
      if pane == .notebook { continue }
      let first = rows(of: pane).first { row in if case .subject? = row.target { true } else { false } }
      if case .subject(let subject)? = first?.target { panes[pane.rawValue].subject = subject }
    }
    for pane in Pane.allCases { panes[pane.rawValue].selectOpened(in: rows(of: pane)) }
    settleList()
    rebuildSheet()
    if case .page(let id)? = current.subject, placeOnPage != contents.readings[id]?.place ?? 0 {
      // The row was another one in a window of that size; the line of the text is the same.
      current.top = 0
      returnToPlace()
    }
    return []
  }

  func exists(_ subject: Subject, _ course: Course) -> Bool {
    switch subject {
    case .page(let id): course.page(id) != nil
    case .product(let id): course.product(id) != nil
    case .lab(let id): course.lab(id) != nil
    case .step(let id, let index): course.lab(id).map { $0.steps.indices.contains(index) } ?? false
    case .entry(let key): contents.entries[key] != nil
    case .scenario(let id):
      course.has(.scenario(id)) || costs.desk?.presets.contains { $0.id == id.rawValue } ?? false
        || costs.holds(subject)
    case .experiment(let id): live.desk.experiment(id) != nil
    case .ownScenario(let name): contents.entries[.scenario(name)] != nil || costs.holds(subject)
    }
  }

  /// Opens a subject in the pane it belongs to.
  mutating func open(_ subject: Subject, focus: Bool = true) -> [Effect] {
    guard let course, exists(subject, course) else { return [] }
    let effects = leaveSubject()
    if visit?.subject != subject { leaveVisit() }
    show(subject, in: pane(for: subject, course), top: nil)
    current.isSheetFocused = focus && !subject.isScenario
    return effects
  }

  var visit: Visit? {
    current.subject.map { Visit(pane: pane, subject: $0, top: current.top, link: current.link) }
  }

  /// Back leads to what is open now.
  mutating func leaveVisit() {
    guard let visit else { return }
    past.append(visit)
    if past.count > 100 { past.removeFirst() }
    future = []
  }

  private func pane(for subject: Subject, _ course: Course) -> Pane {
    switch subject {
    case .page(let id): course.page(id)?.kind == .question ? .questions : .stack
    case .product: .stack
    case .lab, .step: .labs
    case .entry: .notebook
    case .scenario, .ownScenario: .costs
    case .experiment: .live
    }
  }

  private mutating func show(_ subject: Subject, in pane: Pane, top: Int?) {
    self.pane = pane
    find = nil
    let isOther = current.subject != subject
    if isOther || top != nil {
      current.subject = subject
      current.sheet = Sheet()
      current.top = 0
      current.stop = nil
      current.link = nil
      if isOther, subject.isScenario { loadScenario(subject) }
      if isOther, case .experiment(let id) = subject { live.isOnRun = live.benches[id]?.run != nil }
    }
    current.selectOpened(in: rows(of: pane))
    rebuildSheet()
    if let top {
      current.top = top
      clampTop()
    } else {
      returnToPlace()
    }
  }

  /// Scrolls a page just opened to where it was left.
  private mutating func returnToPlace() {
    guard current.top == 0, case .page(let id)? = current.subject, let place = contents.readings[id]?.place, place > 0
    else { return }
    current.top = current.sheet.rows.firstIndex { $0.source >= place } ?? 0
    clampTop()
  }

  private mutating func returnTo(_ target: Visit) {
    show(target.subject, in: target.pane, top: target.top)
    current.isSheetFocused = !target.subject.isScenario
    current.link = target.link.flatMap { current.sheet.links.indices.contains($0) ? $0 : nil }
  }

  mutating func goBack() -> [Effect] {
    guard let target = past.popLast() else {
      say("nothing to go back to")
      return []
    }
    let effects = leaveSubject()
    if let visit { future.append(visit) }
    returnTo(target)
    return effects
  }

  mutating func goForward() -> [Effect] {
    guard let target = future.popLast() else {
      say("nothing to go forward to")
      return []
    }
    let effects = leaveSubject()
    if let visit { past.append(visit) }
    returnTo(target)
    return effects
  }

  mutating func switchPane(_ pane: Pane) -> [Effect] {
    guard pane != self.pane else { return [] }
    let effects = leaveSubject()
    find = nil
    self.pane = pane
    if pane == .notebook, case .entry(let key)? = current.subject, contents.entries[key] == nil {
      current.subject = nil
    }
    rebuildSheet()
    settleList()
    return effects
  }

  /// Follows what a link of the sheet points at.
  mutating func follow(_ destination: String) -> [Effect] {
    guard let target = LinkTarget(destination), let course else { return [] }
    switch target {
    case .web(let address):
      say(SafeText("\(address)  y copies it"))
      return []
    case .inside(.term(let id)):
      openGlossary(at: id)
      return []
    case .inside(.page(let id)): return open(.page(id))
    case .inside(.product(let id)): return open(.product(id))
    case .inside(.lab(let id)): return open(.lab(id))
    case .inside(.scenario(let id)): return openScenario(at: .scenario(id), isAnew: true)
    case .inside(.demo(let id)): return openDemo(id)
    case .inside(.field(let id, let name)):
      if let step = Int(name) { return open(.step(id, step)) }
      guard let entry = course.lab(id)?.entry(named: name) else { return [] }
      return open(.step(id, entry.step))
    }
  }

  /// Keeps the list's selection on a row that opens something, and in the notebook on what is open.
  mutating func settleList() {
    let rows = rows(of: pane)
    if pane == .notebook { current.selectOpened(in: rows) }
    current.list.settle(count: rows.count, height: Layout(self).listRows.height)
    guard rows.indices.contains(current.list.selected), rows[current.list.selected].target == nil else { return }
    moveInList(1)
    if rows[current.list.selected].target == nil { moveInList(-1) }
    showSelected()
  }

  // MARK: Moving

  /// Moves in the list, or on the sheet: to the next stop when it is in the window, else by a row.
  mutating func move(_ direction: Int) {
    guard current.isSheetFocused else {
      moveSelection(direction)
      return
    }
    current.link = nil
    let stops = current.sheet.stops
    let height = sheetHeight
    let next = current.stop.map { $0 + direction } ?? (direction > 0 ? firstStopInWindow : nil)
    if let next, stops.indices.contains(next) {
      let rows = stops[next].rows
      let reach =
        direction > 0
        ? rows.lowerBound < current.top + height + height / 2 : rows.upperBound > current.top - height / 2
      if reach {
        current.stop = next
        showSelection()
        return
      }
    } else if let stop = current.stop, direction < 0, stop == 0, current.top == 0 {
      current.stop = nil
      return
    }
    current.top += direction
    clampTop()
    if let stop = current.stop, !isInWindow(stops[stop].rows) { current.stop = nil }
  }

  mutating func selectStop(_ index: Int) {
    guard current.sheet.stops.indices.contains(index) else { return }
    current.stop = index
    current.link = nil
    showSelection()
  }

  private var firstStopInWindow: Int? {
    current.sheet.stops.firstIndex { isInWindow($0.rows) && $0.rows.lowerBound < current.top + sheetHeight - 1 }
  }

  private func isInWindow(_ rows: Range<Int>) -> Bool {
    rows.overlaps(current.top..<max(current.top + 1, current.top + sheetHeight))
  }

  /// Moves in the list; what is shown of a row follows when the selection rests.
  private mutating func moveSelection(_ rows: Int) {
    let from = current.list.selected
    moveInList(rows)
    guard pane == .notebook || pane == .live else { return }
    moving = Moving(from: moving?.from ?? from, at: now)
  }

  /// Moves the selection by so many rows that open something.
  mutating func moveInList(_ rows: Int) {
    let all = rowsForMoving()
    var index = current.list.selected
    let step = rows < 0 ? -1 : 1
    for _ in 0..<abs(rows) {
      var next = index + step
      while all.indices.contains(next), all[next].target == nil { next += step }
      guard all.indices.contains(next) else { break }
      index = next
    }
    current.list.selected = index
    current.list.settle(count: all.count, height: Layout(self).listRows.height)
    // The headings above the first row come into view with it.
    if rows < 0, !all[..<index].contains(where: { $0.target != nil }) {
      current.list = ListCursor(selected: index, top: 0)
    }
  }

  mutating func page(_ direction: Int) {
    if current.isSheetFocused {
      turnPage(direction)
      current.link = nil
      if let stop = current.stop, !isInWindow(current.sheet.stops[stop].rows) {
        current.stop = nil
      }
    } else {
      moveSelection(direction * max(1, Layout(self).listRows.height - 1))
    }
  }

  /// On by a window, or back by one: to where the last page down began, if nothing has moved since.
  private mutating func turnPage(_ direction: Int) {
    let top = current.top
    if current.turned.last.map(windowAfter) != top { current.turned = [] }
    if direction > 0 {
      current.top = windowAfter(top)
      if current.top > top { current.turned.append(top) }
    } else {
      current.top = current.turned.popLast() ?? top - max(1, sheetHeight - 2)
      clampTop()
    }
  }

  /// The first row of the next window: two rows stay, and all that this one left out.
  ///
  /// What that one would leave out itself is not scrolled to, so that it is full.
  private func windowAfter(_ top: Int) -> Int {
    var next = top + max(1, sheetHeight - max(2, leftOut(from: top)))
    next = max(top + 1, next - leftOut(from: next))
    return Scroll.clamp(next, rows: current.sheet.rows.count, height: sheetHeight)
  }

  /// Rows that a window leaves out at its end: they only tell of what follows, and stand above it in the next one.
  func leftOut(from top: Int) -> Int {
    let heads = current.sheet.heads(before: top + sheetHeight)
    return heads <= sheetHeight / 2 ? heads : 0
  }

  mutating func jump(toEnd: Bool) {
    if current.isSheetFocused {
      current.top = toEnd ? .max / 2 : 0
      clampTop()
      current.stop = nil
      current.link = nil
    } else {
      moveSelection(toEnd ? rows(of: pane).count : -rows(of: pane).count)
    }
  }

  /// Scrolls so that the selected stop, or the cursor in it, is in the window.
  mutating func showSelection() {
    guard let stop = selectedStop else { return }
    let height = sheetHeight
    var rows = stop.rows
    if let editing, !editing.isDocked, let area = current.sheet.editorArea {
      let row = area.rows.lowerBound + editing.editor.cursorCell.y
      rows = min(row, max(stop.rows.lowerBound, row - height + 2))..<(row + 1)
    }
    // Some rows below show what comes next.
    let context = min(3, height / 6)
    if rows.upperBound + context > current.top + height { current.top = rows.upperBound + context - height }
    if rows.lowerBound < current.top { current.top = rows.lowerBound }
    clampTop()
  }

  /// Selects the next or previous link from the selected one, or from the window's edge.
  mutating func moveLink(_ direction: Int) {
    current.isSheetFocused = true
    current.stop = nil
    let sheet = current.sheet
    let placed = sheet.links.indices.compactMap { link in sheet.row(ofLink: link).map { (link, $0) } }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    guard !placed.isEmpty else { return }
    let at = current.link.flatMap { link in placed.firstIndex { $0.0 == link } }
    let index: Int
    if let at {
      index = at + direction
    } else if direction > 0 {
      index = placed.firstIndex { $0.1 >= current.top } ?? placed.count
    } else {
      index = placed.lastIndex { $0.1 < current.top + sheetHeight } ?? -1
    }
    guard placed.indices.contains(index) else { return }
    current.link = placed[index].0
    let row = placed[index].1
    if row >= current.top + sheetHeight { current.top = row - sheetHeight * 2 / 3 }
    if row < current.top { current.top = row - sheetHeight / 3 }
    clampTop()
  }
}
