import Inference

extension ExperimentResult.Figure {
  /// What hangs on times that were measured several times: the middle one, from the least to the most; 0 of nothing.
  init(
    _ id: String, _ label: String, repeats values: [Double], unit: String = "",
    expected: ExperimentResult.Expectation? = nil
  ) {
    let spread = values.isEmpty ? nil : Spread(of: values)
    self.init(
      id, label, spread?.median ?? 0, unit: unit, spread: spread.map { $0.least...$0.most }, expected: expected,
      isTiming: true)
  }
}

extension [Double] {
  /// The middle one; 0 of nothing.
  var middle: Double { isEmpty ? 0 : Spread(of: self).median }

  /// How many times as much each is as its counterpart.
  func times(_ others: [Double]) -> [Double] { zip(self, others).map { $0 / Swift.max($1, 1e-12) } }
}

extension [[TokenID]] {
  /// Tokens that texts do not have in common with others, place by place.
  func differences(from others: [[TokenID]]) -> Int {
    zip(self, others).reduce(abs(count - others.count)) { sum, pair in
      sum + zip(pair.0, pair.1).count { $0 != $1 } + abs(pair.0.count - pair.1.count)
    }
  }
}
