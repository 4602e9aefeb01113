import ArgumentParser
import Curriculum
import Notebook
import TextSafety
import Workbench

/// `strata question`: the critical questions.
struct QuestionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "question", abstract: "Answer the critical questions and grade your answers.",
    subcommands: [List.self, Show.self, Note.self, GradeAnswer.self, History.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the questions.")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let desk = Desk(options)
      let questions = try desk.course().questions
      let contents = try desk.contents()
      if json {
        try JSON.list(questions.map { value($0, contents) }).write()
        return
      }
      var out = Printout()
      out.table(
        questions.map { page in
          let grade = contents.grades[page.id]?.last.map { "\($0.total) of \(2 * page.rubric.count)" }
          let state = contents.ownAnswer(page.id) == nil ? "not answered" : grade ?? "answered, not graded"
          return [page.id.rawValue, page.title, state]
        })
      try out.write()
    }

    private func value(_ page: Page, _ contents: NotebookContents) -> JSON {
      let grades = contents.grades[page.id] ?? []
      return [
        "id": .text(page.id.rawValue), "title": .text(page.title), "summary": .text(page.summary),
        "minutes": .int(page.minutes), "answered": .bool(contents.ownAnswer(page.id) != nil),
        "gradings": .int(grades.count), "grade": grades.last.map(QuestionCommand.value) ?? .null,
      ]
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a question and your answer; once it is saved, also what a strong answer says and the rubric.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The question's id, such as q1.") var question: String

    func run() throws {
      let desk = Desk(options)
      let course = try desk.course()
      let page = try course.question(named: question)
      try QuestionPrintout(page: page, contents: try desk.contents(), width: Console.columns).printout().write()
    }
  }

  struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Save your answer to a question. Earlier ones are kept. Prints its id.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The question's id, such as q1.") var question: String
    @Argument(help: "The text; - reads standard input.") var text: String

    func run() throws {
      let desk = Desk(options)
      let page = try desk.course().question(named: question)
      let key = EntryKey.question(page.id)
      let text = try TextArgument.text(of: text)
      if text.allSatisfy(\.isWhitespace) { throw Failure("the answer's text is empty; nothing was saved") }
      try desk.notebook().write(text, to: key, session: Session.new(), origin: .command)
      try Console.output("\(key)\n")
    }
  }

  struct GradeAnswer: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "grade", abstract: "Grade your answer by the rubric: 0, 1 or 2 for each line.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The question's id, such as q1.") var question: String
    @Argument(help: "A value for each line: a=2 b=1 c=0 d=2 e=1") var points: [String]

    func run() throws {
      let desk = Desk(options)
      let page = try desk.course().question(named: question)
      let points = try QuestionCommand.points(points, page)
      guard try desk.contents().ownAnswer(page.id) != nil else {
        throw Failure(
          "\(page.id) has no answer of yours to grade. Write one first: strata question note \(page.id) TEXT")
      }
      try desk.notebook().grade(page.id, points: points)
      let total = points.values.reduce(0, +)
      try Console.output("\(page.id): \(total) of \(2 * page.rubric.count) (\(QuestionCommand.text(points)))\n")
    }
  }

  struct History: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show all gradings of a question and all versions of your answer, the newest first.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The question's id, such as q1.") var question: String

    func run() throws {
      let desk = Desk(options)
      let page = try desk.course().question(named: question)
      let versions = try desk.notebookIfMade()?.versions(of: .question(page.id)) ?? []
      let grades = try desk.contents().grades[page.id] ?? []
      var out = Printout()
      if versions.isEmpty && grades.isEmpty { Console.warn("\(page.id) has no answer yet") }
      for grade in grades.reversed() {
        out.line(
          "graded \(DateText.minute(grade.gradedAt)): \(grade.total) of \(2 * page.rubric.count) "
            + "(\(QuestionCommand.text(grade.points)))")
      }
      for (index, version) in versions.enumerated() {
        out.line(
          "version \(versions.count - index), \(DateText.minute(version.writtenAt)), \(version.origin.rawValue):")
        out.block(version.text, indent: 2)
      }
      try out.write()
    }
  }

  static func text(_ points: [String: Int]) -> String {
    points.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }

  static func value(_ grade: Grade) -> JSON {
    [
      "total": .int(grade.total), "points": .object(grade.points.mapValues { .int($0) }),
      "graded": .date(grade.gradedAt),
    ]
  }

  /// Reads `a=2 b=1 …`: each line of the rubric once, each from 0 to 2.
  private static func points(_ words: [String], _ page: Page) throws(Failure) -> [String: Int] {
    let lines = page.rubric.map(\.id)
    let example = lines.map { "\($0)=1" }.joined(separator: " ")
    var out: [String: Int] = [:]
    for word in words {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, lines.contains(parts[0]) else {
        throw .usage("\(NearNames.quoted(word)) is no line of the rubric with a value; write \(example)")
      }
      guard let value = Int(parts[1]), (0...2).contains(value) else {
        throw .usage("line \(parts[0]) must be 0, 1 or 2, not \(NearNames.quoted(parts[1]))")
      }
      guard out.updateValue(value, forKey: parts[0]) == nil else {
        throw .usage("line \(parts[0]) is given twice; write \(example)")
      }
    }
    let missing = lines.filter { out[$0] == nil }
    if !missing.isEmpty {
      throw .usage("a grading needs all \(lines.count) lines; missing: \(missing.joined(separator: ", "))")
    }
    return out
  }
}
