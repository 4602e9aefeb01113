import CostModel
import Foundation
import Synchronization
import Testing
import TextSafety

@Suite struct SkyPilotImportTests {
  private let header =
    "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,SpotPrice,AvailabilityZone\n"

  private func read(_ rows: String) throws -> ImportReport<GPUPrice> {
    try SkyPilotImport.read(
      Data((header + rows).utf8), provider: "AWS", catalog: try Catalog.read(shippedCatalog), source: "aws/vms.csv",
      date: try #require(CalendarDay("2026-11-09")))
  }

  @Test func `the price of a machine is shared among its GPUs`() throws {
    let row = try #require(try read("p5.48xlarge,H100,8.0,192,2048,55.04,us-east-1,14.56,us-east-1a\n").rows.first)
    #expect(row.id == "aws/h100-sxm/p5.48xlarge/us-east-1")
    #expect(row.accelerator == "H100-SXM" && row.gpus == 8)
    #expect(row.onDemand == DollarsPerHour(6.88) && row.spot == DollarsPerHour(1.82))
    #expect(row.provenance.source == "aws/vms.csv")
  }

  @Test func `the zones of a region become one row with the median spot price`() throws {
    let report = try read(
      """
      g6.xlarge,L4,1,4,16,0.80,us-east-1,0.30,us-east-1a
      g6.xlarge,L4,1,4,16,0.80,us-east-1,0.50,us-east-1b
      g6.xlarge,L4,1,4,16,0.80,us-east-1,,us-east-1c
      g6.xlarge,L4,1,4,16,0.80,us-east-1,0.20,us-east-1d
      g6.xlarge,L4,1,4,16,0.95,eu-west-1,0.40,eu-west-1a

      """)
    #expect(report.rows.map(\.region) == ["us-east-1", "eu-west-1"])
    #expect(report.rows[0].spot == DollarsPerHour(0.30))
    #expect(report.rows[1].onDemand == DollarsPerHour(0.95))
  }

  @Test func `machines without accelerators are counted, bad rows reported with their lines`() throws {
    let report = try read(
      """
      m5.large,,,2,8,0.096,us-east-1,0.03,us-east-1a
      x,H100,8,1,1,-4,us-east-1,,a
      x,H100,8,1,1,nan,us-east-1,,a
      x,H100,zero,1,1,4,us-east-1,,a
      x,H100,0,1,1,4,us-east-1,,a
      x,Trainium9,1,1,1,4,us-east-1,,a
      x,H100,8,1,1,,us-east-1,,a
      ok,H100,8,1,1,40,us-east-1,,a

      """)
    #expect(report.rows.map(\.instance) == ["ok"] && report.otherKinds == 1)
    #expect(
      report.skipped.map(\.safe.string) == [
        "line 3: Price is -4, allowed is 0 to 1,000,000", "line 4: Price is no plain decimal number",
        "line 5: AcceleratorCount is no plain decimal number",
        "line 6: AcceleratorCount is 0, allowed is 0.01 to 1,024",
        "line 7: there is no accelerator \"Trainium9\" in the catalogue", "line 8: it has no price",
      ])
  }

  @Test func `a table of other columns is refused`() throws {
    let catalog = try Catalog.read(shippedCatalog)
    let day = try #require(CalendarDay("2026-11-09"))
    let why = "it is no JSON, and as a table of SkyPilot it has no column Region; near it: Regions"
    #expect(throws: ImportError.notOfThisForm(why)) {
      try SkyPilotImport.read(
        Data("InstanceType,AcceleratorName,AcceleratorCount,Price,Regions\n".utf8), provider: "AWS", catalog: catalog,
        source: "vms.csv", date: day)
    }
  }

  @Test func `imported rows read back from the own catalogue`() throws {
    let own = try TemporaryCatalog()
    let report = try read(
      "p5.48xlarge,H100,8,192,2048,50,us-east-1,14.56,a\n\"p,9\",B200,8,1,1,100.4,us-west-2,,a\n,L4,1,,,0.7,us,0.2,\n")
    try OwnCatalog.add(report.rows, to: own.path)
    let catalog = try own.read()
    for row in report.rows { #expect(try catalog.gpuPrice(named: row.id) == row) }
    #expect(catalog.gpuPrices.count == 105)
  }

  @Test func `a second import replaces rows of the same id and keeps the others`() throws {
    let own = try TemporaryCatalog()
    let folder = own.path + "/made/on/demand"
    try OwnCatalog.add(try read("a,H100,8,1,1,40,us,,\nb,H100,8,1,1,48,us,,\n").rows, to: folder)
    try OwnCatalog.add(try read("b,H100,8,1,1,56,us,,\nc,L4,1,1,1,1,us,,\n").rows, to: folder)
    let catalog = try Catalog.read(shippedCatalog, overriddenBy: folder)
    #expect(catalog.gpuPrices.suffix(3).map { $0.onDemand?.value } == [5, 7, 1])
  }

  @Test func `what is added at once from many sides is all kept`() throws {
    let own = try TemporaryCatalog()
    let rows = try (0..<12).map { try read("kind-\($0),H100,8,1,1,40,us,,\n").rows }
    let path = own.path
    let failures = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: rows.count) { number in
      do { try OwnCatalog.add(rows[number], to: path) } catch { failures.withLock { $0 += 1 } }
    }
    #expect(failures.withLock { $0 } == 0)
    #expect(try own.read().gpuPrices.count == 103 + rows.count)
  }

  @Test func `a place where nothing can be written is told in the system's words`() throws {
    let rows = try read("a,H100,8,1,1,40,us,,\n").rows
    #expect(throws: CatalogError.unwritable(path: "/proc/strata", why: "No such file or directory")) {
      try OwnCatalog.add(rows, to: "/proc/strata")
    }
  }

  @Test func `a broken own table is not written over`() throws {
    let own = try TemporaryCatalog()
    try own.write("id,provider\nmine\n", to: "gpu-prices.csv")
    let rows = try read("a,H100,8,1,1,40,us,,\n").rows
    #expect(throws: CatalogError.self) { try OwnCatalog.add(rows, to: own.path) }
    #expect(own.problems() == ["gpu-prices.csv:2: the row has 1 fields, the header 2"])
  }
}
