import Inference

/// How long a decode step takes at least, by what it reads and computes and by what this machine was measured to do.
struct BatchRoofline {
  /// Read once for a step, whoever is in it.
  let weightBytes: Double
  /// Keys and values that each sequence reads for itself.
  let cacheBytes: Double
  /// Multiplications and additions of each sequence.
  let operations: Double
  let bytesPerSecond: Double
  let operationsPerSecond: Double

  init(_ model: Model, depth: Int, _ roofs: MeasuredRoofs) {
    let work = Workload(.decode(tokens: 1, depth: depth), model: model, kvType: .f16, capacity: 1)
    self.init(
      weightBytes: Double(model.weights.bytesPerToken),
      cacheBytes: work.bytesPerToken - Double(model.weights.bytesPerToken), operations: work.operationsPerToken,
      bytesPerSecond: roofs.bandwidth, operationsPerSecond: roofs.peak(bytes: work.multipliesBytes))
  }

  init(
    weightBytes: Double, cacheBytes: Double, operations: Double, bytesPerSecond: Double, operationsPerSecond: Double
  ) {
    self.weightBytes = weightBytes
    self.cacheBytes = cacheBytes
    self.operations = operations
    self.bytesPerSecond = bytesPerSecond
    self.operationsPerSecond = operationsPerSecond
  }

  func seconds(_ batch: Int) -> Double {
    max(
      (weightBytes + Double(batch) * cacheBytes) / bytesPerSecond, Double(batch) * operations / operationsPerSecond)
  }

  func tokensPerSecond(_ batch: Int) -> Double { Double(batch) / seconds(batch) }

  /// The batch at which computing takes as long as reading; nil where reading always takes longer.
  var ridge: Double? {
    let each = operations / operationsPerSecond - cacheBytes / bytesPerSecond
    return each > 0 ? weightBytes / bytesPerSecond / each : nil
  }

  /// Llama 3.1 8B in 16 bits on an H100, without keys and values.
  static let dataCentre = BatchRoofline(
    weightBytes: 2 * DataCentre.Small.parameters, cacheBytes: 0, operations: 2 * DataCentre.Small.parameters,
    bytesPerSecond: DataCentre.bandwidth, operationsPerSecond: DataCentre.peak)
}
