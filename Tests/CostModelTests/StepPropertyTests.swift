import StrataTesting
import Testing

@testable import CostModel

/// Laws that step times keep for every deployment.
@Suite struct StepPropertyTests {
  private let catalog: Catalog
  private let factors: Factors

  init() throws {
    catalog = try ShippedMeasurements.catalog.get()
    factors = try Factors.read(shippedCatalog + "/calibration.csv")
  }

  private func deployment(_ rng: inout SplitMix64) throws -> Deployment {
    let model = try #require(catalog.models.randomElement(using: &rng))
    let machine = try #require(catalog.accelerators.randomElement(using: &rng))
    let weights = model.nativePrecision == .mxfp4 ? .mxfp4 : WeightPrecision.allCases[rng.int(0...3)]
    var deployment = Deployment(
      model: model, accelerator: machine, gpus: 1 << rng.int(0...3), weights: weights,
      cache: rng.oneIn(2) ? .fp8 : .bf16, engine: ServingEngine.allCases[rng.int(0...2)])
    if model.isMixtureOfExperts, rng.oneIn(3) { deployment.layout = .dataParallelAttention }
    return deployment
  }

  private func seconds(_ model: StepModel, _ batch: Int, _ context: Int, prefill: Int = 0) -> Double {
    model.parts(
      decodes: Double(batch), context: Double(context), prefill: Double(prefill), attended: Double(prefill) / 2
    ).total
  }

  @Test func `a longer context and more work never make a step shorter`() throws {
    try withEverySeed(0..<200) { _, rng in
      let model = StepModel(try deployment(&rng), factors)
      let (batch, context, prefill) = (rng.int(1...500), rng.int(1...20_000), rng.int(0...4000))
      let time = seconds(model, batch, context, prefill: prefill)
      try #require(time > 0 && time.isFinite)
      try #require(seconds(model, batch, context + rng.int(1...5000), prefill: prefill) >= time)
      try #require(seconds(model, batch + rng.int(1...100), context, prefill: prefill) >= time)
      try #require(seconds(model, batch, context, prefill: prefill + rng.int(1...1000)) >= time)
    }
  }

  @Test func `a larger batch never gives fewer tokens a second`() throws {
    try withEverySeed(0..<200) { _, rng in
      let model = StepModel(try deployment(&rng), factors)
      let (batch, context) = (rng.int(1...500), rng.int(1...20_000))
      let more = batch + rng.int(1...200)
      let (rate, moreRate) = (
        Double(batch) / seconds(model, batch, context), Double(more) / seconds(model, more, context)
      )
      try #require(moreRate >= rate * (1 - 1e-12))
    }
  }

  @Test func `were links free, more GPUs would never be slower`() throws {
    var free = factors
    for factor in [Factor.oneShotLatency, .oneShotPerDoubling, .busLatency] { free[factor] = 1e-12 }
    for engine in ServingEngine.allCases { free[.ringLatency(engine)] = 1e-12 }
    for factor in [Factor.oneShotBandwidth, .ringBandwidth, .busBandwidth, .hostBandwidth, .allToAllBandwidth] {
      free[factor] = 1e12
    }
    // Nor may whole experts lie uneven.
    free[.expertImbalance] = 1e-12
    try withEverySeed(0..<200) { _, rng in
      let few = try deployment(&rng)
      var many = few
      many.gpus *= 2
      let (batch, context, prefill) = (rng.int(1...500), rng.int(1...20_000), rng.int(0...4000))
      let (slow, quick) = (StepModel(few, free), StepModel(many, free))
      try #require(
        seconds(quick, batch, context, prefill: prefill)
          <= seconds(slow, batch, context, prefill: prefill) * (1 + 1e-9))
    }
  }

  @Test func `8-bit weights are never slower than 16-bit ones on a chip that multiplies in 8 bits`() throws {
    try withEverySeed(0..<200) { _, rng in
      var narrow = try deployment(&rng)
      guard narrow.accelerator.peak8 != nil, narrow.weights != .mxfp4 else { return }
      narrow.weights = .fp8
      var wide = narrow
      wide.weights = .bf16
      let (batch, context, prefill) = (rng.int(1...500), rng.int(1...20_000), rng.int(0...4000))
      try #require(
        seconds(StepModel(narrow, factors), batch, context, prefill: prefill)
          <= seconds(StepModel(wide, factors), batch, context, prefill: prefill))
    }
  }

  @Test func `compiled step times are those of the model`() throws {
    try withEverySeed(0..<60) { _, rng in
      let deployment = try deployment(&rng)
      let model = StepModel(deployment, factors)
      let costs = model.compiled()
      let (batch, context, prefill) = (rng.int(1...250), rng.int(200...20_000), rng.int(0...4000))
      let compiled = costs.seconds(
        decodes: batch, context: batch * context, prefill: prefill, pairs: Double(prefill) * Double(prefill) / 2)
      try #require(abs(compiled / seconds(model, batch, context, prefill: prefill) - 1) < 0.02)
    }
  }

  @Test func `prompts from a cache cost no more than the tokens that decode`() throws {
    try withEverySeed(0..<60) { _, rng in
      let model = StepModel(try deployment(&rng), factors)
      let (whole, cached) = (model.compiled(), model.compiled().withCachedPrompts)
      let (batch, context) = (rng.int(1...250), rng.int(1...20_000))
      try #require(
        cached.seconds(decodes: batch, context: batch * context, prefill: 0, pairs: 0)
          == whole.seconds(decodes: batch, context: batch * context, prefill: 0, pairs: 0))
      try #require(
        cached.seconds(decodes: batch, context: batch * context, prefill: 8, pairs: 800)
          < whole.seconds(decodes: batch, context: batch * context, prefill: 8, pairs: 800))
    }
  }
}
