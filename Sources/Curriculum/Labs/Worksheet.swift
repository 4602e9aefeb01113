/// A lab with the reader's answers laid into it: what is filled, what is locked, what may be opened.
///
/// A pure value over the lab's rules; where the answers are kept is not its business.
public struct Worksheet: Equatable, Sendable {
  public let lab: Lab
  /// Answers by full field name; an answer of blanks counts as none.
  public var answers: [String: String]
  /// Subjects whose evidence the reader has opened.
  ///
  /// An empty id stands for a lab without subjects.
  public var opened: Set<String>

  public init(_ lab: Lab, answers: [String: String] = [:], opened: Set<String> = []) {
    self.lab = lab
    self.answers = answers
    self.opened = opened
  }

  /// The answer to a field, nil when nothing is written.
  public func answer(_ name: String) -> String? {
    guard let text = answers[name], text.contains(where: { !$0.isWhitespace }) else { return nil }
    return text
  }

  /// Filled and all fields that count.
  public var progress: (filled: Int, total: Int) {
    count(lab.entries.filter { !$0.field.isOptional })
  }

  /// The points that the reader gave in steps of the kind `note`, and the most there are; nil while none is given.
  public var marks: (given: Int, most: Int)? {
    var given: Int?
    var most = 0
    for entry in lab.entries where lab.steps[entry.step].kind == .note && !entry.field.isOptional {
      guard case .score(let from, let to, _) = entry.field.kind else { continue }
      most += to
      if let points = answer(entry.name).flatMap({ Int($0) }) {
        given = (given ?? 0) + min(max(points, from), max(from, to))
      }
    }
    return given.map { ($0, most) }
  }

  /// Filled and all fields of a step that count.
  public func progress(ofStep index: Int) -> (filled: Int, total: Int) {
    count(lab.entries(ofStep: index).filter { !$0.field.isOptional })
  }

  private func count(_ entries: [Lab.Entry]) -> (filled: Int, total: Int) {
    (entries.count { answer($0.name) != nil }, entries.count)
  }

  /// True when a field may no longer be changed: a choice or prediction whose evidence was opened.
  ///
  /// Without the choice, another product put in its place would be shown without an attempt.
  public func isLocked(_ entry: Lab.Entry) -> Bool {
    isOfAttempt(entry) && opened.contains(entry.subject?.id ?? "")
  }

  /// The fields that opening the evidence of a subject locks.
  public func lockedByOpening(_ subject: String) -> [Lab.Entry] {
    lab.entries.filter { isOfAttempt($0) && ($0.subject?.id ?? "") == subject }
  }

  private func isOfAttempt(_ entry: Lab.Entry) -> Bool {
    [.predict, .choose].contains(lab.steps[entry.step].kind)
  }

  /// Prediction fields that the reader has still to fill before the evidence of a subject opens.
  public func missingBeforeOpening(_ subject: String) -> [Lab.Entry] {
    lab.entries.filter { entry in
      guard isOfAttempt(entry), !entry.field.isOptional else { return false }
      return (entry.subject?.id ?? "") == subject && answer(entry.name) == nil
    }
  }

  /// True when the own attempt for a subject is made.
  public func canOpen(_ subject: String) -> Bool {
    missingBeforeOpening(subject).isEmpty
  }

  /// What the checks of a field say about its answer; nothing while it is empty.
  public func checks(_ entry: Lab.Entry) -> [CheckResult] {
    guard let text = answer(entry.name) else { return [] }
    return entry.field.checks.map { $0.result(for: text) }
  }

  /// A number as readers write it, `26,000` or `9.5`; nil when it is none.
  public static func number(_ text: String) -> Double? {
    Double(text.filter { $0 != "," && !$0.isWhitespace }).flatMap { $0.isFinite ? $0 : nil }
  }

  /// What is wrong with an answer, for kinds that have a form; nil when it fits.
  public static func problem(_ text: String, in field: Lab.Field) -> String? {
    switch field.kind {
    case .text, .line: return nil
    case .number(let unit):
      guard number(text) != nil else {
        return "needs a number" + (unit.map { " (\($0))" } ?? "")
      }
      return nil
    case .score(let from, let to, _):
      guard let value = Int(text), (from...max(from, to)).contains(value) else {
        return "needs a whole number from \(from) to \(to)"
      }
      return nil
    case .choice(let options, let fromProducts, let own):
      // Which products there are, the course knows and not the field.
      if own || fromProducts || options.contains(text) { return nil }
      return "needs one of: " + options.joined(separator: ", ")
    }
  }

  /// The title of what a subject stands for: the product chosen for it, the own words, or the subject's title.
  public func name(ofSubject subject: Lab.Subject, in course: Course) -> String {
    guard let chosen = choice(ofSubject: subject) else { return subject.title }
    return course.product(ProductID(chosen))?.name ?? chosen
  }

  /// What the reader chose for a subject.
  public func choice(ofSubject subject: Lab.Subject) -> String? {
    lab.entries.first { entry in
      guard case .choice = entry.field.kind else { return false }
      return entry.subject == subject
    }.flatMap { answer($0.name) }
  }
}

/// One cell of the comparison: the reader's figure beside the reference.
public struct ComparedCell: Equatable, Sendable {
  public var subject: Lab.Subject
  public var layer: Lab.Subject
  public var own: Double?
  public var reference: Double?
  /// True when they are as far apart as the lab marks.
  public var isApart: Bool
}

extension Worksheet {
  /// Compares scores with the reference of each chosen product.
  ///
  /// Only subjects whose evidence was opened are shown.
  public func comparison(in course: Course) -> [ComparedCell] {
    guard let rule = lab.steps.flatMap(\.compares).first(where: { $0.with == "reference" }) else { return [] }
    var out: [ComparedCell] = []
    for subject in lab.subjects where opened.contains(subject.id) {
      let product = choice(ofSubject: subject).flatMap { course.product(ProductID($0)) }
      for layer in lab.layers {
        let own = answer("\(subject.id).\(layer.id).\(rule.field)").flatMap { Double($0) }
        let reference = Layer(rawValue: layer.id).flatMap { product?.stakes[$0] }.map { Double($0.score) }
        let apart = own.flatMap { a in reference.map { abs(a - $0) >= rule.apart } } ?? false
        out.append(ComparedCell(subject: subject, layer: layer, own: own, reference: reference, isApart: apart))
      }
    }
    return out
  }
}
