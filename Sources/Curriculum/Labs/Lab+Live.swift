/// Labs whose steps run experiments on the reader's machine.
extension Lab {
  /// A field beside a figure that such an experiment gives.
  public struct MeasuredField: Equatable, Sendable {
    public var field: String
    /// The step that runs the experiment.
    public var step: Int
    /// The figure's id, which is that of the experiment's prediction.
    public var figure: String
    /// The step whose `compares` says so.
    public var ruledBy: Int
  }

  /// The steps that run an experiment on the reader's machine.
  public var liveSteps: [Int] { steps.indices.filter { steps[$0].demo != nil } }

  /// The step of an id, or of a number counted from 1.
  public func step(named name: String) -> Int? {
    let index = steps.firstIndex { $0.id == name } ?? Int(name).map { $0 - 1 }
    return index.flatMap { steps.indices.contains($0) ? $0 : nil }
  }

  /// All fields that are compared with what such an experiment gives, in the order of the rules.
  public var measuredFields: [MeasuredField] {
    steps.indices.flatMap { index in steps[index].compares.compactMap { measured($0, ruledBy: index) } }
  }

  /// What a rule compares with: `figure` of the first experiment, where that runs on the machine, or `step/figure`.
  private func measured(_ rule: Step.Comparison, ruledBy index: Int) -> MeasuredField? {
    let parts = rule.with.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      guard let first = steps.firstIndex(where: { $0.kind == .run && $0.experiment != nil }), steps[first].demo != nil
      else { return nil }
      return MeasuredField(field: rule.field, step: first, figure: rule.with, ruledBy: index)
    }
    guard let step = steps.firstIndex(where: { $0.id == parts[0] }), steps[step].demo != nil else { return nil }
    return MeasuredField(field: rule.field, step: step, figure: parts[1], ruledBy: index)
  }
}

extension Course {
  /// Where the course names an experiment of the program's.
  public struct DemoMention: Equatable, Sendable {
    public var demo: DemoID
    public var file: String
    public var line: Int
  }

  /// Every link to an experiment in pages and labs, and every one among the things to try.
  ///
  /// Steps that run one are no links, and left out.
  public var demoMentions: [DemoMention] {
    func links(_ text: String, _ file: String, _ line: Int) -> [DemoMention] {
      Document(parsing: text, firstLine: line).links.compactMap { destination, line in
        guard case .demo(let id)? = Reference(destination) else { return nil }
        return DemoMention(demo: id, file: file, line: line)
      }
    }
    let inPages = pages.flatMap { page in
      page.demos.map { DemoMention(demo: $0, file: page.file, line: 1) } + links(page.body, page.file, page.bodyLine)
    }
    return inPages
      + labs.flatMap { lab in
        links(lab.body, lab.file, lab.bodyLine) + lab.steps.flatMap { links($0.text, lab.file, $0.textLine) }
      }
  }
}
