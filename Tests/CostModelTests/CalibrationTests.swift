import Foundation
import StrataTesting
import Testing

@testable import CostModel

/// What the shipped factors and bands are worth, on the published rows.
@Suite struct CalibrationTests {
  private let runs: [PublishedRun]
  private let factors: Factors
  private let bands: Bands

  init() throws {
    runs = try ShippedMeasurements.runs.get()
    factors = try Factors.read(shippedCatalog + "/calibration.csv")
    bands = try Bands.read(shippedCatalog + "/bands.csv")
  }

  /// A few rows of every kind that fits have.
  private var sample: [PublishedRun] {
    runs.filter { $0.weight > 0 }.enumerated().filter { $0.offset % 40 == 0 }.map(\.element)
  }

  @Test func `headline rows are predicted as well as the documents say`() throws {
    let validation = Validation(runs.filter(\.isScored), factors, bands)
    let summary = try #require(validation.headline)
    #expect(summary.count == 734)
    // docs/validation.md: 3.7 % and 6.0 %. A change of the model may cost a little, and no more, without a new fit.
    #expect(summary.median <= 0.045 && summary.mean <= 0.07, "\(summary)")
    let dense = try #require(validation.by(.kind).first { $0.name == "dense" })
    #expect(dense.median <= 0.05, "\(dense)")
    // Rows of the fit lie within the bands of held-out rows more often than those.
    #expect((0.88...0.98).contains(summary.coverage), "\(summary)")
  }

  @Test func `the shipped factors are the optimum of the fit`() {
    // The Python twin of this model ended at 1145.8.
    #expect(Fit.loss(factors, on: runs) < 1146)
    var moved = factors
    moved[.weightBandwidth] *= 1.02
    #expect(Fit.loss(moved, on: runs) > Fit.loss(factors, on: runs))
  }

  @Test func `no prediction beats the data sheet`() {
    for run in runs {
      guard let predicted = run.prediction(factors) else { continue }
      #expect(predicted.rate <= predicted.bound, "\(run.id)")
      #expect(predicted.rate.value > 0 && predicted.ttft.value > 0 && predicted.tpot.value > 0, "\(run.id)")
    }
    for row in Validation(runs, factors, bands).rows {
      #expect(row.low <= row.predicted && row.predicted <= row.high, "\(row.id)")
    }
  }

  @Test func `a fit lowers the loss, and the same rows give the same factors`() {
    let rows = sample
    #expect(rows.count > 25)
    let once = Fit.factors(to: rows)
    #expect(once == Fit.factors(to: rows))
    #expect(Fit.loss(once, on: rows) < 0.8 * Fit.loss(.prior, on: rows))
  }

  @Test func `a factor that no row depends on stays at its prior`() {
    let rows = sample.filter { $0.deployment.accelerator.generation == .hopper }
    let factors = Fit.factors(to: rows)
    #expect(factors[.familyBandwidth(.ampere)] == 1)
    #expect(factors[.familyBandwidth(.hopper)] != 1)
  }

  @Test func `factors and bands come back from their tables`() throws {
    let folder = try TemporaryCatalog()
    try folder.write(factors.table, to: "calibration.csv")
    let read = try Factors.read(folder.path + "/calibration.csv")
    for prior in Factor.priors {
      #expect(abs(read[prior.factor] / factors[prior.factor] - 1) < 1e-5, "\(prior.factor.name)")
    }
    try folder.write(bands.table, to: "bands.csv")
    #expect(try Bands.read(folder.path + "/bands.csv") == bands)
  }

  @Test func `a table names its wrong rows`() throws {
    let folder = try TemporaryCatalog()
    try folder.write("factor,value\nweightBandwith,0.8\ndrift,fast\n", to: "calibration.csv")
    #expect {
      try Factors.read(folder.path + "/calibration.csv")
    } throws: { error in
      guard case .broken(_, let problems) = error as? CatalogError else { return false }
      return problems.map(\.line) == [2, 3]
        && problems[0].reason == .unknownName(kind: "factor", near: ["weightBandwidth"])
    }
    try folder.write("what,name,half_width,rows\nclass,dense,0.1,3\nseen colour,red,,1\n", to: "bands.csv")
    #expect(throws: CatalogError.self) { try Bands.read(folder.path + "/bands.csv") }
  }

  // MARK: Bands

  @Test func `a band's half-width is the error that nine of ten stay within`() throws {
    #expect(Bands.width([]) == nil)
    #expect(Bands.width((1...9).map(Double.init)) == Bands.Width(half: 9, rows: 9))
    #expect(Bands.width((1...99).map { $0 % 2 == 0 ? Double($0) : -Double($0) })?.half == 90)
  }

  @Test func `what no fit has seen has the wider band`() throws {
    let known = try #require(runs.first { $0.isScored && $0.deployment.model.id == "Llama 3.1/3.3 70B" })
    var other = known
    other.deployment.model.id = "another"
    #expect(bands.halfWidth(known) < 0.13)
    #expect(bands.halfWidth(other) >= 0.25)
  }

  @Test func `held-out rows lie within bands of the other half in nine of ten cases`() throws {
    // Two thirds of a fit would take a minute here; the priors are worse, which the widths must show too.
    let rows = Validation(runs.filter(\.isScored), .prior).rows
    #expect((0.87...0.93).contains(CrossValidation.coverage(rows)))
  }

  @Test func `the thirds are about equal and do not depend on the order`() {
    let sizes = (0..<3).map { third in runs.count { $0.third == third } }
    #expect(sizes.allSatisfy { (450...610).contains($0) }, "\(sizes)")
    #expect(runs.map(\.third) == runs.reversed().map(\.third).reversed())
    #expect((600...990).contains(runs.count { $0.half == 0 }))
  }

  // MARK: Summaries

  @Test func `summaries say mean, median, 90th percentile and bias, the worst group first`() throws {
    let templates = runs.filter(\.isScored)
    let dense = try #require(templates.first { !$0.deployment.model.isMixtureOfExperts })
    let mixture = try #require(templates.first { $0.deployment.model.isMixtureOfExperts })
    func row(_ template: PublishedRun, _ error: Double) -> Validation.Row {
      var run = template
      run.rate = TokensPerSecond(100)
      return Validation.Row(run, predicted: TokensPerSecond(100 * (1 + error)), half: 0.15)
    }
    let validation = Validation(rows: [row(dense, 0.1), row(dense, -0.3), row(dense, 0.1), row(mixture, -0.2)])
    let groups = validation.by(.kind)
    #expect(groups.map(\.name) == ["mixture of experts", "dense"])
    #expect(abs(groups[1].mean - 0.5 / 3) < 1e-12 && abs(groups[1].median - 0.1) < 1e-12)
    #expect(abs(groups[1].p90 - 0.26) < 1e-12 && abs(groups[1].bias - 0.1) < 1e-12)
    #expect(abs(groups[1].coverage - 2.0 / 3) < 1e-12)
    #expect(abs((validation.worst.first?.error ?? 0) + 0.3) < 1e-12)
  }

  @Test func `a batch that runs alone is predicted by its times, a closed loop by its rate`() throws {
    let profile = try #require(runs.first { $0.kind == .microbenchmark && $0.tpot.mean != nil })
    let validation = Validation([profile], factors)
    #expect(validation.rows.isEmpty && validation.omissions.isEmpty)
    #expect(validation.latencies.map(\.figure) == [.meanTTFT, .meanTPOT])
    let loop = try #require(runs.first { $0.isScored && $0.kind == .closedLoop })
    #expect(Validation([loop], factors).rows.map(\.id) == [loop.id])
  }
}
