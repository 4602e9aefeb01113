/// When the next frame is drawn: what the reader did at once, what comes by itself thirty times a second at most.
///
/// Only frames for what comes by itself are counted, so that the answer to a key does not wait because of the key's own
/// frame.
package struct FramePace {
  /// The least time between two frames for what comes by itself.
  package static let interval: Duration = .seconds(1) / 30

  private enum Need { case none, patient, urgent }
  private var need = Need.urgent
  private var lastPatient: ContinuousClock.Instant?

  /// Nothing is drawn yet: the first frame is due.
  package init() {}

  /// Something has changed.
  ///
  /// - Parameter isBackground: true for what comes by itself, and not from the reader's hand.
  package mutating func change(isBackground: Bool) {
    if !isBackground { need = .urgent } else if need == .none { need = .patient }
  }

  /// How long the next frame has still to wait; nil when there is nothing to draw.
  package func delay(at now: ContinuousClock.Instant) -> Duration? {
    switch need {
    case .none: nil
    case .urgent: .zero
    case .patient: lastPatient.map { max(.zero, now.duration(to: $0.advanced(by: FramePace.interval))) } ?? .zero
    }
  }

  /// A frame was drawn; it shows all that has changed.
  package mutating func draw(at now: ContinuousClock.Instant) {
    if need == .patient { lastPatient = now }
    need = .none
  }
}
