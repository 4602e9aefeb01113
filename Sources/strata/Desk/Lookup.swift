import Curriculum
import Notebook
import TextSafety

extension Course {
  /// The lab with an id, also written `lab:lab-0`.
  func lab(named name: String) throws(Failure) -> Lab {
    let id = Course.bare(name, "lab")
    if let lab = lab(LabID(id)) { return lab }
    throw Failure(
      "there is no lab \(NearNames.quoted(name))" + NearNames.hint(id, among: labs.map(\.id.rawValue))
        + ". strata lab list shows them")
  }

  /// The question with an id, also written `page:q1` or `question:q1`.
  func question(named name: String) throws(Failure) -> Page {
    let id = Course.bare(Course.bare(name, "page"), "question")
    if let page = page(PageID(id)), page.kind == .question { return page }
    throw Failure(
      "there is no question \(NearNames.quoted(name))" + NearNames.hint(id, among: questions.map(\.id.rawValue))
        + ". strata question list shows them")
  }

  /// What a reader means by a name; also the name of an entry, for what it hangs on.
  func thing(named name: String) throws(Failure) -> Reference {
    if let found = find(name) ?? EntryKey(name)?.subject, has(found) { return found }
    let id = name.split(separator: ":", maxSplits: 1).last.map(String.init) ?? name
    if let found = find(id.lowercased()) { return found }
    let ids =
      pages.map(\.id.rawValue) + labs.map(\.id.rawValue) + products.map(\.id.rawValue) + terms.map(\.id.rawValue)
      + scenarios.map(\.id.rawValue)
    throw Failure(
      "there is nothing called \(NearNames.quoted(name)) in the course" + NearNames.hint(id, among: ids)
        + ". strata stack and strata search show what there is")
  }

  private static func bare(_ name: String, _ kind: String) -> String {
    name.hasPrefix(kind + ":") ? String(name.dropFirst(kind.count + 1)) : name
  }
}

extension Lab {
  /// The field with a full name.
  func field(named name: String) throws(Failure) -> Entry {
    if let entry = entry(named: name) { return entry }
    let names = entries.map(\.name)
    var near = NearNames.hint(name, among: names)
    if near.isEmpty { near = ", but " + names.prefix(3).joined(separator: ", ") + " and others" }
    throw Failure(
      "\(id) has no field \(NearNames.quoted(name))\(near). strata lab show \(id) shows all \(names.count)")
  }
}

extension NotebookContents {
  /// The reader's own answer to a question; nil when none is saved.
  func ownAnswer(_ question: PageID) -> Entry? {
    guard let entry = entries[.question(question)], !entry.isRemoved else { return nil }
    return entry.text.allSatisfy(\.isWhitespace) ? nil : entry
  }
}
