import CostModel

/// The decision in sentences that a reader can defend.
public struct Verdict: Equatable, Sendable {
  /// What is cheapest now.
  public var headline: String
  /// Under which conditions, from where on something else wins, what would flip it; each stands alone.
  public var points: [Point]

  public struct Point: Equatable, Sendable {
    public enum Subject: String, Sendable {
      case condition, out, volume, flip, growth, rule, chance, services, sources
    }
    public var subject: Subject
    public var text: String
  }

  public func text(_ subject: Point.Subject) -> [String] { points.filter { $0.subject == subject }.map(\.text) }
}

extension Evaluator {
  /// The verdict on the scenario as it stands.
  ///
  /// - Parameters:
  ///   - chances: what many worlds cost, where that was counted.
  ///   - spread: where break-even lies over many worlds, where that was counted.
  public func verdict(
    _ comparison: Comparison, _ curves: VolumeCurves, _ timeline: GrowthTimeline, _ sensitivity: Sensitivity?,
    chances: MonteCarlo? = nil, spread: BreakEvenSpread? = nil
  ) -> Verdict {
    guard !comparison.options.isEmpty else { return Verdict(headline: "There is no option yet.", points: []) }
    guard let best = comparison.cheapest else {
      return Verdict(
        headline: "No option passes every gate.",
        points: comparison.options.flatMap { option in
          option.failures.map { Verdict.Point(subject: .out, text: "\(option.id) is out: \($0).") }
        })
    }
    var points: [Verdict.Point] = []
    func add(_ subject: Verdict.Point.Subject, _ text: String) { points.append(.init(subject: subject, text: text)) }
    for condition in best.conditions { add(.condition, "It holds if \(condition).") }
    for option in comparison.options where option.isOut {
      add(.out, "\(option.id) is out: \(option.failures.joined(separator: "; ")).")
    }
    for text in volumeWords(curves, spread) { add(.volume, text) }
    if let sensitivity { add(.flip, flipWords(sensitivity)) }
    add(.growth, growthWords(timeline, best))
    if let text = ruleWords(comparison) { add(.rule, text) }
    if let chances { add(.chance, chanceWords(chances, best)) }
    add(.services, servicesWords(comparison, best))
    add(.sources, sourceWords(comparison))
    return Verdict(headline: headline(comparison, best), points: points)
  }

  private func headline(_ comparison: Comparison, _ best: OptionResult) -> String {
    let price = Figure.dollars(comparison.perMillionTokens(best).value)
    var text = "Cheapest now: \(best.id) (\(best.subtitle)), \(Figure.dollars(best.total.value)) a month"
    text += " or \(price) a million tokens, everything counted"
    if comparison.ranked.count > 1 {
      let next = comparison.ranked[1]
      text += "; next is \(next.id) at \(Figure.dollars(next.total.value))"
      text += ", \(Figure.percent(next.total / best.total - 1)) more"
    }
    return text + "."
  }

  private func volumeWords(_ curves: VolumeCurves, _ spread: BreakEvenSpread?) -> [String] {
    guard let favourite = curves.favourite else { return [] }
    let own = scenario.workload.requests
    let later = curves.overtakings.compactMap { entry in
      entry.crossing.lastingFrom.map { (entry.id, $0, entry.billThere) }
    }
    .filter { $0.1 > own }.sorted { $0.1 < $1.1 }
    guard let (id, volume, bill) = later.first else {
      return ["At no volume up to a thousand times today's does another option become cheaper than \(favourite)."]
    }
    var text = "From \(Figure.count(volume.value)) requests a month on, \(Figure.times(volume / own)) today's, \(id)"
    text += " is cheaper than \(favourite)"
    if let bill { text += ", whose bill is then \(Figure.dollars(bill.value)) a month" }
    if let spread, spread.challenger == id {
      text += "; in \(Figure.percent(spread.share)) of the worlds drawn it becomes so, mostly from "
      text += "\(Figure.count(spread.p10.value)) to \(Figure.count(spread.p90.value))"
    }
    return [text + "."]
  }

  private func flipWords(_ sensitivity: Sensitivity) -> String {
    let flips = sensitivity.bars.compactMap { bar in bar.flipsAt.map { (bar.driver, $0) } }
    guard let (driver, factor) = flips.min(by: { abs($0.1 - 1) < abs($1.1 - 1) }) else {
      let widest = sensitivity.bars.first.map { "; \($0.driver.title.lowercased()) moves it most" } ?? ""
      return "No single input within its likely range makes \(sensitivity.rival) cheaper\(widest)."
    }
    let direction = factor < 1 ? "fell" : "rose"
    return "\(sensitivity.rival) would be cheaper if \(driver.title.lowercased()) \(direction) to "
      + "\(Figure.times(factor)) what is assumed\(value(driver, factor))."
  }

