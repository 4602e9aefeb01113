/// What a product sends to the services around its model in a month.
public struct StackUse: Hashable, Sendable {
  public var requests: RequestsPerMonth
  public var seats: Int
  /// The part of requests that is recorded.
  public var traced: Share
  /// Steps within a request that are recorded on their own: retrievals, calls of tools and models.
  public var spansPerTrace: Double
  /// The part of recorded requests that is judged.
  public var scored: Share
  public var traceSize: Bytes
  /// Stored vectors.
  public var vectors: Double
  public var dimensions: Int
  /// What is stored beside a vector: its text, its labels.
  public var vectorExtra: Bytes
  public var searchesPerRequest: Double
  /// Vectors written anew in a month.
  public var vectorWrites: Double
  /// Into how many parts, for tenants, the vectors are split; a search reads one of them.
  public var namespaces: Int
  /// From request to the last token: a function that streams holds its memory so long.
  public var answerTime: Seconds
  public var functionMemory: Bytes
  public var cpuPerRequest: Seconds
  public var responseSize: Bytes
  /// Tokens trained on in the month.
  public var trainingTokens: Tokens

  /// A product without services: everything but requests and seats is zero until set.
  public init(requests: RequestsPerMonth, seats: Int) {
    self.requests = requests
    self.seats = seats
    traced = .none
    spansPerTrace = 0
    scored = .none
    traceSize = .zero
    vectors = 0
    dimensions = 0
    vectorExtra = .zero
    searchesPerRequest = 0
    vectorWrites = 0
    namespaces = 1
    answerTime = .zero
    functionMemory = .zero
    cpuPerRequest = .zero
    responseSize = .zero
    trainingTokens = .zero
  }

  /// The bytes of a stored vector: numbers of 32 bits and what is beside them.
  var vectorSize: Bytes { Bytes(Double(dimensions) * 4) + vectorExtra }

  /// What services count of it.
  public var usage: Usage {
    let traces = requests.value * traced.value
    let scores = traces * scored.value
    let stored = vectors * vectorSize.value / 1e9
    let read = max(0.25, stored / Double(max(1, namespaces)))
    let searches = requests.value * searchesPerRequest
    let hasFunctions = answerTime > .zero || responseSize > .zero
    var usage = Usage(seats: seats)
    usage[.requests] = Count(requests.value)
    usage[.traces] = Count(traces)
    usage[.spans] = Count(traces * spansPerTrace)
    usage[.scores] = Count(scores)
    usage[.observations] = Count(traces * (1 + spansPerTrace) + scores)
    usage[.processedGB] = Count(traces * traceSize.value / 1e9)
    usage[.storedGB] = Count(traces * traceSize.value / 1e9)
    usage[.vectorStorageGB] = Count(stored)
    usage[.vectorMemoryGB] = Count(stored)
    usage[.vectorDimensions] = Count(vectors * Double(dimensions) / 1e6)
    // Pinecone's rule: a search reads 1 unit a GB of its namespace, at least 0.25; a write takes 1 a KB, at least 5.
    usage[.vectorReadUnits] = Count(searches * read)
    usage[.vectorWriteUnits] = Count(vectorWrites * max(5, vectorSize.value / 1000))
    if hasFunctions {
      usage[.edgeRequests] = Count(requests.value)
      usage[.functionCalls] = Count(requests.value)
      usage[.webTransferGB] = Count(requests.value * responseSize.value / 1e9)
      usage[.activeCPUHours] = Count(requests.value * cpuPerRequest.value / 3600)
      usage[.functionMemoryGBHours] = Count(
        requests.value * answerTime.value / 3600 * functionMemory.value / 1e9)
    }
    usage[.trainingTokens] = Count(trainingTokens.value)
    return usage
  }
}

/// How much of each metric is used in a month.
public struct Usage: Hashable, Sendable {
  public var seats: Int
  private var amounts: [Metric: Count] = [:]

  public init(seats: Int = 1) {
    self.seats = max(0, seats)
  }

  /// Zero until set; never negative.
  public subscript(metric: Metric) -> Count {
    get { amounts[metric] ?? .zero }
    set { amounts[metric] = max(.zero, newValue) }
  }
}
