import Serving

/// What every slot of an engine did, step after step.
struct SlotLanes {
  /// `lanes[slot][step]`.
  let lanes: [[Character]]

  static let prefill: Character = "P"
  static let decode: Character = "D"
  static let idle: Character = "."

  static let marks = [
    ExperimentPicture.Mark(prefill, "computes a prompt"), ExperimentPicture.Mark(decode, "gets a token"),
    ExperimentPicture.Mark(idle, "idle or waiting"),
  ]

  /// - Parameters:
  ///   - plans: of an engine that never takes a slot away again.
  ///   - outputs: how many tokens each request gets.
  init(_ plans: [StepPlan], slots: Int, outputs: [RequestID: Int]) {
    var lanes = [[Character]](repeating: [], count: slots)
    var holders = [RequestID?](repeating: nil, count: slots)
    var left = outputs
    for (step, plan) in plans.enumerated() {
      for id in plan.admitted { if let free = holders.firstIndex(of: nil) { holders[free] = id } }
      var letters: [RequestID: Character] = [:]
      for piece in plan.prefills { letters[piece.id] = SlotLanes.prefill }
      for decode in plan.decodes { letters[decode.id] = SlotLanes.decode }
      for slot in lanes.indices {
        lanes[slot].append(holders[slot].flatMap { letters[$0] } ?? SlotLanes.idle)
      }
      for id in plan.decodes.map(\.id) + plan.prefills.filter(\.yieldsToken).map(\.id) { left[id, default: 0] -= 1 }
      for slot in holders.indices { if let id = holders[slot], left[id, default: 0] <= 0 { holders[slot] = nil } }
      precondition(lanes.allSatisfy { $0.count == step + 1 }, "every slot has a letter for every step")
    }
    self.lanes = lanes
  }

  var stepCount: Int { lanes.first?.count ?? 0 }
  /// Steps of all slots in which one did nothing.
  var idleCount: Int { lanes.reduce(0) { $0 + $1.count { $0 == SlotLanes.idle } } }
  /// Their share of all steps of all slots.
  var idleShare: Double { stepCount == 0 ? 0 : Double(idleCount) / Double(stepCount * lanes.count) }

  /// As a picture, one letter for `stride` steps: P where a prompt is computed in one of them, else what most of them have.
  func picture(_ title: String, stride width: Int) -> ExperimentPicture {
    ExperimentPicture(
      title,
      .timeline(
        lanes.enumerated().map { slot, letters in
          ExperimentPicture.Lane("slot \(slot + 1)", SlotLanes.thinned(letters, width))
        }, marks: SlotLanes.marks, stepsPerLetter: width))
  }

  private static func thinned(_ letters: [Character], _ width: Int) -> String {
    String(
      stride(from: 0, to: letters.count, by: width).map { start in
        let part = letters[start..<min(start + width, letters.count)]
        if part.contains(prefill) { return prefill }
        return 2 * part.count { $0 == decode } >= part.count ? decode : idle
      })
  }
}
