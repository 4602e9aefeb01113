extension Lexicon {
  /// The infrastructure layer, first part: how inference spends time and memory, and serving.
  static let servingText = """
    kv-cache: the KV cache
    the stored keys and values of earlier tokens
    grows with every token of a request
    fills the memory of a busy server

    prefill: prefill
    the phase that reads the whole prompt
    is limited by arithmetic
    ends with the first output token

    decode: decode
    the phase that makes output tokens one by one
    is limited by memory bandwidth
    reads all weights for each step

    ttft: time to first token
    the delay before the first output token
    grows with the queue and with the prompt
    is the silence that a user notices most

    tpot: time per output token
    the average gap between output tokens
    is set mostly by decode
    gives the pace at which an answer appears

    itl: inter-token latency
    a single gap between two output tokens
    shows pauses that an average hides
    is watched while long prompts arrive

    arithmetic-intensity: arithmetic intensity
    the operations done for each byte moved
    is low when one user is served alone
    grows with the batch

    memory-bound: memory-bound work
    work limited by moving data and not by computing
    gains nothing from more arithmetic
    is typical of small batches

    roofline: a roofline
    a plot of reachable speed against operations per byte
    rises at first and then stays flat
    shows which limit a kernel meets

    mbu: bandwidth utilisation
    the share of peak bandwidth that reads needed bytes
    judges how well decode runs
    counts weights and cache

    speculative-decoding: speculative decoding
    letting a small model guess tokens that a large one checks
    keeps the distribution of the large model
    helps most at small batches

    acceptance-rate: the acceptance rate
    the share of guessed tokens that are kept
    decides the gain of speculative decoding
    is high when text is easy to guess

    flash-attention: FlashAttention
    an exact attention kernel that works in tiles
    lets memory grow only linearly with length
    never stores all scores at once

    tensor-parallelism: tensor parallelism
    splitting each matrix over several chips
    needs fast links between the chips
    lets a model be larger than one card

    replica: a replica
    one complete copy of a served model
    stands behind a load balancer
    shortens the queue when it is added

    serving: model serving
    running a model as a service
    covers the queue, the scheduler and the memory
    does not by itself change answers

    continuous-batching: continuous batching
    letting requests join and leave the batch at every step
    raises throughput many times
    suits answers of unknown length

    paged-attention: paged attention
    keeping the cache in pages instead of one long piece
    wastes little memory
    looks up pages like an operating system

    kv-block: a KV block
    a fixed piece of cache for a few tokens
    is handed out when a request grows
    is free again when the request ends

    preemption: preemption
    taking the blocks of a running request away
    happens when the cache is full
    makes the engine compute a cache again later

    prefix-caching: prefix caching
    reusing the cache of a prompt start that was seen before
    makes long system prompts cheap
    needs prompts that begin alike

    prompt-caching: prompt caching
    a lower price for prompt starts that repeat
    is sold by the large providers
    is often the first saving to look for

    batch-price: a batch price
    a lower price for requests that may wait for hours
    is commonly half of the normal one
    fills machines that would stand idle

    chunked-prefill: chunked prefill
    cutting a long prompt into pieces between decode steps
    keeps other requests from stalling
    delays the first token of the long request

    disaggregation: disaggregation
    running prefill and decode on different machines
    has to send the cache over a network
    lets each phase be tuned alone

    slo: a service-level objective
    a stated target for a service
    names a percentile and a limit
    should be fixed before a model is picked

    tail-latency: tail latency
    the delay of the slowest requests
    is usually given as P99
    hides behind a good average

    goodput: goodput
    the rate of requests that meet the target
    is lower than the bare throughput
    falls when the queue grows too long

    knee: the knee
    the load from which delay grows faster than throughput
    marks where a plan should stop
    makes predictions near it uncertain

    littles-law: Little's law
    the rule that requests inside equal rate times stay
    holds for any distribution
    gives the number in flight from two figures

    burstiness: burstiness
    how unevenly requests arrive within minutes
    is one for independent arrivals
    overloads fleets that look idle on average

    back-pressure: back-pressure
    refusing new work while the queues are full
    keeps retries from feeding the queue
    protects requests that were accepted

    rate-limit: a rate limit
    a supplier's cap on requests or tokens per minute
    makes calls fail until later
    causes many of the failed model calls

    qps: queries per second
    the rate at which requests arrive
    says little without the tokens per request
    is often the wrong unit for language models

    cold-start: a cold start
    the delay before a new replica can serve
    goes mostly into loading weights
    lasts longer than many bursts

    gateway: a gateway
    a proxy that puts many providers behind one interface
    keeps keys, limits and logs in one place
    can fall back to another provider

    model-routing: model routing
    choosing for each request which model answers
    sends easy requests to a small model
    needs an evaluation of every route

    dedicated-endpoint: a dedicated endpoint
    a model run by a provider on chips kept for one customer
    is billed by time and not by token
    teaches the price of idle capacity
    """

  /// The infrastructure layer, second part: compute and cost, data, operations.
  static let operationsText = """
    utilization: utilisation
    the share of paid machine time that does useful work
    decides the price of a token
    is low in most fleets

    peak-to-mean: the peak-to-mean ratio
    the busiest hour over the average hour
    limits how busy a fixed fleet can be
    speaks for renting the peaks

    redundancy: redundancy
    spare replicas beyond what the peak needs
    keeps a failure from breaking the target
    costs money while nothing fails

    mfu: FLOP utilisation
    the share of peak arithmetic that the model needs
    judges how well a training run uses its chips
    is lower than most price tables assume

    spot-instance: spot capacity
    cheap rented machines that may be taken away
    suits work that can resume
    does not suit a service that must answer

    autoscaling: autoscaling
    adding and removing replicas as load changes
    reacts too late to short bursts
    is slowed by cold starts

    scale-to-zero: scale to zero
    removing the last replica when nobody calls
    costs nothing while idle
    makes the next request wait

    tco: total cost of ownership
    everything that a system costs over its life
    counts people and idle time too
    is never only the hourly price

    break-even: the break-even volume
    the traffic at which own serving costs as much as an API
    rises when machines stand idle
    should be computed before any move down

    tornado: a tornado chart
    bars that show how much each input moves a result
    puts the longest bar first
    tells what to measure before deciding

    monte-carlo: Monte Carlo
    drawing uncertain inputs many times and counting the results
    gives a distribution instead of one number
    needs a range for every input

    egress: egress
    data that leaves a cloud and the fee for it
    appears after a move to a cheaper cloud
    is billed by the gigabyte

    neocloud: a neocloud
    a cloud that specialises in renting accelerators
    rents chips by the hour
    offers fewer services than a large cloud

    vector-database: a vector database
    a store that returns the nearest vectors to a query
    supports filters and deletions
    is not forced on anyone by a million chunks

    hnsw: HNSW
    a layered graph for finding near vectors quickly
    pays for its speed with memory
    reaches neighbours in few hops

    feature-store: a feature store
    a service that computes model inputs once for all
    gives training and production the same values
    comes from the older craft

    lineage: data lineage
    the record of where data came from
    tells where an answer came from
    makes deletion possible

    pii: personal data
    data that identifies people
    should be masked before it is stored
    surfaces in logs of whole prompts

    mlops: MLOps
    the practice of bringing models into production safely
    covers versions, release and monitoring
    was inherited from the older craft

    trace: a trace
    the record of one request as a tree of steps
    shows which step was slow
    carries tokens and cost of every call

    opentelemetry: OpenTelemetry
    shared names for the telemetry of model calls
    keeps dashboards free of one vendor
    still changes its names from time to time

    cost-attribution: cost attribution
    assigning costs to the user or feature that caused them
    needs a tag on every call
    questions the line that nobody can name

    token-accounting: token accounting
    counting the tokens of every call by kind
    separates cached from fresh input
    is the base of any bill

    online-eval: online evaluation
    scoring a sample of live traffic
    finds a drop that no test set shows
    uses judges, feedback or experiments

    drift: drift
    a change in quality without a release
    comes from inputs, from the model or from the judge
    is seen only by repeated measuring
    """
}
