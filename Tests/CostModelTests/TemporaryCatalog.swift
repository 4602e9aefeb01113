import CostModel
import Foundation
import Testing

/// Where the catalogue that Strata ships lies.
let shippedCatalog: String = {
  var folder = URL(fileURLWithPath: #filePath)
  for _ in 0..<3 { folder.deleteLastPathComponent() }
  return folder.appendingPathComponent("Content/catalog").path
}()

/// A folder for a catalogue of the test's own, removed with the value.
final class TemporaryCatalog {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("catalog-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func write(_ text: String, to file: String) throws {
    try write(Data(text.utf8), to: file)
  }

  func write(_ bytes: Data, to file: String) throws {
    try bytes.write(to: URL(fileURLWithPath: path).appendingPathComponent(file))
  }

  /// The shipped catalogue under this folder's rows.
  func read() throws(CatalogError) -> Catalog { try Catalog.read(shippedCatalog, overriddenBy: path) }

  /// What is wrong with this folder's files, a line each.
  func problems() -> [String] {
    do {
      _ = try read()
      return []
    } catch .broken(_, let problems) {
      return problems.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }
}

let gpuHeader =
  "id,provider,accelerator,instance,gpus,region,tier,kind,on_demand_usd_per_gpu_h,spot_usd_per_gpu_h,"
  + "reserved_usd_per_gpu_h,commitment_months,source,source_date,confidence,note\n"

let apiHeader =
  "id,provider,model,above_tokens,input_usd_per_mtok,cached_input_usd_per_mtok,output_usd_per_mtok,"
  + "batch_input_usd_per_mtok,batch_output_usd_per_mtok,source,source_date,confidence\n"
