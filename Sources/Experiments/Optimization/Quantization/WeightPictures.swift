import Inference

/// What rounding does to the weights of one format: a matrix's weights, its errors, and where errors are large.
struct WeightPictures {
  private static let bins = 48
  private static let columns = [
    ("attn_q", "query"), ("attn_k", "key"), ("attn_v", "value"), ("attn_output", "output"), ("ffn_gate", "gate"),
    ("ffn_up", "up"), ("ffn_down", "down"),
  ]

  private let format: WeightFormat
  private let matrix: String
  private let weights: [Float]
  private let rounded: [Float]
  private let errors: [String: WeightError]
  private let layers: Int

  /// Rounds the model once in the format that is to be looked at.
  init(_ trial: FewerBits.Trial, _ stage: Stage) throws {
    let file = trial.shipped.file
    format =
      WeightFormat.named(trial.settings.choice("look"), blockSize: trial.blockSize)
      ?? .plain(PlainBlocks(bits: 4, blockSize: trial.blockSize))
    let name = format.name
    let stored = try StoredModel(file, format, threads: trial.environment.threads) {
      stage.goesOn($0, "\(name): looking at the weights")
    }
    errors = stored.errors(against: file)
    layers = stored.model.blueprint.layerCount
    let place = "blk.\(layers / 2).ffn_down.weight"
    matrix = place
    var (all, back): ([Float], [Float]) = ([], [])
    if let tensor = file.tensors.first(where: { $0.name == place }),
      let other = stored.tensors.first(where: { $0.name == place })
    {
      tensor.eachRow(beside: other) {
        all += $0
        back += $1
      }
    }
    (weights, rounded) = (all, back)
  }

  func show(on stage: Stage) throws {
    let size = (weights.reduce(0) { $0 + Double($1 * $1) } / Double(max(1, weights.count))).squareRoot()
    let reach = size > 0 ? 4 * size : 1
    let name = format.name
    try stage.picture("Weights of \(matrix)", histogram(weights.map { Double($0) }, reach))
    try stage.picture("The same in \(name)", histogram(rounded.map { Double($0) }, reach))
    let misses = zip(weights, rounded).map { Double($1 - $0) }
    let most = misses.map(\.magnitude).max() ?? 0
    try stage.picture("Errors of \(name)", histogram(misses, most > 0 ? most : reach))
    let values = (0..<layers).map { layer in
      WeightPictures.columns.map { part, _ in
        errors["blk.\(layer).\(part).weight"].map { 100 * $0.relative } ?? .nan
      }
    }
    try stage.picture(
      "Errors of \(name) by layer, without the token table",
      .heatMap(
        rows: (0..<layers).map { "layer \($0 + 1)" }, columns: WeightPictures.columns.map(\.1), values: values,
        unit: "% of the weights"))
  }

  private func histogram(_ values: [Double], _ reach: Double) -> ExperimentPicture.Content {
    var counts = [Double](repeating: 0, count: WeightPictures.bins)
    for value in values where value.magnitude <= reach {
      let bin = Int((value + reach) / (2 * reach) * Double(WeightPictures.bins))
      counts[min(bin, WeightPictures.bins - 1)] += 1
    }
    return .histogram(counts: counts, from: -reach, to: reach, unit: "")
  }
}
