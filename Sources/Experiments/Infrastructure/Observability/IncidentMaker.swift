import Inference

/// Builds incidents with a cause, and rehearses them until the trace shows it and nothing else.
struct IncidentMaker {
  let sizes: IncidentSizes
  /// Ordinary requests.
  let count: Int

  /// How often another course of things is tried.
  private static let attempts = 40
  /// Steps between two ordinary requests.
  private static let gaps = 4...6
  private static let burst = 18

  /// An incident whose trace shows a cause.
  ///
  /// - Throws: ``ExperimentError/contradiction(_:)`` if none is found.
  func incident(_ cause: SlowCause, seed: UInt64) throws(ExperimentError) -> Incident {
    var random = SeededRandom(seed: seed)
    for _ in 0..<IncidentMaker.attempts {
      let course = random.next()
      for incident in candidates(cause, seed: course) {
        let (steps, arrived) = try incident.rehearse()
        if incident.shows(cause, incident.spans(steps, arrived)) { return incident }
      }
    }
    throw .contradiction("no course of \(count) requests was found in which \(cause.words), and nothing else")
  }

  /// Courses of things that may show a cause; memory has to run out just then, so that there are many for that one.
  private func candidates(_ cause: SlowCause, seed: UInt64) -> [Incident] {
    guard cause == .preemption else { return [incident(cause, hogs: nil, seed: seed)] }
    return stride(from: -64, through: 64, by: 8).map { incident(cause, hogs: hogs(more: $0), seed: seed) }
  }

  /// Requests that hold on to memory: how many, and how long their questions are.
  private struct Hogs {
    let count: Int
    let question: Int

    /// Tokens that each of them writes.
    static let output = 90
    /// About as many of them are written when the slow one comes.
    static let written = 40
    /// For so many steps before the slow one comes nobody else does.
    static let quiet = 20
  }

  /// Such requests as leave room for a prompt, and hardly for its answer.
  ///
  /// - Parameter more: tokens by which their questions are longer.
  private func hogs(more: Int) -> Hogs {
    let block = KVCache.tokensPerBlock
    let tokens = (sizes.kvBlocks - sizes.shared / block - 3) * block
    let most = sizes.context - sizes.shared - Hogs.output
    let count = max(2, min(IncidentSizes.slots - 1, (tokens + most + Hogs.written - 1) / (most + Hogs.written)))
    return Hogs(count: count, question: min(most, max(1, tokens / count - Hogs.written + more)))
  }

  private func incident(_ cause: SlowCause, hogs: Hogs?, seed: UInt64) -> Incident {
    var random = SeededRandom(seed: seed)
    // Late, so that most of those before it have nothing to do with what is going to happen.
    let place = 3 * count / 4 + Int(random.next() % UInt64(max(1, count / 8)))
    // The first request fills the cache with the common part.
    var entries = [entry(0, IncidentSizes.question, IncidentSizes.output)]
    var due = sizes.shared / IncidentSizes.step + 2
    var slow: (due: Int, order: Int) = (0, 0)
    for number in 0..<count {
      if number == place {
        if hogs != nil { due += Hogs.quiet }
        slow = (due, entries.count)
        entries += around(cause, due: due, &slow.order)
      } else {
        entries.append(entry(due, IncidentSizes.question, IncidentSizes.output))
      }
      let span = IncidentMaker.gaps.upperBound - IncidentMaker.gaps.lowerBound + 1
      due += IncidentMaker.gaps.lowerBound + Int(random.next() % UInt64(span))
    }
    if let hogs {
      // They come early enough to have their prompts computed and some of their answers written.
      let lead = hogs.count * hogs.question / (IncidentSizes.step - 8) + Hogs.written
      entries += Array(repeating: entry(max(1, slow.due - lead), hogs.question, Hogs.output), count: hogs.count)
    }
    // In order of arrival, those of the same moment as they were written down.
    let sorted = entries.enumerated().sorted { ($0.element.due, $0.offset) < ($1.element.due, $1.offset) }
    return Incident(
      requests: sorted.map(\.element), slow: sorted.firstIndex { $0.offset == slow.order } ?? 0, sizes: sizes,
      seed: seed)
  }

  private func entry(_ due: Int, _ question: Int, _ output: Int, isShared: Bool = true) -> ScriptedRequest {
    ScriptedRequest(due: due, question: question, output: output, isShared: isShared)
  }

  /// The slow request with what makes it slow.
  ///
  /// - Parameter order: where the slow one is among all that were written down so far, with these.
  private func around(_ cause: SlowCause, due: Int, _ order: inout Int) -> [ScriptedRequest] {
    let (question, output) = (IncidentSizes.question, IncidentSizes.output)
    switch cause {
    case .queue:
      order += IncidentMaker.burst
      return Array(repeating: entry(due, question, output), count: IncidentMaker.burst) + [entry(due, question, output)]
    case .ownPrompt: return [entry(due, sizes.long, output)]
    case .neighbour:
      // They come when it has its first token.
      return [entry(due, question, output)] + Array(repeating: entry(due + 1, sizes.long, 2), count: sizes.neighbours)
    case .preemption: return [entry(due, question, output)]
    case .cacheMiss: return [entry(due, question, output, isShared: false)]
    }
  }
}
