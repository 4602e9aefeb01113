import CostModel
import Engine
import Inference
import Serving

/// How long steps take on this machine, as measured, in the form that simulations count with.
struct StepTimes: Equatable {
  /// Seconds of a step in which so many sequences decode, and nothing else.
  let decode: [Double]
  /// Seconds of a step with prompt tokens beside so many sequences that decode, without those for the prompt tokens:
  /// less than both alone, for the weights are read once.
  let mixed: [Double]
  /// Seconds for each prompt token in a step.
  let perPrefillToken: Double

  /// - Parameters:
  ///   - reports: Measured steps; some hold prompts alone, some only sequences that decode.
  ///   - slots: Sequences that may run at once.
  init(_ reports: [StepReport], slots: Int) {
    let prompts = reports.filter { !$0.plan.prefills.isEmpty }
    let slope = StepTimes.slope(prompts.filter(\.plan.decodes.isEmpty))
    perPrefillToken = slope
    decode = StepTimes.middles(reports.filter(\.plan.prefills.isEmpty), slots: slots) { $0.seconds }
    mixed = StepTimes.middles(prompts, slots: slots) {
      max(0, $0.seconds - slope * Double($0.plan.prefillTokens))
    }
  }

  /// The middle time by the number of decoding sequences; what was not seen lies on a line between its neighbours.
  private static func middles(
    _ reports: [StepReport], slots: Int, _ seconds: (StepReport) -> Double
  ) -> [Double] {
    let seen = Dictionary(grouping: reports) { min($0.plan.decodes.count, slots) }
    let known = seen.filter { $0.value.count >= 3 }.mapValues { $0.map(seconds).middle }
    let counts = known.keys.sorted()
    var out: [Double] = []
    for count in 0...slots {
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
      out.append(max(value, out.last ?? 0))
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
    // The first: what a step of prompts alone has for itself stands in what prompts add.
    let alone = [0] + decode.dropFirst()
    return StepCosts(
      tokenSeconds: [.zero, Seconds(perPrefillToken)],
      decodeSeconds: alone.enumerated().map { Seconds($1 - Double($0) * perPrefillToken) },
      prefillSeconds: zip(mixed, alone).map { Seconds($0 - $1) }, perContextToken: .zero, perPair: .zero)
  }
}
