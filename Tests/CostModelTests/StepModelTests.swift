import Foundation
import Testing

@testable import CostModel

/// What an independent implementation of the same formulas, in Python with NumPy, gave for published set-ups.
private struct Reference: Decodable {
  struct Row: Decodable {
    var id: String
    var decode: [String: Double]
    var mixed: [String: Double]
    var chunk: Double
    var batch: Double
    var cycle: Double
    var kvTokens: Double
    var rate: Double
    var bound: Double
    var tpot: Double
  }
  /// Value and sigma.
  var priors: [String: [Double]]
  var factors: [String: Double]
  var rows: [Row]
  /// Tokens a second of every row of the fit but open loops.
  var rates: [String: Double]
  /// Seconds, of the open loops.
  var quietTPOT: [String: Double]
  /// Rows of the fit by their weight.
  var weights: [String: Int]
  var loss: Double
}

@Suite struct StepModelTests {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  private let reference: Reference
  private let factors: Factors
  private let measurements: [String: PublishedRun]

  init() throws {
    let data = try Data(contentsOf: StepModelTests.tests.appendingPathComponent("Reference/step-model.json"))
    reference = try JSONDecoder().decode(Reference.self, from: data)
    var factors = Factors.prior
    for prior in Factor.priors { factors[prior.factor] = try #require(reference.factors[prior.factor.name]) }
    self.factors = factors
    measurements = Dictionary(
      try ShippedMeasurements.runs.get().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  @Test func `every factor of the reference is a factor here, with the same prior`() throws {
    #expect(Set(reference.factors.keys) == Set(Factor.priors.map(\.factor.name)))
    for prior in Factor.priors {
      let expected = try #require(reference.priors[prior.factor.name])
      #expect([prior.value, prior.sigma] == expected, "\(prior.factor.name)")
    }
  }

  @Test func `each factor has a place of its own`() {
    #expect(Factor.priors.map(\.factor.slot) == Array(Factor.priors.indices))
  }

  @Test func `each piece of a step equals the reference`() throws {
    for row in reference.rows {
      let measured = try #require(measurements[row.id])
      let model = StepModel(measured.deployment, factors, years: measured.engineYears)
      let context = measured.prompt.value + measured.output.value / 2
      let batch = row.batch
      let decode = model.parts(decodes: batch, context: context, prefill: 0, attended: 0)
      let mixed = model.parts(
        decodes: batch, context: context, prefill: row.chunk, attended: measured.prompt.value / 2)
      for (parts, expected) in [(decode, row.decode), (mixed, row.mixed)] {
        let pieces = [
          ("dense", parts.dense), ("head", parts.head), ("experts", parts.experts), ("kv", parts.cache),
          ("prefill_attn", parts.attention), ("comm", parts.links), ("host", parts.host), ("total", parts.total),
        ]
        for (name, value) in pieces {
          let other = try #require(expected[name])
          #expect(abs(value - other) <= 1e-9 * max(other, 1e-9), "\(row.id) \(name): \(value), reference \(other)")
        }
      }
    }
  }

  @Test func `throughput, bound and memory equal the reference`() throws {
    for row in reference.rows {
      let measured = try #require(measurements[row.id])
      let predicted = try #require(measured.prediction(factors))
      #expect(abs(predicted.rate.value / row.rate - 1) < 1e-9, "\(row.id): \(predicted.rate.value), \(row.rate)")
      #expect(abs(predicted.bound.value / row.bound - 1) < 1e-9, "\(row.id): \(predicted.bound.value), \(row.bound)")
      #expect(abs(predicted.tpot.value / row.tpot - 1) < 1e-9, "\(row.id)")
      let memory = StepModel(measured.deployment, factors).memory
      #expect(abs(memory.tokensOfRunning / row.kvTokens - 1) < 1e-9, "\(row.id)")
    }
  }

  @Test func `every row of the fit is predicted as by the reference, and weighs as much`() throws {
    let weights = Dictionary(measurements.values.map { ("\($0.weight)", 1) }, uniquingKeysWith: +)
    #expect(weights["1.0"] == reference.weights["1"])
    #expect(weights["0.3"] == reference.weights["0.3"])
    #expect(weights["0.1"] == reference.weights["0.1"])
    for (id, rate) in reference.rates {
      let predicted = try #require(measurements[id]?.prediction(factors))
      #expect(abs(predicted.rate.value / rate - 1) < 1e-9, "\(id): \(predicted.rate.value), \(rate)")
    }
    for (id, seconds) in reference.quietTPOT {
      let predicted = try #require(measurements[id]?.quietTPOT(factors))
      #expect(abs(predicted.value / seconds - 1) < 1e-9, "\(id): \(predicted.value), \(seconds)")
    }
    let loss = Fit.loss(factors, on: Array(measurements.values))
    #expect(abs(loss / reference.loss - 1) < 1e-9)
  }
}
