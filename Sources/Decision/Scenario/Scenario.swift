public import CostModel

/// What somebody wants to run, under which conditions, and by which means it could be done.
///
/// A scenario is a small YAML file (``ScenarioReader``); every figure in it is reached by a path
/// (``ScenarioField``), which the form, the command line, the sensitivity analysis and error messages share.
public struct Scenario: Equatable, Sendable, Identifiable {
  /// The file's name without its ending: lower-case letters, digits and hyphens.
  public var id = ""
  public var title = ""
  public var summary = ""
  public var workload = Workload()
  public var objectives = Objectives()
  public var privacy = Privacy.noTraining
  /// The smallest class of model that does the task well enough, in the reader's judgement.
  public var quality = Capability.large
  public var options: [ScenarioOption] = []
  public var people = PeoplePlan()
  public var vendors = VendorUse()
  public var hosting = Hosting()
  public var prices = PriceOutlook()
  /// How far growth is followed.
  public var horizonMonths = 24

  public init() {}

  /// The option of that name.
  public func option(_ id: String) -> ScenarioOption? { options.first { $0.id == id } }
}

/// What comes in and goes out.
public struct Workload: Equatable, Sendable {
  public var requests = RequestsPerMonth(300_000)
  /// The mean prompt, instructions and context included.
  public var prompt = Tokens(1000)
  /// The mean answer.
  public var output = Tokens(250)
  /// Standard deviation over mean of the prompts' lengths.
  public var promptVariation = 0.5
  /// The same of the answers'.
  public var outputVariation = 0.8
  /// The share of prompt tokens that repeat the beginning of an earlier prompt.
  public var cachedShare = 0.3
  /// The share of requests that can wait hours.
  public var batchShare = 0.0
  /// The busiest hour over the average one.
  public var peakToMean = 2.5
  /// Standard deviation over mean of the gaps between arrivals; 1 is a Poisson process.
  public var burstiness = 1.0
  /// 0.05 is 5 % more requests each month.
  public var growthPerMonth = 0.05

  public init() {}

  /// Prompt and answer tokens of a month.
  public var tokens: TokensPerMonth { TokensPerMonth(requests.value * (prompt.value + output.value)) }

  /// The rate in the busiest hour, of the requests that do not wait.
  public var peakRate: RequestsPerSecond { requests.average * (1 - batchShare) * peakToMean }
}

/// What users must not wait longer for; nil where it does not matter.
public struct Objectives: Equatable, Sendable {
  /// Until the first token.
  public var ttft: Seconds? = Seconds(2)
  /// Between one token and the next, averaged over an answer.
  public var tpot: Seconds? = Seconds(0.06)
  /// Until the last token.
  public var endToEnd: Seconds?
  /// The share of requests, in per cent, that must meet the objectives.
  public var percentile = 99.0

  public init() {}
}

/// Where the data may go, each stricter than the one before.
public enum Privacy: String, Sendable, CaseIterable, Comparable {
  case none
  /// The seller must not train on it.
  case noTraining = "no-training"
  /// It must not leave a region.
  case inRegion = "in-region"
  /// Only machines in the own cloud account.
  case ownVPC = "own-vpc"
  /// No network at all.
  case airGapped = "air-gapped"

  public static func < (a: Privacy, b: Privacy) -> Bool { a.order < b.order }
  private var order: Int { Privacy.allCases.firstIndex(of: self) ?? 0 }
}

/// A rough class of what a model can do, by the size of open models of late 2024 and after.
///
/// It is a gate and no measurement: only an own evaluation tells whether a model does a task.
public enum Capability: String, Sendable, CaseIterable, Comparable {
  case small = "8B"
  case medium = "14B"
  case upperMedium = "32B"
  case large = "70B"
  case expertMixture = "100B-moe"
  case frontier

  public static func < (a: Capability, b: Capability) -> Bool { a.order < b.order }
  private var order: Int { Capability.allCases.firstIndex(of: self) ?? 0 }

  /// The class of an open-weight model, from the number of its parameters.
  public init(of model: LanguageModel) {
    switch model.parameters / 1e9 {
    case ..<12: self = .small
    case ..<18: self = .medium
    case ..<60: self = .upperMedium
    case ..<100: self = .large
    case ..<400: self = .expertMixture
    default: self = .frontier
    }
  }
}

/// Who looks after it.
public struct PeoplePlan: Equatable, Sendable {
  /// A full year of an engineer with everything that an employer pays.
  public var engineer = DollarsPerYear(230_000)
  /// Engineers that an API keeps busy.
  public var apiEngineers = 0.1
  /// Engineers that own serving keeps busy, on-call included.
  public var selfHostEngineers = 0.75
  /// Engineers for data, training and evaluation of a tuned model.
  public var tuningEngineers = 0.5
  /// Moving to own serving, once.
  public var migration = Dollars(40_000)

  public init() {}
}

/// What own machines need beside GPUs.
public struct Hosting: Equatable, Sendable {
  /// Weights, images, logs.
  public var storage = Gigabytes(500)
  public var storagePrice = DollarsPerGigabyteMonth(0.08)
  /// What leaves the machines for each request, answer and protocol.
  public var egressPerRequest = Gigabytes(10e-6)
  public var egressPrice = DollarsPerGigabyte(0.09)

  public init() {}
}

/// How prices are expected to move; nobody knows, so nothing is assumed unless stated.
public struct PriceOutlook: Equatable, Sendable {
  /// −0.3 for tokens of this model three tenths cheaper each year.
  public var apiChangePerYear = 0.0
  /// 0.2 for GPU hours a fifth dearer each year.
  public var gpuChangePerYear = 0.0

  public init() {}
}

/// The services around the model, and how much of them is used.
public struct VendorUse: Equatable, Sendable {
  public var seats = 5.0
  public var tracesPerMonth = 300_000.0
  public var vectorGigabytes = 10.0
  public var vectorReadsPerMonth = 300_000.0
  public var vectorWritesPerMonth = 30_000.0
  /// Vendors of the catalogue by name.
  public var lines: [String] = []

  public init() {}
}
