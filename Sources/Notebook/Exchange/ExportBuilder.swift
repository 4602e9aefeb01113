import Curriculum
import TextSafety

/// Makes the pages of an export from a course and what the reader wrote on it.
struct ExportBuilder {
  let course: Course
  let contents: NotebookContents
  /// The level of a page's title as a heading: 1 in a file of its own.
  let level: Int

  init(_ course: Course, _ contents: NotebookContents, level: Int) {
    self.course = course
    self.level = level
    var cleaned = contents
    for key in contents.entries.keys {
      // Texts were cleaned when they were written; an older or a foreign hand may have written the file.
      cleaned.entries[key]?.text = SafeText.cleanedBlock(contents.entries[key]?.text ?? "")
    }
    for (number, measurement) in contents.measurements {
      var measurement = measurement.cleaned
      if let svg = measurement.svg, ChartImage.problem(svg) != nil { measurement.svg = nil }
      cleaned.measurements[number] = measurement
    }
    self.contents = cleaned
  }

  /// True when each page is a file of its own.
  var isFolder: Bool { level == 1 }

  /// All pages but the index: labs, questions and notes, each in the order of the course; what the course does not
  /// have comes last; then scenarios and pinned results.
  func pages() -> [ExportPage] {
    var paths = ExportPaths()
    var pages: [ExportPage] = []
    for id in labs { pages.append(labPage(id, paths.path(in: "labs", id.rawValue))) }
    for id in questions { pages.append(questionPage(id, paths.path(in: "questions", id.rawValue))) }
    for group in noteGroups { pages.append(notesPage(group, paths.path(in: "notes", group.name))) }
    return pages + [scenariosPage(), measurementsPage()].compactMap { $0 }
  }

  func heading(_ depth: Int, _ text: String) -> String {
    String(repeating: "#", count: min(6, level + depth)) + " " + SafeText(text).string
  }

  /// A list of the terms that were used, below a heading.
  func terms(_ terms: [Term], depth: Int) -> [String] {
    if terms.isEmpty { return [] }
    let lines = terms.map { "- **\(SafeText($0.term).string)** — \(SafeText($0.definition).string)" }
    return ["", heading(depth, "Terms"), ""] + lines
  }

  /// `1 h 05 min`; nothing for less than a minute.
  static func duration(_ seconds: Int) -> String? {
    seconds < 60 ? nil : TimeSpan.text(seconds: seconds)
  }

  private var labs: [LabID] {
    var others: Set<LabID> = []
    for case .answer(let lab, _) in contents.entries.keys where course.lab(lab) == nil { others.insert(lab) }
    return course.labs.map(\.id) + others.sorted()
  }

  private var questions: [PageID] {
    let known = course.questions.map(\.id)
    var others = Set(contents.grades.keys)
    for case .question(let page) in contents.entries.keys { others.insert(page) }
    return known + others.subtracting(known).sorted()
  }
}
