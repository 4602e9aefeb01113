import Inference
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 5])
  func `every index is visited once, loop after loop`(threads: Int) {
    let pool = WorkerPool(threads: threads)
    for count in [0, 1, 2, 7, 1_000] + Array(repeating: 3, count: 2_000) {
      let visits = UnsafeMutablePointer<Int>.allocate(capacity: count + 1)
      defer { visits.deallocate() }
      visits.initialize(repeating: 0, count: count + 1)
      let workers = Atomic<Int>(0)
      pool.forEach(count) { index, worker in
        visits[index] += 1
        workers.max(worker, ordering: .relaxed)
      }
      #expect((0..<count).allSatisfy { visits[$0] == 1 })
      #expect(workers.load(ordering: .relaxed) < threads)
    }
  }

  @Test(arguments: [2, 3, 7, 100, 1_001])
  func `a thread goes on where it is, and then helps from the end of another's part`(count: Int) {
    let pool = WorkerPool(threads: 2)
    let taken = UnsafeMutablePointer<(turn: Int, worker: Int)>.allocate(capacity: count)
    defer { taken.deallocate() }
    for _ in 0..<50 {
      let turns = Atomic<Int>(0)
      pool.forEach(count) { index, worker in
        (taken + index).initialize(to: (turns.add(1, ordering: .relaxed).oldValue, worker))
      }
      for worker in 0..<2 {
        let indices = (0..<count).filter { taken[$0].worker == worker }.sorted { taken[$0].turn < taken[$1].turn }
        let own = indices.prefix { ($0 < count / 2) == (worker == 0) }
        let others = indices.dropFirst(own.count)
        #expect(own.elementsEqual(own.sorted()), "its own, forward")
        #expect(others.allSatisfy { ($0 < count / 2) == (worker == 1) }, "others' only when its own are done")
        #expect(others.elementsEqual(others.sorted(by: >)), "others', backward")
      }
    }
  }

  @Test func `a pool that rested long goes on`() async throws {
    let pool = WorkerPool(threads: 3)
    for _ in 0..<5 {
      // Longer than workers spin: they are parked when the next loop comes.
      try await Task.sleep(for: .milliseconds(20))
      let sum = Atomic<Int>(0)
      pool.forEach(100) { index, _ in sum.add(index, ordering: .relaxed) }
      #expect(sum.load(ordering: .relaxed) == 4_950)
    }
  }

  @Test func `pools come and go`() {
    for _ in 0..<50 {
      let pool = WorkerPool(threads: 4)
      let count = Atomic<Int>(0)
      pool.forEach(8) { _, _ in count.add(1, ordering: .relaxed) }
      #expect(count.load(ordering: .relaxed) == 8)
    }
  }
}
