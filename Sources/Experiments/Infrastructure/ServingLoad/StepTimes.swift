import CostModel
import Engine
import Inference
import Serving

/// How long steps take on this machine, as measured, in the form that simulations count with.
struct StepTimes: Equatable {
  /// Seconds of a step in which so many sequences decode, and nothing else; the first: what a step has in any case.
  let decode: [Double]
  /// Seconds for each prompt token in a step.
  let perPrefillToken: Double
  /// Seconds on top for a step with prompt tokens in it.
  let prefill: Double

  /// - Parameters:
  ///   - reports: Measured steps; some hold prompts alone, some only sequences that decode.
  ///   - slots: Sequences that may run at once.
  init(_ reports: [StepReport], slots: Int) {
    let medians = StepTimes.medians(reports, slots: slots)
    let alone = reports.filter { $0.plan.decodes.isEmpty && $0.plan.prefillTokens > 0 }
    let slope = StepTimes.slope(alone)
    let whole = alone.map { $0.seconds - slope * Double($0.plan.prefillTokens) }.middle
    let excess = reports.filter { !$0.plan.decodes.isEmpty && $0.plan.prefillTokens > 0 }.map { report in
      report.seconds - medians[min(report.plan.decodes.count, slots)] - slope * Double(report.plan.prefillTokens)
    }
    prefill = max(0, excess.middle)
    perPrefillToken = slope
    decode = [max(0, whole - prefill)] + medians.dropFirst()
  }

  /// The middle time by the number of decoding sequences; what was not seen lies on a line between its neighbours.
  private static func medians(_ reports: [StepReport], slots: Int) -> [Double] {
    var seen: [Int: [Double]] = [:]
    for report in reports where report.plan.prefills.isEmpty {
      seen[report.plan.decodes.count, default: []].append(report.seconds)
    }
    let known = seen.filter { $0.key > 0 && $0.value.count >= 3 }.mapValues(\.middle)
    let counts = known.keys.sorted()
    var out = [0.0]
    for count in 1...slots {
      let below = counts.last { $0 <= count }
      let above = counts.first { $0 >= count }
      let value: Double
      switch (below.flatMap { known[$0] }, above.flatMap { known[$0] }) {
      case (let low?, let high?):
        let (from, to) = (below ?? count, above ?? count)
        value = to > from ? low + (high - low) * Double(count - from) / Double(to - from) : low
      case (let low?, nil): value = low
      case (nil, let high?): value = high
      case (nil, nil): value = 0
      }
      // More sequences never take less time: what says so is noise.
      out.append(max(value, out[count - 1]))
    }
    return out
  }

  /// Seconds for another prompt token, by the middles of the shorter and the longer half: slow steps do not count.
  private static func slope(_ reports: [StepReport]) -> Double {
    let sorted = reports.sorted { $0.plan.prefillTokens < $1.plan.prefillTokens }
    let (low, high) = (sorted.prefix(sorted.count / 2), sorted.suffix(sorted.count / 2))
    let (tokens, more) = (
      low.map { Double($0.plan.prefillTokens) }.middle, high.map { Double($0.plan.prefillTokens) }.middle
    )
    let (seconds, longer) = (low.map(\.seconds).middle, high.map(\.seconds).middle)
    guard !low.isEmpty, more > tokens else { return 0 }
    return max(0, (longer - seconds) / (more - tokens))
  }

  /// Seconds that so many steps would have taken if none had been slow.
  func seconds(of reports: [StepReport]) -> Double {
    let costs = costs
    return reports.reduce(0) { sum, report in
      let plan = report.plan
      return sum
        + costs.seconds(
          decodes: plan.decodes.count, context: plan.context, prefill: plan.prefillTokens, pairs: plan.pairs)
    }
  }

  /// What simulations are told.
  var costs: StepCosts {
    StepCosts(
      tokenSeconds: [.zero, Seconds(perPrefillToken)],
      decodeSeconds: decode.enumerated().map { count, seconds in
        Seconds(max(0, seconds - Double(count) * perPrefillToken))
      },
      prefill: Seconds(prefill), perContextToken: .zero, perPair: .zero)
  }
}
