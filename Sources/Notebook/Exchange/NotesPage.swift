import Curriculum
import TextSafety

/// Notes that share a page: those on one thing of the course, or those on nothing.
struct NoteGroup {
  /// Nil for loose notes.
  var reference: Reference?
  var notes: [(number: Int, entry: Entry)]

  /// What its file is called.
  var name: String {
    switch reference {
    case nil: "loose"
    case .page(let id): id.rawValue
    case .term(let id): "term-" + id.rawValue
    case .product(let id): "product-" + id.rawValue
    case .scenario(let id): "scenario-" + id.rawValue
    case .demo(let id): "demo-" + id.rawValue
    case .lab(let id), .field(let id, _): id.rawValue
    }
  }
}

extension ExportBuilder {
  /// The notes that stand: by page in reading order, then on labs, terms, products and scenarios, then loose ones.
  var noteGroups: [NoteGroup] {
    var groups: [Reference?: [(number: Int, entry: Entry)]] = [:]
    for note in contents.notes { groups[home(of: note.entry.anchor), default: []].append(note) }
    let pages = Dictionary(
      zip(course.pages.map(\.id), course.pages.indices), uniquingKeysWith: { first, _ in first })
    func rank(_ reference: Reference?) -> (Int, Int, String) {
      switch reference {
      case .page(let id): (pages[id] == nil ? 1 : 0, pages[id] ?? 0, id.rawValue)
      case .lab(let id): (2, 0, id.rawValue)
      case .field(let id, let name): (2, 1, "\(id)/\(name)")
      case .term(let id): (3, 0, id.rawValue)
      case .product(let id): (4, 0, id.rawValue)
      case .scenario(let id): (5, 0, id.rawValue)
      case .demo(let id): (6, 0, id.rawValue)
      case nil: (7, 0, "")
      }
    }
    return groups.sorted { rank($0.key) < rank($1.key) }.map { NoteGroup(reference: $0.key, notes: $0.value) }
  }

  /// Notes on a field stand with those on its lab.
  private func home(of anchor: Reference?) -> Reference? {
    if case .field(let lab, _) = anchor { .lab(lab) } else { anchor }
  }

  func notesPage(_ group: NoteGroup, _ path: String) -> ExportPage {
    let title = group.reference.map { "Notes on " + course.title(of: $0) } ?? "Loose notes"
    var body: [String] = []
    for (number, entry) in group.notes {
      if !body.isEmpty { body.append("") }
      body += [heading(1, "Note \(number)"), "", dates(of: entry), ""]
      body += EntryMark.block(EntryMark.note(number, entry), entry.text, "<!-- /note -->")
    }
    let id = group.reference?.description ?? "loose"
    var page = ExportPage(path: path, title: title, kind: .notes, id: id, body: body)
    page.describe(group.notes.map(\.entry))
    return page
  }

  func dates(of entry: Entry) -> String {
    let (made, changed) = (ISOTime.day(entry.createdAt), ISOTime.day(entry.updatedAt))
    var line = "Written \(made)" + (changed == made ? "" : ", changed \(changed)")
    if case .field(_, let name) = entry.anchor { line += ", on `\(SafeText(name).string)`" }
    return line + "."
  }
}
