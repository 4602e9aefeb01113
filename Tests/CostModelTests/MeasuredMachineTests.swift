import Foundation
import StrataTesting
import Testing

@testable import CostModel

@Suite struct MeasuredMachineTests {
  private func machine(
    _ id: String = "this-machine", bandwidth: Double = 20e9, floats: Double = 400e9, watts: Int? = nil
  ) throws -> MeasuredMachine {
    MeasuredMachine(
      id: id, processor: "A processor; of a maker", memory: Bytes(24e9), bandwidth: BytesPerSecond(bandwidth),
      floats: FLOPsPerSecond(floats), bytes: FLOPsPerSecond(2.5 * floats), watts: watts, perHour: DollarsPerHour(0.05),
      day: try #require(CalendarDay("2026-11-26")), confidence: .medium, note: "2 threads")
  }

  @Test func `a measured machine reads back from the own catalogue, with its hour`() throws {
    let own = try TemporaryCatalog()
    let folder = own.path + "/made/on/demand"
    let mine = try machine(bandwidth: 12.3456789e9)
    try mine.keep(in: folder)
    let catalog = try Catalog.read(shippedCatalog, overriddenBy: folder)
    let row = try catalog.accelerator(named: "this machine")
    #expect(row == mine.accelerator && row.memoryBandwidth.value == 12.35e9 && row.watts == nil)
    #expect(row.provenance.source == "measured on this machine" && row.note == "A processor; of a maker; 2 threads")
    #expect(catalog.gpuPrices(of: "this-machine").map(\.onDemand?.value) == [0.05])
    #expect(catalog.gpuPrices(of: "this-machine").first?.kind == .ownership)
  }

  @Test func `measured again it takes its own place, and other rows keep theirs and their names`() throws {
    let own = try TemporaryCatalog()
    try own.write(
      Accelerator.table(of: [try machine("old").accelerator], aliases: ["old": ["a", "b c"]]), to: "accelerators.csv")
    try machine().keep(in: own.path)
    try machine(bandwidth: 30e9, watts: 90).keep(in: own.path)
    let catalog = try own.read()
    #expect(catalog.accelerators.suffix(2).map(\.id) == ["old", "this-machine"])
    #expect(try catalog.accelerator(named: "b c").id == "old")
    let row = try catalog.accelerator(named: "this-machine")
    #expect(row.memoryBandwidth.value == 30e9 && row.watts == 90)
  }

  /// A dense model of so many layers, hidden numbers and tokens in its vocabulary.
  private func model(_ layers: Int, _ hidden: Int) throws -> LanguageModel {
    LanguageModel(
      id: "made", repository: "", parameters: 1e9, activeParameters: 1e9, matrixParameters: 1e9, layers: layers,
      hidden: hidden, heads: hidden / 64, kvHeads: hidden / 64, headDim: 64, intermediate: 3 * hidden,
      vocabulary: 32_000,
      tiedEmbeddings: false, experts: nil, attention: .full, maxContext: Tokens(4096),
      kvBytesPerToken16: BytesPerToken(1), nativePrecision: .bf16,
      provenance: try machine().accelerator.provenance)
  }

  @Test func `one user's token takes little more than reading the weights at the measured bandwidth`() throws {
    let factors = try Factors.read(shippedCatalog + "/calibration.csv")
    try withEverySeed(0..<100) { _, rng in
      let (layers, hidden) = (rng.int(8...40), 64 * rng.int(8...64))
      let bandwidth = Double(rng.int(10...400)) * 1e9
      let mine = try machine(bandwidth: bandwidth, floats: Double(rng.int(5...50)) * bandwidth)
      let model = try model(layers, hidden)
      let deployment = Deployment(
        model: model, accelerator: mine.accelerator, gpus: 1, weights: .bf16, cache: .bf16, engine: .vLLM)
      let count = WeightCount(model)
      let reading = 2 * (count.dense + count.head) / mine.accelerator.memoryBandwidth.value
      let seconds = Replica(deployment, factors).costs.seconds(decodes: 1, context: 16, prefill: 0, pairs: 0)
      // Nine tenths of the bandwidth are reached; a processor's fixed times are some tens of microseconds.
      try #require(seconds > reading && seconds < 1.15 * reading + 2e-4, "\(seconds / reading)")
    }
  }

  @Test func `watts say nothing of a machine that was measured with them`() throws {
    let factors = Factors.prior
    let model = try model(12, 768)
    func seconds(_ watts: Int?) throws -> Double {
      let deployment = Deployment(
        model: model, accelerator: try machine(watts: watts).accelerator, gpus: 1, weights: .bf16, cache: .bf16,
        engine: .sgLang)
      return Replica(deployment, factors).costs.seconds(decodes: 0, context: 0, prefill: 512, pairs: 1e5)
    }
    #expect(try seconds(nil) == seconds(15) && seconds(15) == seconds(400))
  }
}
