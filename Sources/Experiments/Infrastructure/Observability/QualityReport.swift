import Inference

/// How long a fall in quality stays unnoticed.
struct QualityReport {
  let watch: QualityWatch
  let outcome: QualityWatch.Outcome

  /// Requests of a busy service on a day.
  private static let busyDay = 1e6
  private static let secondsOfDay = 86_400.0

  func fill(_ result: inout ExperimentResult) {
    result.figures += figures()
    result.sentences.append(
      """
      Of the answers \(Numeral.text(100 * watch.judged)) % are judged, so that \
      \(Numeral.grouped(watch.answersNeeded)) verdicts take \(Numeral.grouped(Int(watch.requestsNeeded.rounded()))) \
      requests; a slow request shows in its own trace at once. Looking ten times while the verdicts come in, and \
      believing the first alarm, turns one false alarm in a hundred into \
      \(Numeral.text(100 * outcome.peeking.share)).
      """)
    let days = watch.requestsNeeded / QualityReport.busyDay
    result.scaleUp = """
      The same test where \(Numeral.text(QualityReport.busyDay)) requests come a day: \
      \(Numeral.text(days * QualityReport.secondsOfDay / 60)) minutes until the fall is noticed; where a thousand \
      come: \(Numeral.text(watch.requestsNeeded / 1_000)) days. A fall of half as many points takes about four \
      times as many.
      """
  }

  private func figures() -> [ExperimentResult.Figure] {
    func share(
      _ id: String, _ label: String, _ share: Proportion, expected: ExperimentResult.Expectation? = nil
    ) -> ExperimentResult.Figure {
      let interval = share.interval
      return .init(
        id, label, 100 * share.share, unit: "%", spread: 100 * interval.lowerBound...100 * interval.upperBound,
        expected: expected)
    }
    /// What so many trials show of a chance: four standard errors and one trial to either side.
    func expected(_ chance: Double) -> ExperimentResult.Expectation {
      let trials = Double(max(1, outcome.atOnce.count))
      let room = 4 * (chance * (1 - chance) / trials).squareRoot() + 1 / trials
      return .init(
        100 * max(0, chance - room)...100 * min(1, chance + room),
        "the binomial distribution has \(Numeral.text(100 * chance)) %")
    }
    let caught = watch.alarmChance(watch.fallen)
    // Every batch that misses costs as many requests again.
    let mean = watch.requestsNeeded / max(caught, 0.01)
    return [
      .init("verdicts", "Judged answers that show the fall in 80 % of cases", Double(watch.answersNeeded)),
      .init("noticed", "Requests until then", watch.requestsNeeded),
      share(
        "caught", "Falls that the first of such batches shows, simulated", outcome.atOnce,
        expected: expected(caught)),
      .init(
        "passed", "Requests until the alarm, simulated, missed batches among them", outcome.requests,
        expected: .init(
          0.85 * mean...1.15 * mean, "of the batches \(Numeral.text(100 * (1 - caught))) % miss")),
      share(
        "false-alarms", "False alarms when each batch is looked at once", outcome.falseAlarms,
        expected: expected(watch.alarmChance(watch.usual))),
      share("peeking", "False alarms when it is looked at \(QualityWatch.looks) times while it fills", outcome.peeking),
    ]
  }
}
