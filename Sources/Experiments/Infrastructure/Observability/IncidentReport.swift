import Engine
import Inference
import Serving

/// What is shown of an incident: everything but its reason.
struct IncidentReport {
  let incident: Incident
  let cause: SlowCause
  /// The same course of things, run several times.
  let runs: [ScriptedRun.Traced]
  let signs: [SlowCause: Set<SpanAttribute>]

  /// Steps of the timeline at most.
  private static let columns = 72
  /// Requests beside the marked one.
  private static let lanes = 10

  func fill(_ result: inout ExperimentResult) throws(ExperimentError) {
    guard let first = runs.first else { throw .contradiction("nothing was traced") }
    let spans = incident.spans(first.steps, first.arrived)
    let typical = incident.typical(spans)
    result.choices["cause"] = cause.rawValue
    result.figures += times(incident.earlier(spans)) + counts(first, spans)
    result.tables += [table(spans), IncidentReport.milliseconds(incident, spans, first.traces)]
    result.sentences += sentences(spans, typical)
    result.solution = solution(spans[incident.slow], typical)
  }

  // MARK: The picture

  /// Those that lived beside the marked one, itself among them, in order of arrival.
  static func companions(_ incident: Incident, _ spans: [RequestSpans]) -> [RequestSpans] {
    let slow = spans[incident.slow]
    let end = slow.arrived + slow.steps
    let beside = spans.filter { $0.number != slow.number && $0.arrived < end && $0.arrived + $0.steps > slow.arrived }
    // Of those who are left out all come later or much earlier.
    let near = beside.sorted { abs($0.arrived - slow.arrived) < abs($1.arrived - slow.arrived) }.prefix(lanes)
    return (near + [slow]).sorted { ($0.arrived, $0.number) < ($1.arrived, $1.number) }
  }

  /// The marked request, how full each step was, and the others beside it, a letter a step: what stands above is seen in
  /// a low window too.
  static func timeline(_ incident: Incident, _ steps: [ScriptedStep], _ spans: [RequestSpans]) -> ExperimentPicture {
    let slow = spans[incident.slow]
    let start = max(0, slow.arrived - 8)
    let end = min(steps.count, min(start + columns, slow.arrived + slow.steps + 4))
    func lane(_ name: String, _ one: RequestSpans) -> ExperimentPicture.Lane {
      let cells = (start..<end).map { step -> Character in
        let place = step - one.arrived
        guard place >= 0, place < one.steps else { return " " }
        return one.cells[one.cells.index(one.cells.startIndex, offsetBy: place)]
      }
      return ExperimentPicture.Lane(name, String(cells))
    }
    let sizes = steps[start..<end].map { step -> Character in
      let level = (9 * step.plan.batchedTokens + IncidentSizes.step - 1) / IncidentSizes.step
      return Character(String(min(9, max(1, level))))
    }
    let others = companions(incident, spans).filter { $0.number != slow.number }.map { lane("\($0.number)", $0) }
    return ExperimentPicture(
      "Request \(slow.number) among others, step by step", name: "the marked request among others",
      .timeline(
        [lane("→ \(slow.number)", slow), ExperimentPicture.Lane("tokens", String(sizes))] + others,
        marks: RequestSpans.marks, firstStep: start))
  }

  // MARK: Figures and tables

  /// The middle of a time over the runs, with the least and the most.
  private func figure(_ id: String, _ label: String, _ value: (ScriptedRun.Traced) -> Double) -> ExperimentResult.Figure
  {
    let spread = Spread(of: runs.map(value))
    return .init(id, label, spread.median, unit: "ms", spread: spread.least...spread.most, isTiming: true)
  }

  private func times(_ earlier: [RequestSpans]) -> [ExperimentResult.Figure] {
    func latency(_ run: ScriptedRun.Traced) -> Double {
      1_000 * (run.traces[incident.slow].latency?.endToEndLatency ?? 0)
    }
    func middle(_ run: ScriptedRun.Traced) -> Double {
      let all = earlier.compactMap { run.traces[$0.number].latency?.endToEndLatency }
      return all.isEmpty ? 0 : 1_000 * Spread(of: all).median
    }
    let ratios = Spread(of: runs.map { latency($0) / max(1e-9, middle($0)) })
    return [
      figure("latency", "From arrival to the last token, the marked request", latency),
      figure("latency-middle", "The same, the middle one of those before it", middle),
      .init(
        "slower", "Times as long as the middle one", ratios.median, spread: ratios.least...ratios.most,
        isTiming: true),
    ]
  }

