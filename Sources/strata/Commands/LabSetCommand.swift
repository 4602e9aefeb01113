import ArgumentParser
import Curriculum
import Notebook
import TextSafety

/// `strata lab set`: fills in a field.
struct LabSetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Fill in a field of a worksheet. Prints the answer's id.",
    discussion: "An empty text clears the field. Earlier answers are kept as versions.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The lab's id, such as lab-0.") var lab: String
  @Argument(help: "The field's full name, such as first.model.sentence.") var field: String
  @Argument(help: "The answer; - reads standard input.") var text: String

  func run() throws {
    let desk = Desk(options)
    let course = try desk.course()
    let lab = try course.lab(named: lab)
    let entry = try lab.field(named: field)
    let answer = try answer(to: entry, in: course)
    let key = EntryKey.answer(lab.id, field: entry.name)
    let notebook = try desk.notebook()
    let sheet = try notebook.contents().worksheet(lab)
    if sheet.isLocked(entry), answer != sheet.answers[entry.name, default: ""] {
      throw NotebookError.lockedPrediction(field: key.description)
    }
    try notebook.write(answer, to: key, session: Session.new(), origin: .command)
    try Console.output("\(key)\n")
    guard answer.contains(where: { !$0.isWhitespace }) else { return }
    for check in entry.field.checks.map({ $0.result(for: answer) }) where !check.passed {
      Console.warn("\(entry.name) is saved, but the check says: \(check.message)")
    }
  }

  /// The answer as it is kept; throws when the field does not take it.
  private func answer(to entry: Lab.Entry, in course: Course) throws(Failure) -> String {
    let text = try TextArgument.text(of: text)
    let isBlank = text.allSatisfy(\.isWhitespace)
    if isBlank && self.text == "-" {
      throw Failure("standard input is empty; \(entry.name) was not changed. An empty text as argument clears it")
    }
    if isBlank { return "" }
    if case .text = entry.field.kind { return text }
    let answer = LabSetCommand.trimmed(text)
    if answer.contains(where: \.isNewline) { throw Failure("\(entry.name) takes one line; nothing was saved") }
    if case .choice(_, true, let takesOwn) = entry.field.kind {
      if let product = LabSetCommand.product(answer, in: course) { return product.id.rawValue }
      let near = NearNames.hint(answer, among: course.products.map(\.id.rawValue))
      if takesOwn {
        Console.warn("\(NearNames.quoted(answer)) is not among the products\(near): there will be no evidence for it")
        return answer
      }
      throw Failure("\(entry.name) takes one of the \(course.products.count) products\(near); nothing was saved")
    }
    if let problem = Worksheet.problem(answer, in: entry.field) {
      throw Failure("\(entry.name) \(problem), not \(NearNames.quoted(answer)); nothing was saved")
    }
    return answer
  }

  /// The product that an answer names by its id, name or other name.
  private static func product(_ answer: String, in course: Course) -> Product? {
    let folded = answer.lowercased()
    return course.products.first { product in
      [product.id.rawValue, product.name, product.aka ?? ""].contains { $0.lowercased() == folded }
    }
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
