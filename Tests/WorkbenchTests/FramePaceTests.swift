import Testing
import Workbench

/// A clock that is moved by hand decides; nothing here waits.
@Suite struct FramePaceTests {
  private let start = ContinuousClock.now

  private func after(_ milliseconds: Int) -> ContinuousClock.Instant { start.advanced(by: .milliseconds(milliseconds)) }

  /// The milliseconds at which frames are drawn when something changes at each of the given ones.
  private func frames(keys: Set<Int> = [], background: Set<Int> = [], until end: Int) -> [Int] {
    var pace = FramePace()
    pace.draw(at: start)
    return (1...end).filter { time in
      if keys.contains(time) { pace.change(isBackground: false) }
      if background.contains(time) { pace.change(isBackground: true) }
      guard pace.delay(at: after(time)) == .zero else { return false }
      pace.draw(at: after(time))
      return true
    }
  }

  @Test func `the first frame is due at once, and then none until something changes`() {
    var pace = FramePace()
    #expect(pace.delay(at: start) == .zero)
    pace.draw(at: start)
    #expect(pace.delay(at: after(500)) == nil)
  }

  @Test func `every key is drawn at once`() {
    #expect(frames(keys: [1, 2, 3, 10], until: 50) == [1, 2, 3, 10])
  }

  @Test func `what comes by itself is drawn thirty times a second at most`() {
    let drawn = frames(background: Set(1...1000), until: 1000)
    #expect(drawn.count == 30)
    #expect(zip(drawn, drawn.dropFirst()).allSatisfy { $1 - $0 == 34 })
  }

  @Test func `the answer to a key does not wait because of the key's own frame`() {
    #expect(frames(keys: [5], background: [7], until: 100) == [5, 7])
  }

  @Test func `a key among what comes by itself is drawn at once, with all of it, and puts nothing off`() {
    #expect(frames(keys: [20], background: [1, 10, 30], until: 100) == [1, 20, 35])
  }

  @Test func `what has to wait says for how long`() {
    var pace = FramePace()
    pace.draw(at: start)
    pace.change(isBackground: true)
    pace.draw(at: start)
    pace.change(isBackground: true)
    #expect(pace.delay(at: start) == FramePace.interval)
    #expect(pace.delay(at: start.advanced(by: FramePace.interval / 4)) == FramePace.interval - FramePace.interval / 4)
    #expect(pace.delay(at: after(40)) == .zero)
  }
}
