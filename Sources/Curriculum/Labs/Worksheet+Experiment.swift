/// A prediction beside the figure that an experiment gave.
public struct ComparedFigure: Equatable, Sendable {
  public var entry: Lab.Entry
  /// The figure's name, as the lab's `compares` has it.
  public var figure: String
  /// Nil when the prediction is missing or no number.
  public var own: Double?
  /// Nil when the experiment does not give this figure.
  public var result: Double?
  /// True when they are as far apart as the lab marks, or only one of them is nothing.
  public var isApart: Bool
}

/// Labs whose evidence is an experiment of the program's, and not a product's entry.
///
/// Such a lab has no subjects; that it was run is kept as the opening of the empty subject.
extension Worksheet {
  /// The subject that stands for the whole worksheet of a lab without subjects.
  public static let whole = ""

  /// True when an experiment is what the predictions are compared with.
  public var hasExperiment: Bool {
    lab.subjects.isEmpty && lab.steps.contains { $0.kind == .run && $0.experiment != nil }
  }

  /// True once an experiment of the lab was run: the predictions are locked.
  public var isRun: Bool { opened.contains(Worksheet.whole) }

  /// True while the text of a step would tell what is still to be predicted.
  ///
  /// These are the steps to run and to compare that come after the first experiment, until it was run.
  public func isClosed(_ step: Int) -> Bool {
    guard hasExperiment, !isRun, let first = lab.steps.firstIndex(where: { $0.experiment != nil }) else { return false }
    return step > first && [.run, .compare].contains(lab.steps[step].kind)
  }

  /// Lays predictions beside the figures of an experiment; none before it was run.
  ///
  /// - Parameter figures: what was found, by the names that `compares` uses.
  public func comparison(with figures: [String: Double]) -> [ComparedFigure] {
    guard hasExperiment, isRun else { return [] }
    return lab.steps.flatMap(\.compares).compactMap { rule in
      guard rule.with != "reference", !rule.with.contains("/"), let entry = lab.entry(named: rule.field) else {
        return nil
      }
      let own = answer(entry.name).flatMap { Worksheet.number($0) }
      let result = figures[rule.with]
      // Nothing, as in "never", is far from every number.
      let isApart =
        own.flatMap { own in result.map { abs(own - $0) >= rule.apart || (own == 0) != ($0 == 0) } } ?? false
      return ComparedFigure(entry: entry, figure: rule.with, own: own, result: result, isApart: isApart)
    }
  }
}
