import Engine
import Inference
import Serving
import StrataTesting
import Testing
@testable import Experiments

@Suite struct ObservabilityTests {
  private func maker(context: Int = 4_096, count: Int = 24) throws -> IncidentMaker {
    IncidentMaker(sizes: try IncidentSizes(context: context), count: count)
  }

  @Test(arguments: SlowCause.allCases, [512, 4_096])
  func `whatever the seed, the trace shows the reason that was built in and no other`(
    cause: SlowCause, context: Int
  ) throws {
    let maker = try maker(context: context)
    for seed in UInt64(0)..<6 {
      let incident = try maker.incident(cause, seed: seed)
      let (steps, arrived) = try incident.rehearse()
      let spans = incident.spans(steps, arrived)
      let slow = spans[incident.slow]
      let typical = incident.typical(spans)
      #expect(typical.causes(slow) == [cause], "seed \(seed)")
      // Slow in what has to be computed, and so on every machine.
      #expect(Double(slow.work) >= 2 * typical.work || Double(slow.steps) >= 2.5 * typical.steps, "seed \(seed)")
      // The middle request waits for nobody and needs one step for its question.
      #expect(typical.waited == 0 && typical.prefillSteps == 1, "seed \(seed)")
    }
  }

  @Test func `spans cover a life, step for step`() throws {
    for cause in SlowCause.allCases {
      let incident = try maker().incident(cause, seed: 3)
      let (steps, arrived) = try incident.rehearse()
      for one in incident.spans(steps, arrived) {
        let request = incident.requests[one.number]
        let prefills = one.cells.count { $0 == "P" }
        #expect(one.waited + one.stalled + prefills + one.decodeSteps == one.steps, "\(cause) \(one.number)")
        // The last piece of each prefill gives a token as well.
        #expect(one.preemptions > 0 || one.decodeSteps == request.output - 1, "\(cause) \(one.number)")
        #expect(one.cells.last == "D" || one.cells.last == "P", "\(cause) \(one.number)")
      }
    }
  }

  @Test func `a timeline shows the marked request among its neighbours, and how full the steps were`() throws {
    let incident = try maker().incident(.queue, seed: 1)
    let (steps, arrived) = try incident.rehearse()
    let spans = incident.spans(steps, arrived)
    let picture = IncidentReport.timeline(incident, steps, spans)
    guard case .timeline(let lanes, let marks, let firstStep, 1) = picture.content else {
      Issue.record("no timeline")
      return
    }
    let slow = try #require(lanes.first)
    #expect(slow.label == "→ \(incident.slow)" && slow.cells.drop { $0 == " " }.hasPrefix("....."))
    #expect(firstStep + slow.cells.prefix { $0 == " " }.count == spans[incident.slow].arrived)
    #expect(Set(lanes.map(\.cells.count)).count == 1 && slow.cells.count <= 72)
    #expect(lanes[1].label == "tokens" && lanes[1].cells.allSatisfy { "123456789".contains($0) })
    #expect(Set(([slow] + lanes.dropFirst(2)).flatMap(\.cells)).subtracting(marks.map(\.letter)) == [" "])
  }

  @Test func `all five reasons come before one comes again`() throws {
    let description = Observability().description
    for seed in UInt64(0)..<10 {
      let causes = try (1...10).map { number in
        Observability.cause(
          try ExperimentSettings(description, setting: [(name: "case", value: "\(number)")]),
          Surroundings.environment(seed: seed))
      }
      #expect(Set(causes.prefix(5)).count == 5 && Set(causes.suffix(5)).count == 5, "seed \(seed)")
    }
  }

  @Test func `the smallest set of attributes tells signs apart, and misses none`() {
    #expect(SpanAttribute.smallest([[.waited], [.reused, .prefill], [.prompt, .prefill]])?.count == 3)
    #expect(SpanAttribute.smallest([[.waited], [.waited, .prompt]]) == [.waited, .prompt])
    #expect(SpanAttribute.smallest([[.waited], [.waited]]) == nil)
    #expect(SpanAttribute.smallest([[.waited], []]) == nil)
  }

