/// What a seller asks for an hour of one GPU.
public struct GPUPrice: Hashable, Sendable, Identifiable {
  /// What kind of price it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// A price list.
    case list
    /// A snapshot of offers that move daily.
    case marketplace
    /// The price that a paper reckoned with.
    case paper
    /// Rental for a term.
    case contract
    /// An estimate of what owning costs, all in.
    case ownership
  }

  /// Seller, accelerator, instance and region: `aws/h100-sxm/p5.48xlarge/us-east-1`.
  public var id: String
  public var provider: String
  /// The accelerator's id in the catalogue.
  public var accelerator: String
  /// Empty where the seller names none.
  public var instance: String
  /// GPUs in the instance.
  public var gpus: Int
  public var region: String
  /// What else tells it from the seller's other offers: `secure`, `community`.
  public var tier: String
  public var kind: Kind
  public var onDemand: DollarsPerHour?
  public var spot: DollarsPerHour?
  /// Only with a commitment, or by owning.
  public var reserved: DollarsPerHour?
  public var commitmentMonths: Int?
  public var provenance: Provenance
  public var note: String

  public init(
    id: String, provider: String, accelerator: String, instance: String = "", gpus: Int = 1, region: String = "",
    tier: String = "", kind: Kind = .list, onDemand: DollarsPerHour?, spot: DollarsPerHour? = nil,
    reserved: DollarsPerHour? = nil, commitmentMonths: Int? = nil, provenance: Provenance, note: String = ""
  ) {
    self.id = id
    self.provider = provider
    self.accelerator = accelerator
    self.instance = instance
    self.gpus = gpus
    self.region = region
    self.tier = tier
    self.kind = kind
    self.onDemand = onDemand
    self.spot = spot
    self.reserved = reserved
    self.commitmentMonths = commitmentMonths
    self.provenance = provenance
    self.note = note
  }
}
