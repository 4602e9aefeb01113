import Inference

/// What memory and arithmetic of this machine allow, and how near the engine comes.
struct MachineRoofline: Experiment {
  let description = ExperimentDescription(
    id: "roofline", title: "The roofline of this machine", layer: .infrastructure,
    summary: """
      How fast this machine reads memory and how fast it multiplies are measured; from these two numbers follows how \
      fast a model can write and read at most, and then the engine does both.
      """,
    parameters: [
      LoadedModel.parameter(["15m", "110m", "1b"], usual: "110m"),
      ExperimentParameter("decode", "tokens that are written, one by one", .whole(4...256, usual: 24)),
      ExperimentParameter("prompt", "tokens that are read at once", .whole(16...256, usual: 128)),
    ],
    predictions: [
      ExperimentPrediction(
        "bandwidth", "How many GB does this machine read from memory in a second?", unit: "GB/s", .ratio),
      ExperimentPrediction(
        "ridge",
        "How many multiplications and additions can it do in the time in which it reads one byte?", .ratio),
      ExperimentPrediction(
        "decode-F16", "How many tokens a second will the engine write, with weights of 16 bits?", unit: "tokens/s",
        .ratio
      ),
      ExperimentPrediction(
        "bound-decode", "What limits writing for one user?", .choice(MeasuredRoofs.Bound.allCases.map(\.rawValue))),
      ExperimentPrediction(
        "bound-prefill", "What limits reading a prompt?", .choice(MeasuredRoofs.Bound.allCases.map(\.rawValue))),
    ],
    chart: ExperimentDescription.Chart(
      x: "operations for each byte", y: "billion operations a second", isLogarithmic: true, isLogarithmicY: true,
      marks: ["decode", "prefill"]),
    needs: ExperimentDescription.Needs(seconds: 30, bytes: 800 << 20, isModelNeeded: false))

  /// What the weights of a shape are stored as, one after the other.
  private static let mixes: [QuantizationMix] = [.f16, .q8_0, .q4_0]
  private static let repeats = 5

  /// What was measured of one format.
  struct Point {
    let name: String
    /// Bytes of weights that a token reads.
    let weightBytes: Int
    let decodeWork: Workload
    let prefillWork: Workload
    /// Tokens a second, of each repeat.
    let decode: [Double]
    let prefill: [Double]
  }

  func run(
    _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ observe: @escaping (Observation) -> Bool
  ) throws -> ExperimentResult {
    let stage = Stage(observe)
    try stage.progress(0, "measuring memory and arithmetic")
    var roofs = try MeasuredRoofs(threads: environment.threads, stage.part(0, 0.2))
    var points: [Point] = []
    let choice = settings.choice("model")
    let mixes = choice == LoadedModel.file ? [.f16] : MachineRoofline.mixes
    for (index, mix) in mixes.enumerated() {
      let part = stage.part(0.2, 0.85).part(index, of: mixes.count)
      guard let point = try measure(choice, mix, settings, environment, part) else { continue }
      points.append(point)
      for (series, work, speeds) in [
        ("decode", point.decodeWork, point.decode), ("prefill", point.prefillWork, point.prefill),
      ] {
        let rate = Spread(of: speeds).median * work.operationsPerToken
        try stage.point(series, work.intensity, rate / 1e9)
      }
    }
    roofs = roofs.joined(with: try MeasuredRoofs(threads: environment.threads, stage.part(0.85, 0.99)))
    try draw(roofs, stage)
    let result = report(roofs, points, settings, environment)
    try stage.progress(1, "done")
    return result
  }

  /// The roofs as lines: up with the bandwidth, level at the peak.
  private func draw(_ roofs: MeasuredRoofs, _ stage: Stage) throws {
    for bytes in [false, true] {
      for x in [0.25, roofs.ridge(bytes: bytes), 1_000] {
        try stage.point(
          bytes ? "roof for bytes" : "roof for single precision", x, roofs.roof(x, bytes: bytes) / 1e9)
      }
    }
  }

  // MARK: The engine

  /// Nil where the machine has not the memory for it.
  private func measure(
    _ choice: String, _ mix: QuantizationMix, _ settings: ExperimentSettings, _ environment: ExperimentEnvironment,
    _ stage: Stage
  ) throws -> Point? {
    let isFile = choice == LoadedModel.file
    if !isFile, let shape = ModelShape(named: choice) {
      // It is made, then copied to where it is read from.
      let bytes = 2 * Double(shape.weightCount) * mix.type.bitsPerWeight / 8
      guard bytes < 0.8 * Double(Machine.availableMemory) else {
        try stage.show(.note("\(mix.name) is left out: \(Numeral.text(bytes / 1e9)) GB of memory are not free."))
        return nil
      }
    }
    try stage.progress(0, isFile ? "reading the model" : "making weights in \(mix.name)")
    let loaded = try LoadedModel(choice, mix, environment)
    let pass = try Transformer(loaded.model, threads: environment.threads)
    let (decode, prompt) = (settings.whole("decode"), settings.whole("prompt"))
    let name = isFile ? MachineRoofline.type(loaded.model) : mix.name
    var subject = try InferenceContext(pass, contextLength: max(decode, prompt) + 1)
    let tokens = loaded.prompt(max(decode, prompt), seed: environment.seed)
    let decoded = try repeated(stage.part(0.3, 0.65), "\(name): writing") {
      subject.truncate(to: 0)
      for token in tokens.prefix(decode) { _ = try subject.advance([token]) }
    }
    let prefilled = try repeated(stage.part(0.65, 1), "\(name): reading a prompt") {
      subject.truncate(to: 0)
      _ = try subject.advance(Array(tokens.prefix(prompt)))
    }
    func work(_ test: Benchmark.Test) -> Workload {
      Workload(test, model: loaded.model, kvType: .f16, capacity: pass.capacity)
    }
    return Point(
      name: name, weightBytes: loaded.model.weights.bytesPerToken,
      decodeWork: work(.decode(tokens: decode, depth: 0)), prefillWork: work(.prefill(tokens: prompt, depth: 0)),
      decode: decoded.map { Double(decode) / $0 }, prefill: prefilled.map { Double(prompt) / $0 })
  }

  /// The seconds of each repeat; one before them warms up.
  private func repeated(_ stage: Stage, _ name: String, _ body: () throws -> Void) throws -> [Double] {
    let clock = ContinuousClock()
    return try (0...MachineRoofline.repeats).compactMap { index in
      try stage.progress(Double(index) / Double(MachineRoofline.repeats + 1), name)
      let start = clock.now
      try body()
      return index == 0 ? nil : (clock.now - start) / .seconds(1)
    }
  }

  /// What most of a file's weights are stored as.
  private static func type(_ model: Model) -> String {
    var weights: [TensorType: Int] = [:]
    for layer in model.weights.layers {
      for matrix in [layer.query, layer.gate, layer.up, layer.down] {
        weights[matrix.type, default: 0] += matrix.weightCount
      }
    }
    return weights.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key.name ?? "F16"
  }
}
