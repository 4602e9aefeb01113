import CostModel

extension Scenario {
  /// Every field of a scenario in the order of its form: the fixed ones, then those of each option.
  public var fields: [ScenarioField] {
    Scenario.fixedFields + options.flatMap { ScenarioField.of($0) }
  }

  /// The field at a path.
  ///
  /// - Throws: ``FieldError`` with the nearest path.
  public func field(_ path: String) throws(FieldError) -> ScenarioField {
    let all = fields
    guard let field = all.first(where: { $0.path == path }) else {
      throw FieldError(path: path, value: "", problem: .unknownField(all.map(\.path)))
    }
    return field
  }

  /// Sets the field at a path from text.
  ///
  /// - Throws: ``FieldError`` that names the field, the value, the range and the nearest known name.
  public mutating func set(_ path: String, _ text: String) throws(FieldError) {
    let field = try field(path)
    try field.set(text, in: &self)
  }

  static let fixedFields: [ScenarioField] =
    headFields + workloadFields + objectiveFields + peopleFields + vendorFields
    + hostingFields + priceFields

  private static let headFields: [ScenarioField] = [
    .text("title", "Title", "What the scenario is called in lists.", \.title),
    .text("summary", "Summary", "Who this is, in a sentence.", \.summary),
    .choice(
      "privacy", "Privacy", "Where the data may go; each word is stricter than the one before.", \.privacy),
    .choice("quality", "Capability", "The smallest class of model that does the task well enough.", \.quality),
    ScenarioField(
      path: "horizon_months", title: "Horizon", unit: "months", meaning: "How far growth is followed.",
      kind: .number(1...120, step: 1, isWhole: true), isOptional: false,
      get: { .number(Double($0.horizonMonths)) },
      put: { if case .number(let number)? = $1 { $0.horizonMonths = Int(number) } }),
  ]

  private static let workloadFields: [ScenarioField] = [
    .number(
      "workload.requests_per_month", "Requests", "a month", "Calls of the model, all users together.",
      1...1e12, .ratio(0.1), \.workload.requests.value),
    .number(
      "workload.prompt_tokens", "Prompt", "tokens", "Mean length of a prompt, instructions and context included.",
      1...1e6, .ratio(0.1), \.workload.prompt.value),
    .number(
      "workload.output_tokens", "Answer", "tokens", "Mean length of an answer.", 1...1e5, .ratio(0.1),
      \.workload.output.value),
    .number(
      "workload.prompt_cv", "Prompt spread", "× mean", "Standard deviation over mean of the prompts' lengths.", 0...5,
      .step(0.1), \.workload.promptVariation),
    .number(
      "workload.output_cv", "Answer spread", "× mean", "Standard deviation over mean of the answers' lengths.", 0...5,
      .step(0.1), \.workload.outputVariation),
    .number(
      "workload.cached_share", "Repeated prefix", "of prompt",
      "The share of prompt tokens that repeat the beginning of an earlier prompt.", 0...0.99, .step(0.05),
      \.workload.cachedShare),
    .number(
      "workload.batch_share", "Can wait", "of all", "The share of requests that a batch API may answer.",
      0...1, .step(0.05), \.workload.batchShare),
    .number(
      "workload.peak_to_mean", "Peak", "× mean", "The busiest hour over the average hour.", 1...50, .step(0.25),
      \.workload.peakToMean),
    .number(
      "workload.burstiness", "Burstiness", "CV",
      "Standard deviation over mean of the gaps between arrivals; 1 is a Poisson process.", 0.1...20, .step(0.25),
      \.workload.burstiness),
    .number(
      "workload.growth_per_month", "Growth", "a month", "0.05 is 5 % more requests each month.", -0.5...2,
      .step(0.01), \.workload.growthPerMonth),
  ]

  private static let objectiveFields: [ScenarioField] = [
    .optional(
      "objectives.ttft_s", "First token", "s", "No longer until the first token.", 0.01...600, .ratio(0.1),
      { $0.objectives.ttft?.value }, { $0.objectives.ttft = $1.map { Seconds($0) } }),
    .optional(
      "objectives.tpot_s", "Each token", "s", "No longer from token to token, averaged over an answer.", 0.001...10,
      .ratio(0.1), { $0.objectives.tpot?.value }, { $0.objectives.tpot = $1.map { Seconds($0) } }),
    .optional(
      "objectives.e2e_s", "Whole answer", "s", "No longer until the last token.", 0.01...3600, .ratio(0.1),
      { $0.objectives.endToEnd?.value }, { $0.objectives.endToEnd = $1.map { Seconds($0) } }),
    .number(
      "objectives.percentile", "Percentile", "%", "The share of requests that must meet the objectives.", 50...99.9,
      .step(1), \.objectives.percentile),
  ]

  private static let peopleFields: [ScenarioField] = [
    .number(
      "people.engineer_usd_per_year", "Engineer", "$ a year", "A full year with everything that an employer pays.",
      0...2e6, .step(10_000), \.people.engineer.value),
    .number(
      "people.api_fte", "For an API", "engineers", "What using an API keeps busy.", 0...50, .step(0.05),
      \.people.apiEngineers),
    .number(
      "people.self_host_fte", "For own serving", "engineers", "What own serving keeps busy, on-call included.", 0...50,
      .step(0.05), \.people.selfHostEngineers),
    .number(
      "people.tuning_fte", "For tuning", "engineers", "Data, training, evaluation of a tuned model.", 0...50,
      .step(0.05), \.people.tuningEngineers),
    .number(
      "people.migration_usd", "Migration", "$ once", "Moving to own serving, spread over the horizon.", 0...1e8,
      .step(5000), \.people.migration.value),
  ]

