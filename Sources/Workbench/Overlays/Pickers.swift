import Curriculum
import Experiments
import Notebook
import Terminal
import TextSafety

extension State {
  /// Every command and every page, by name.
  mutating func openPalette() {
    var items = keymap.bindings.filter { $0.contexts != [.editor] && $0.contexts != [.score] }.map(\.command)
    var seen: Set<Command> = [
      .up, .down, .pageUp, .pageDown, .top, .bottom, .open, .close, .palette, .nextField, .previousField,
    ]
    items = items.filter { seen.insert($0).inserted }
    var rows = items.map { command in
      Picker.Item(
        title: SafeText(command.title), detail: [Span(SafeText(command.help), Style(.muted))],
        mark: SafeText(keymap.keys(of: command)), action: .command(command))
    }
    if let course {
      rows += course.pages.map { page in
        Picker.Item(
          title: SafeText(page.title), detail: [Span(SafeText(page.summary), Style(.muted))],
          mark: SafeText(page.kind.rawValue), role: State.role(page.layer), action: .go(.page(page.id)))
      }
      for lab in course.labs {
        rows.append(
          Picker.Item(
            title: SafeText(lab.title), name: lab.id.description, mark: SafeText("lab \(lab.order)"),
            action: .go(.lab(lab.id))))
        for (index, step) in lab.steps.enumerated() {
          rows.append(
            Picker.Item(title: SafeText("\(lab.title): \(step.title)"), mark: "lab", action: .go(.step(lab.id, index))))
        }
      }
      rows += namedScenarios.map { scenario in
        Picker.Item(
          title: "Scenario: " + scenario.title, detail: [Span(scenario.summary, Style(.muted))], mark: scenario.mark,
          action: .go(scenario.subject))
      }
      rows += live.desk.experiments.map(\.description).map { experiment in
        Picker.Item(
          title: SafeText("Experiment: \(experiment.title)"), name: experiment.id.description,
          detail: [Span(SafeText(experiment.summary), Style(.muted))], mark: "live", role: State.role(experiment.layer),
          action: .go(.experiment(experiment.id)))
      }
      rows += course.products.map { product in
        Picker.Item(
          title: SafeText(product.name), detail: [Span(SafeText(product.categoryName), Style(.muted))], mark: "product",
          action: .go(.product(product.id)))
      }
    }
    overlay = .picker(Picker(.palette, rows))
  }

  mutating func openSearch() {
    overlay = .picker(Picker(.search))
  }

  /// Shows what a search found, if its words are still those in the box.
  mutating func showHits(_ query: String, _ hits: [SearchHit]) {
    guard case .picker(var picker)? = overlay, picker.kind == .search, picker.query.text == query else { return }
    picker.shown = hits.compactMap { hit in
      let excerpt = State.aroundHit(hit.excerpt).map { part in
        Span(SafeText(part.text), part.isMatch ? Style(.text, on: .match, .bold) : Style(.muted))
      }
      let title = SafeText(hit.title)
      switch hit.place {
      case .own(let key):
        return Picker.Item(title: title, detail: excerpt, mark: "yours", role: .focus, action: .go(.entry(key)))
      case .course(.page(let id)):
        let page = course?.page(id)
        return Picker.Item(
          title: title, detail: excerpt, mark: SafeText(page?.kind.rawValue ?? ""),
          role: State.role(page?.layer ?? .all), action: .go(.page(id)))
      case .course(.term(let id)): return Picker.Item(title: title, detail: excerpt, mark: "term", action: .term(id))
      case .course(.lab(let id)): return Picker.Item(title: title, detail: excerpt, mark: "lab", action: .go(.lab(id)))
      case .course(.product(let id)):
        return Picker.Item(title: title, detail: excerpt, mark: "product", action: .go(.product(id)))
      case .course(.scenario(let id)):
        return Picker.Item(title: title, detail: excerpt, mark: "scenario", action: .go(.scenario(id)))
      case .course(.demo), .course(.field): return nil
      }
    }
    picker.list = ListCursor()
    overlay = .picker(picker)
  }

  /// The excerpt without what stands far before the first word that matched, so that the word is in the row.
  private static func aroundHit(_ parts: [SearchHit.Part]) -> [SearchHit.Part] {
    guard var first = parts.first, !first.isMatch, first.text.count > 30 else { return parts }
    let tail = first.text.suffix(28)
    first.text = "…" + (tail.firstIndex(of: " ").map { tail[tail.index(after: $0)...] } ?? tail)
    return [first] + parts.dropFirst()
  }

  /// The glossary as a sheet at the side, at a term when one is named.
  mutating func openGlossary(at id: TermID?) {
    guard let course else { return }
    let items = course.terms.map { term in
      Picker.Item(title: SafeText(term.term), role: State.role(term.layer), action: .term(term.id))
    }
    var picker = Picker(.glossary, items)
    if let id, let index = course.terms.firstIndex(where: { $0.id == id }) {
      picker.list.move(by: index, count: items.count)
    }
    overlay = .picker(picker)
    picker.list.settle(count: items.count, height: pickerHeight)
    overlay = .picker(picker)
  }

  /// The term of the selected link.
  var selectedTerm: TermID? {
    guard let link = current.link, current.sheet.links.indices.contains(link),
      case .inside(.term(let id))? = LinkTarget(current.sheet.links[link])
    else { return nil }
    return id
  }

  mutating func openChoice(_ target: FieldTarget, _ options: [FieldKind.Option], own: Bool) {
    var present = ""
    if case .entry(let key) = target { present = contents.text(key) }
    var items = options.map { option in
      Picker.Item(
        title: SafeText(option.title), detail: [Span(SafeText(option.detail), Style(.muted))],
        mark: option.value == present ? "now" : .empty, action: .choose(option.value))
    }
    if !present.isEmpty, !options.contains(where: { $0.value == present }) {
      items.insert(Picker.Item(title: SafeText(present), mark: "now", action: .choose(present)), at: 0)
    }
    var picker = Picker(.choice(target, own: own), items)
    if let index = items.firstIndex(where: { $0.action == .choose(present) }) {
      picker.list.move(by: index, count: items.count)
    }
    overlay = .picker(picker)
    picker.list.settle(count: items.count, height: pickerHeight)
    overlay = .picker(picker)
  }

  mutating func showVersions(_ key: EntryKey, _ versions: [Version]) {
    // The reader may have gone on: a list that comes late must not take the keys.
    guard overlay == nil, editing == nil else { return }
    // What an import or a late text left aside may be newer than the present one.
    let present = versions.firstIndex { $0.text == contents.entries[key]?.text }
    let items = versions.enumerated().map { index, version in
      Picker.Item(
        title: SafeText(DateText.second(version.writtenAt)),
        detail: [Span(State.firstLine(version.text), Style(.muted))],
        mark: index == present ? "now" : SafeText(version.origin.rawValue), action: .restore(version))
    }
    overlay = .picker(Picker(.versions(key), items))
  }

  mutating func openExport() {
    var picker = Picker(.exportFolder)
    picker.query.insert("~/strata-notes")
    overlay = .picker(picker)
  }
}
