public import CostModel
import TextSafety

/// The services around the model: what each costs by tier, and what running it oneself would.
public struct ServiceLine: Sendable, Identifiable {
  public var vendor: Vendor
  /// The cheapest tier that can be had for the scenario's use; nil when none can.
  public var bill: VendorBill?
  /// Every tier with its bill, or why there is none.
  public var offers: [(tier: Vendor.Tier, bill: Result<VendorBill, Vendor.Refusal>)]

  public var id: Vendor.ID { vendor.id }
}

extension Scenario {
  /// What services count in a month.
  public var serviceUsage: Usage { vendors.usage(workload) }

  /// The scenario's services in its order.
  ///
  /// - Throws: ``FieldError`` for a name that the catalogue lacks.
  public func serviceLines(_ catalog: Catalog) throws(FieldError) -> [ServiceLine] {
    let usage = serviceUsage
    var out: [ServiceLine] = []
    for name in vendors.lines {
      let vendor: Vendor
      do {
        vendor = try catalog.vendor(named: name)
      } catch {
        throw FieldError(
          path: "vendors.lines", value: name,
          problem: .unknownName(what: "service", known: catalog.vendors.map(\.name)))
      }
      out.append(ServiceLine(vendor: vendor, bill: vendor.cheapest(for: usage), offers: vendor.offers(for: usage)))
    }
    return out
  }
}