  private func counts(_ first: ScriptedRun.Traced, _ spans: [RequestSpans]) -> [ExperimentResult.Figure] {
    let same = runs.count { $0.steps == first.steps }
    let ordered = SlowCause.allCases.compactMap { signs[$0] }
    return [
      .init("request", "The marked request", Double(incident.slow)),
      .init("requests", "Requests", Double(spans.count)),
      .init("steps", "Steps", Double(first.steps.count)),
      .init(
        "same", "Runs whose steps are the same", 100 * Double(same) / Double(runs.count), unit: "%",
        expected: .init(100...100, "requests come between steps, and the scheduler knows no time")),
      .init(
        "attributes", "Attributes that tell the five reasons apart, at least",
        Double(SpanAttribute.smallest(ordered)?.count ?? 0)),
    ]
  }

  private func table(_ spans: [RequestSpans]) -> ExperimentResult.Table {
    let blocks = Double(incident.sizes.kvBlocks)
    return ExperimentResult.Table(
      "Spans in steps, and what they carry",
      columns: [
        "request", "prompt", "reused", "waited", "prefill", "decode", "stalled", "preempted",
        "others' prompt tokens a decode step",
        "running", "KV blocks, %",
      ],
      rows: IncidentReport.companions(incident, spans).map { one in
        let name = one.number == incident.slow ? "→ \(one.number)" : "\(one.number)"
        let counts = [
          one.promptTokens, one.reused, one.waited, one.prefillSteps, one.decodeSteps, one.stalled, one.preemptions,
        ]
        return [.text(name)] + counts.map { .number(Double($0)) }
          + [
            .number(one.neighboursPerStep.rounded()), .number(Double(one.running)),
            .number((100 * Double(one.kvBlocks) / blocks).rounded()),
          ]
      })
  }

  private static func milliseconds(
    _ incident: Incident, _ spans: [RequestSpans], _ traces: [RequestTrace]
  ) -> ExperimentResult.Table {
    ExperimentResult.Table(
      "The same spans in ms, first run", columns: ["request", "queued", "prefill", "decode", "a further token"],
      rows: companions(incident, spans).compactMap { one in
        guard one.number < traces.count, let latency = traces[one.number].latency else { return nil }
        let spans = [
          latency.queueTime, latency.firstToken - latency.scheduled, latency.lastToken - latency.firstToken,
          latency.timePerOutputToken ?? .nan,
        ]
        return [.text(one.number == incident.slow ? "→ \(one.number)" : "\(one.number)")]
          + spans.map { .number(1_000 * $0) }
      }, isTiming: true)
  }

  // MARK: Words

  private func sentences(_ spans: [RequestSpans], _ typical: TypicalSpans) -> [String] {
    let slow = spans[incident.slow]
    let (steps, work) = (Double(slow.steps) / max(1, typical.steps), Double(slow.work) / max(1, typical.work))
    return [
      """
      Request \(slow.number) of \(spans.count) is marked. Its life holds \(Numeral.text(steps)) times as many steps as \
      that of the middle one before it, and \(Numeral.text(work)) times as many tokens were computed meanwhile, its own \
      and others': it is slow on any machine. Its spans tell why.
      """,
      """
      A request here has a prompt of \(incident.sizes.shared) common tokens and \(IncidentSizes.question) of its own, \
      and an output of \(IncidentSizes.output); at most \(IncidentSizes.slots) run at once, in steps of at most \
      \(IncidentSizes.step) tokens. Another case has another reason.
      """,
    ]
  }

  private func solution(_ slow: RequestSpans, _ typical: TypicalSpans) -> [String] {
    let own = (signs[cause] ?? []).map(\.rawValue).sorted().joined(separator: ", ")
    let ordered = SlowCause.allCases.compactMap { signs[$0] }
    let smallest = SpanAttribute.smallest(ordered) ?? []
    return [
      "Request \(slow.number) was slow because \(cause.words) (\(cause.rawValue)): \(cause.span).",
      """
      It waited \(slow.waited) steps (the middle one before it \(Numeral.text(typical.waited))), had a prompt of \
      \(slow.promptTokens) tokens (\(Numeral.text(typical.prompt))), found \(slow.reused) of them \
      (\(Numeral.text(typical.reused))), took \(slow.prefillSteps) steps to its first token \
      (\(Numeral.text(typical.prefillSteps))), was preempted \(slow.preemptions) times, and shared its decode steps \
      with \(Numeral.text(slow.neighboursPerStep.rounded())) prompt tokens of others each. Unlike the others it is in: \
      \(own).
      """,
      """
      The smallest set of attributes by which all five reasons show and none is taken for another: \
      \(smallest.map(\.rawValue).joined(separator: "; ")).
      """,
    ]
  }
}
