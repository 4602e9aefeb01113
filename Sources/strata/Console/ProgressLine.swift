import Terminal
import TextSafety

/// One line on standard error that is written over while long work goes on; nothing where it is no terminal.
struct ProgressLine {
  private let isShown = Console.isErrorTerminal
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant?

  /// Shows how far the work is, ten times a second at the most.
  ///
  /// - Parameter share: from 0 to 1; nil where it isn't known.
  mutating func show(_ text: String, _ share: Double? = nil) {
    guard isShown else { return }
    let now = clock.now
    if let last, now - last < .milliseconds(100) { return }
    last = now
    let percent = share.map { " \(Int((min(max($0, 0), 1) * 100).rounded())) %" } ?? ""
    Console.status(SafeText(text + percent).fitted(max(8, Console.errorColumns - 1)))
  }

  /// Takes the line away.
  mutating func clear() {
    if last != nil { Console.status(.empty) }
    last = nil
  }
}