  private static let vendorFields: [ScenarioField] = [
    .number("vendors.seats", "Seats", "people", "Who logs in to the tools.", 0...1e5, .step(1), \.vendors.seats),
    .number(
      "vendors.traces_per_month", "Traces", "a month", "Requests that are traced.", 0...1e12, .ratio(0.1),
      \.vendors.tracesPerMonth),
    .number(
      "vendors.vector_gb", "Vectors", "GB", "Vectors stored.", 0...1e7, .ratio(0.1), \.vendors.vectorGigabytes),
    .number(
      "vendors.vector_reads_per_month", "Vector reads", "a month", "Queries of the vector store.", 0...1e12,
      .ratio(0.1), \.vendors.vectorReadsPerMonth),
    .number(
      "vendors.vector_writes_per_month", "Vector writes", "a month", "Vectors written or changed.", 0...1e12,
      .ratio(0.1), \.vendors.vectorWritesPerMonth),
    ScenarioField(
      path: "vendors.lines", title: "Services", unit: "", meaning: "Vendors of the catalogue, by name.", kind: .names,
      isOptional: false, get: { .texts($0.vendors.lines) },
      put: { if case .texts(let texts)? = $1 { $0.vendors.lines = texts } }),
  ]
}

extension Scenario {
  private static let hostingFields: [ScenarioField] = [
    .number(
      "hosting.storage_gb", "Storage", "GB", "Weights, images and logs of own machines.", 0...1e9, .ratio(0.1),
      \.hosting.storage.value),
    .number(
      "hosting.storage_usd_per_gb_month", "Storage price", "$ a GB", "A month; 0.08 is what a large cloud lists.",
      0...100, .step(0.01), \.hosting.storagePrice.value),
    .number(
      "hosting.egress_gb_per_request", "Sent out", "GB a request", "Answer and protocol; ten kilobytes is 0.00001.",
      0...100, .ratio(0.1), \.hosting.egressPerRequest.value),
    .number(
      "hosting.egress_usd_per_gb", "Traffic price", "$ a GB", "What leaves the cloud; 0.09 is what a large one lists.",
      0...100, .step(0.01), \.hosting.egressPrice.value),
  ]

  private static let priceFields: [ScenarioField] = [
    .number(
      "prices.api_change_per_year", "Token prices", "a year", "-0.3 for tokens three tenths cheaper each year.",
      -0.95...3, .step(0.05), \.prices.apiChangePerYear),
    .number(
      "prices.gpu_change_per_year", "GPU prices", "a year", "0.2 for GPU hours a fifth dearer each year.",
      -0.95...3, .step(0.05), \.prices.gpuChangePerYear),
  ]
}

extension ScenarioField {
  enum Drag { case step(Double), ratio(Double) }

  static func number(
    _ path: String, _ title: String, _ unit: String, _ meaning: String, _ range: ClosedRange<Double>, _ drag: Drag,
    _ key: any WritableKeyPath<Scenario, Double> & Sendable
  ) -> ScenarioField {
    ScenarioField(
      path: path, title: title, unit: unit, meaning: meaning, kind: kind(range, drag), isOptional: false,
      get: { .number($0[keyPath: key]) }, put: { if case .number(let number)? = $1 { $0[keyPath: key] = number } })
  }

  static func optional(
    _ path: String, _ title: String, _ unit: String, _ meaning: String, _ range: ClosedRange<Double>, _ drag: Drag,
    _ get: @escaping @Sendable (Scenario) -> Double?, _ put: @escaping @Sendable (inout Scenario, Double?) -> Void
  ) -> ScenarioField {
    ScenarioField(
      path: path, title: title, unit: unit, meaning: meaning, kind: kind(range, drag), isOptional: true,
      get: { get($0).map { .number($0) } },
      put: { scenario, value in
        if case .number(let number)? = value { put(&scenario, number) } else { put(&scenario, nil) }
      })
  }

  static func choice<Word: RawRepresentable & CaseIterable & Sendable>(
    _ path: String, _ title: String, _ meaning: String, _ key: any WritableKeyPath<Scenario, Word> & Sendable
  ) -> ScenarioField where Word.RawValue == String {
    ScenarioField(
      path: path, title: title, unit: "", meaning: meaning, kind: .choice(Word.allCases.map(\.rawValue)),
      isOptional: false, get: { .text($0[keyPath: key].rawValue) },
      put: { if case .text(let text)? = $1, let word = Word(rawValue: text) { $0[keyPath: key] = word } })
  }

  static func text(
    _ path: String, _ title: String, _ meaning: String, _ key: any WritableKeyPath<Scenario, String> & Sendable
  ) -> ScenarioField {
    ScenarioField(
      path: path, title: title, unit: "", meaning: meaning, kind: .text, isOptional: false,
      get: { .text($0[keyPath: key]) }, put: { if case .text(let text)? = $1 { $0[keyPath: key] = text } })
  }

  static func kind(_ range: ClosedRange<Double>, _ drag: Drag, isWhole: Bool = false) -> Kind {
    switch drag {
    case .step(let step): .number(range, step: step, isWhole: isWhole)
    case .ratio(let ratio): .number(range, step: ratio, isRatio: true, isWhole: isWhole)
    }
  }
}
