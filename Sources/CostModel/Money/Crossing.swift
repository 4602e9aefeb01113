/// Where along a line, of volumes or of months, one option is cheaper than another.
///
/// The places are the first and the last at which the challenger is strictly cheaper; whole replicas make bills jump, so
/// that it may be cheaper, dearer and cheaper again before it stays so.
public enum Crossing<Place: Hashable & Sendable>: Hashable, Sendable {
  /// The challenger is cheaper nowhere.
  case never
  /// It is cheaper everywhere.
  case always
  /// It is dearer at the start and cheaper at the end: first here, and for good from there on.
  case from(first: Place, lasting: Place)
  /// It is cheaper at the start and dearer at the end: without a break up to here, and last there.
  case until(lasting: Place, last: Place)
  /// It is cheaper only in between.
  case between(first: Place, last: Place)
  /// It is cheaper at both ends: up to here without a break, and again for good from there on.
  case exceptBetween(lasting: Place, again: Place)

  /// - Parameters:
  ///   - spans: the stretches where the challenger is cheaper, in order.
  ///   - atStart: whether the first begins where the line does.
  ///   - atEnd: whether the last ends where the line does.
  init(spans: [(first: Place, last: Place)], atStart: Bool, atEnd: Bool) {
    guard let first = spans.first, let last = spans.last else {
      self = .never
      return
    }
    switch (atStart, atEnd) {
    case (true, true): self = spans.count == 1 ? .always : .exceptBetween(lasting: first.last, again: last.first)
    case (false, true): self = .from(first: first.first, lasting: last.first)
    case (true, false): self = .until(lasting: first.last, last: last.last)
    case (false, false): self = .between(first: first.first, last: last.last)
    }
  }

  /// From where on the challenger is cheaper for good; nil where it isn't at the end, or always was.
  public var lastingFrom: Place? {
    switch self {
    case .from(_, let lasting), .exceptBetween(_, let lasting): lasting
    case .never, .always, .until, .between: nil
    }
  }
}
