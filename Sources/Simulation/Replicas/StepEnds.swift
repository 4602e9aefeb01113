/// When the steps of replicas end: a binary heap, among equal times by replica.
struct StepEnds {
  private struct End {
    var time: Double
    var replica: Int

    static func < (a: End, b: End) -> Bool { a.time < b.time || (a.time == b.time && a.replica < b.replica) }
  }

  private var heap: [End] = []

  /// The next end; infinite while no step is under way.
  var next: Double { heap.first?.time ?? .infinity }

  mutating func insert(_ replica: Int, at time: Double) {
    heap.append(End(time: time, replica: replica))
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes out the replica whose step ends by a time, the first one first.
  mutating func pop(by time: Double) -> Int? {
    guard let first = heap.first, first.time <= time else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.replica }
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < last else { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = last
    return first.replica
  }
}
