import Curriculum
import Foundation
import Notebook

extension State {
  /// A pause longer than this is not counted as reading.
  static let readingIdleLimit: TimeInterval = 60
  /// A worksheet may be thought about for so long without a key.
  static let labIdleLimit: TimeInterval = 300

  /// Adds the time since the last input to what is open.
  mutating func countTime(isInput: Bool = true) -> [Effect] {
    let passed = now.timeIntervalSince(lastCounted)
    lastCounted = now
    let idle = now.timeIntervalSince(lastInput)
    if isInput { lastInput = now }
    guard passed > 0, let subject = timedSubject else { return [] }
    let limit = if case .lab = subject { State.labIdleLimit } else { State.readingIdleLimit }
    guard idle <= limit else { return [] }
    unsavedSeconds[subject, default: 0] += passed
    return (unsavedSeconds[subject] ?? 0) >= 30 ? flushTime(subject) : []
  }

  /// What time is counted for: a page, or the lab of a step.
  private var timedSubject: Subject? {
    switch current.subject {
    case .page: current.subject
    case .step(let id, _): isClockPaused ? nil : .lab(id)
    default: nil
    }
  }

  /// Hands the counted seconds to the notebook.
  mutating func flushTime(_ subject: Subject) -> [Effect] {
    let seconds = unsavedSeconds[subject] ?? 0
    let whole = Int(seconds)
    unsavedSeconds[subject] = seconds - Double(whole)
    switch subject {
    case .page(let id):
      contents.readings[id, default: .init()].seconds += whole
      let place = current.subject == subject ? placeOnPage : contents.readings[id]?.place ?? 0
      contents.readings[id]?.place = place
      return [.addReading(id, seconds: whole, place: place)]
    case .lab(let id):
      guard whole > 0 else { return [] }
      contents.clocks[id, default: 0] += whole
      return [.addClock(id, seconds: whole)]
    default: return []
    }
  }

  /// The source line at the top of the window; 0 at the start of the page.
  var placeOnPage: Int {
    guard current.top > 0, current.sheet.rows.indices.contains(current.top) else { return 0 }
    return current.sheet.rows[current.top].source
  }

  /// What to keep before something else is opened or the workbench is left.
  mutating func leaveSubject() -> [Effect] {
    guard let subject = current.subject else { return [] }
    switch subject {
    case .page: return flushTime(subject)
    case .lab(let id), .step(let id, _): return flushTime(.lab(id))
    default: return []
    }
  }
}