  /// The driver's value at a factor, where the scenario has one.
  private func value(_ driver: Driver, _ factor: Double) -> String {
    let workload = scenario.workload
    switch driver {
    case .volume: return ", \(Figure.count(workload.requests.value * factor)) requests a month"
    case .promptLength: return ", \(Figure.count(workload.prompt.value * factor)) tokens"
    case .answerLength: return ", \(Figure.count(workload.output.value * factor)) tokens"
    case .cacheHits: return ", \(Figure.percent(min(0.99, workload.cachedShare * factor))) of the prompt"
    case .peak: return ", \(Figure.times(workload.peakToMean * factor)) the average hour"
    case .pay: return ", \(Figure.dollars(scenario.people.engineer.value * factor)) a year"
    case .apiPrice, .gpuPrice, .efficiency, .headroom, .people: return ""
    }
  }

  private func growthWords(_ timeline: GrowthTimeline, _ best: OptionResult) -> String {
    let growth = Figure.percent(scenario.workload.growthPerMonth)
    let months = scenario.horizonMonths
    guard let change = timeline.change else {
      return "At \(growth) growth a month, \(best.id) stays the cheapest through month \(months)."
    }
    let volume = timeline.volumes.indices.contains(change.month) ? timeline.volumes[change.month].value : 0
    return "At \(growth) growth a month, \(change.option) becomes the cheapest in month \(change.month), at "
      + "\(Figure.count(volume)) requests."
  }

  /// The claim that an API stays cheaper until $10K to $50K a month, held against this scenario.
  private func ruleWords(_ comparison: Comparison) -> String? {
    let apis = comparison.ranked.filter { $0.option.kind.paysByToken }
    guard let own = comparison.ranked.first(where: { $0.option.kind.isOperated }), let challenger = place(of: own.id),
      !apis.isEmpty
    else { return nil }
    let volume = scenario.workload.requests
    let parts = apis.prefix(3).compactMap { api -> String? in
      guard let incumbent = place(of: api.id) else { return nil }
      let crossing = BreakEven.solve(
        challenger: { cost(challenger, at: $0) }, incumbent: { cost(incumbent, at: $0) },
        over: (volume / 1000)...(volume * 1000), placesPerDecade: 10)
      switch crossing {
      case .never, .until, .between: return "against \(api.id) it never pays"
      case .always: return "against \(api.id) it always pays"
      case .from(_, let lasting), .exceptBetween(_, let lasting):
        let world = self.world(.base, volume: lasting)
        let bill = bill(incumbent, world, .base)
        let tokens = bill.lines.filter { CostKind($0.part) == .tokens }.reduce(DollarsPerMonth.zero) { $0 + $1.amount }
        return "against \(api.id) from \(Figure.dollars(tokens.value)) of tokens a month"
      }
    }
    return "The rule of thumb says that an API is cheaper up to $10K to $50K a month. Here \(own.id) pays "
      + "as follows: \(parts.joined(separator: "; "))."
  }

  private func chanceWords(_ chances: MonteCarlo, _ best: OptionResult) -> String {
    let order = chances.spreads.sorted { $0.probabilityCheapest > $1.probabilityCheapest }
    let words = order.prefix(3).filter { $0.probabilityCheapest > 0 }.map {
      "\($0.id) \(Figure.percent($0.probabilityCheapest))"
    }
    var text = "Cheapest in \(Figure.count(Double(chances.draws))) worlds drawn: \(words.joined(separator: ", "))"
    if let own = chances.spreads.first(where: { $0.id == best.id }) {
      text += "; \(best.id) costs \(Figure.dollars(own.p10.value)) to \(Figure.dollars(own.p90.value)) in eight of ten"
    }
    return text + "."
  }

  private func servicesWords(_ comparison: Comparison, _ best: OptionResult) -> String {
    let share = best.bill.shareBesidesInference.value
    let services = best.total(.services)
    var text = "Of \(best.id)'s bill \(Figure.percent(share)) pays for no token"
    if services > .zero {
      let count = scenario.vendors.lines.count
      text += ", \(Figure.dollars(services.value)) of it for \(count) service\(count == 1 ? "" : "s")"
    }
    if !comparison.missingServices.isEmpty {
      text += "; not counted: \(comparison.missingServices.joined(separator: "; "))"
    }
    return text + "."
  }

  private func sourceWords(_ comparison: Comparison) -> String {
    let sources = comparison.sources
    guard let oldest = sources.first else { return "No figure of the catalogue is used." }
    let stale = comparison.staleSources.count
    let age = oldest.provenance.ageInDays(on: comparison.today)
    return "It stands on \(sources.count) dated sources; the oldest, \(oldest.what), is \(age) days old"
      + (stale == 0 ? "." : ", and \(stale) are older than \(Provenance.staleAfterDays) days.")
  }
}