  // MARK: Live

  @Test(arguments: SlowCause.allCases)
  func `the live engine takes the steps that were rehearsed`(cause: SlowCause) throws {
    let model = try LoadedModel("260k", .q4_0, Surroundings.environment())
    let incident = try maker().incident(cause, seed: 2)
    let traced = try ScriptedRun(incident: incident, model: model, threads: 1).run(Stage { _ in true }, "")
    let rehearsed = try incident.rehearse()
    #expect(traced.steps == rehearsed.steps && traced.arrived == rehearsed.arrived)
    #expect(traced.traces.map(\.id.number) == Array(incident.requests.indices))
    #expect(traced.traces.map(\.tokenTimes.count) == incident.requests.map(\.output))
  }

  @Test func `nothing but the solution names the reason`() throws {
    for number in 1...5 {
      let seen = Seen()
      let result = try Surroundings.run(
        "observability", [("model", "260k"), ("case", "\(number)"), ("requests", "20"), ("trials", "50")],
        Surroundings.environment()
      ) {
        seen.all.append($0)
        return true
      }
      let cause = try #require(SlowCause.allCases.first { $0.rawValue == result.choices["cause"] })
      #expect(result.solution.first?.contains(cause.words) == true)
      #expect(!result.sentences.joined().contains(cause.words) && result.figure("same")?.value == 100)
      #expect(seen.points(Observability.marked).count == 1)
    }
  }

  // MARK: Quality

  private let watch = QualityWatch(usual: 0.9, fallen: 0.85, judged: 0.02)

  @Test func `five points are seen after four hundred verdicts, twenty thousand requests`() {
    #expect(watch.answersNeeded == 399 && abs(watch.requestsNeeded - 19_950) < 1e-6)
    // A fall of half as many points takes about four times as many.
    let half = QualityWatch(usual: 0.9, fallen: 0.875, judged: 0.02).answersNeeded
    #expect((3.5...4.5).contains(Double(half) / 399))
  }

  /// Summed in whole numbers of any size (Python's `fractions` and `math.comb`).
  @Test(arguments: [
    (0.9, 0.85, 399, 0.014259389292652726, 0.8124796954391303), (0.9, 0.5, 8, 0.03809179, 0.85546875),
    (0.95, 0.3, 2, 0.0975, 0.91), (0.6, 0.55, 972, 0.009938943656227923, 0.7971123949582283),
  ])
  func `chances of an alarm are the binomial distribution's`(
    usual: Double, fallen: Double, batch: Int, wrong: Double, caught: Double
  ) {
    let watch = QualityWatch(usual: usual, fallen: fallen, judged: 1)
    #expect(watch.answersNeeded == batch)
    #expect(abs(watch.alarmChance(usual) - wrong) < 1e-12 && abs(watch.alarmChance(fallen) - caught) < 1e-12)
    // Nothing is right, or everything.
    #expect(watch.alarmChance(0) == 1 && watch.alarmChance(1) == 0)
  }

  @Test func `simulated falls are noticed as the closed form says, false alarms stay at one in a hundred`() {
    for seed in UInt64(1)...3 {
      let outcome = watch.simulate(trials: 400, seed: seed) { _ in }
      #expect((0.72...0.88).contains(outcome.atOnce.share), "seed \(seed): \(outcome.atOnce.share)")
      #expect(outcome.falseAlarms.share <= 0.03, "seed \(seed)")
      #expect(outcome.peeking.share > outcome.falseAlarms.share, "seed \(seed)")
      let mean = watch.requestsNeeded / outcome.atOnce.share
      #expect((0.9...1.1).contains(outcome.requests / mean), "seed \(seed)")
    }
  }
}
