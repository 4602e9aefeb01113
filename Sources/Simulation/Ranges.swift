import CostModel
import Serving

/// Throws when a value is outside a range; also when it is not a number.
private func require(
  _ field: String, _ value: Double, _ range: ClosedRange<Double>, _ allowed: String
) throws(SimulationError) {
  guard range.contains(value) else { throw SimulationError(field: field, value: value, allowed: allowed) }
}

private let positive = Double.leastNormalMagnitude...Double.greatestFiniteMagnitude

extension SimulationOptions {
  func check() throws(SimulationError) {
    try require("requests", Double(requests), 1...1e9, "from 1 to 1,000,000,000")
    try require("warmUp", Double(warmUp ?? 0), 0...1e9, "from 0 to 1,000,000,000")
  }
}

extension SimulatedFleet {
  func check() throws(SimulationError) {
    try require("replicas", Double(replicas), 1...10_000, "from 1 to 10,000")
    try require("maximumSequences", Double(limits.maximumSequences), 1...1e6, "from 1 to 1,000,000")
    try require("kvBlocks", Double(limits.kvBlocks), 1...1e9, "from 1 to 1,000,000,000")
    try require("tokensPerBlock", Double(limits.tokensPerBlock), 1...1e6, "from 1 to 1,000,000")
    switch limits.policy {
    case .static: break
    case .continuous(let tokens), .chunkedPrefill(let tokens):
      try require("tokens", Double(tokens), 1...1e9, "from 1 to 1,000,000,000")
    }
  }
}

extension Workload {
  func check() throws(SimulationError) {
    try arrivals.check()
    switch lengths {
    case .independent(let prompt, let output):
      try prompt.check("promptTokens")
      try output.check("outputTokens")
    case .resampled, .replayed: break
    }
    guard let sharedPrefix else { return }
    try require("prefix tokens", Double(sharedPrefix.tokens), 0...1e8, "from 0 to 100,000,000")
    try require("prefix share", sharedPrefix.share, 0...1, "from 0 to 1")
  }
}

extension Arrivals {
  func check() throws(SimulationError) {
    switch self {
    case .poisson(let rate):
      try require("rate", rate.value, positive, "above 0")
    case .gamma(let rate, let variation):
      try require("rate", rate.value, positive, "above 0")
      try require("coefficientOfVariation", variation, 0.01...20, "from 0.01 to 20")
    case .diurnal(let rate, let peakToMean, let period):
      try require("rate", rate.value, positive, "above 0")
      try require("peakToMean", peakToMean, 1...2, "from 1 to 2")
      try require("period", period.value, positive, "above 0")
    case .closedLoop(let clients):
      try require("clients", Double(clients), 1...1e6, "from 1 to 1,000,000")
    case .replay(let trace, let rate):
      try require("rate", rate?.value ?? 1, positive, "above 0")
      if rate != nil { try require("trace rate", trace.rate, positive, "above 0: requests at different times") }
    }
  }
}

extension LengthDistribution {
  func check(_ field: String) throws(SimulationError) {
    switch self {
    case .fixed(let count): try require(field, Double(count), 1...1e8, "from 1 to 100,000,000")
    case .lognormal(let mean, let variation):
      try require(field, mean.value, 1...1e8, "from 1 to 100,000,000")
      try require("\(field) coefficientOfVariation", variation, 0...100, "from 0 to 100")
    case .exponential(let mean): try require(field, mean.value, 1...1e8, "from 1 to 100,000,000")
    }
  }
}
