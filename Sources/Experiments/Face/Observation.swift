/// What there is to see of a run while it goes on.
public enum Observation: Equatable, Sendable {
  /// How far the whole run is, from 0 to 1, and what is being done.
  case progress(Double, String)
  /// A point of a line on the experiment's chart.
  case point(series: String, x: Double, y: Double)
  /// Something to look at beside the chart, in the place of what was shown under its title.
  case picture(ExperimentPicture)
  /// What a model wrote; not yet safe for a terminal.
  case sample(label: String, text: String)
  /// A sentence.
  case note(String)
}

/// The observer of a run, as its parts see it: a part knows its own share of the work, and is thrown out when nobody
/// wants more.
struct Stage {
  private let observe: (Observation) -> Bool
  /// The part of the whole run that this is.
  private let share: ClosedRange<Double>

  init(_ observe: @escaping (Observation) -> Bool) {
    self.observe = observe
    share = 0...1
  }

  private init(_ observe: @escaping (Observation) -> Bool, _ share: ClosedRange<Double>) {
    self.observe = observe
    self.share = share
  }

  /// The stage of one of several equal parts of this one, counted from 0.
  func part(_ index: Int, of count: Int) -> Stage {
    // The end of one is the beginning of the next to the last bit: progress never goes back.
    let width = (share.upperBound - share.lowerBound) / Double(count)
    let start = min(share.upperBound, share.lowerBound + Double(index) * width)
    let end = index + 1 < count ? share.lowerBound + Double(index + 1) * width : share.upperBound
    return Stage(observe, start...max(start, min(end, share.upperBound)))
  }

  /// The stage of a stretch of this one.
  func part(_ from: Double, _ to: Double) -> Stage {
    let width = share.upperBound - share.lowerBound
    let start = min(share.lowerBound + from * width, share.upperBound)
    return Stage(observe, start...max(start, min(share.lowerBound + to * width, share.upperBound)))
  }

  /// This stage, whose points nobody sees.
  var withoutPoints: Stage {
    Stage({ [observe] in if case .point = $0 { true } else { observe($0) } }, share)
  }

  func progress(_ done: Double, _ text: String) throws(ExperimentError) {
    let whole = share.lowerBound + min(max(done, 0), 1) * (share.upperBound - share.lowerBound)
    try show(.progress(min(whole, share.upperBound), text))
  }

  /// Whether the work is to go on: for parts that ask and do not throw.
  func goesOn(_ done: Double, _ text: String) -> Bool {
    do { try progress(done, text) } catch { return false }
    return true
  }

  func point(_ series: String, _ x: Double, _ y: Double) throws(ExperimentError) {
    try show(.point(series: series, x: x, y: y))
  }

  func picture(_ title: String, _ content: ExperimentPicture.Content) throws(ExperimentError) {
    try show(.picture(ExperimentPicture(title, content)))
  }

  func show(_ observation: Observation) throws(ExperimentError) {
    guard observe(observation) else { throw .stopped }
  }
}
