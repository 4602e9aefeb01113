import Curriculum
import Decision
import Experiments
import Notebook
import Terminal

/// The place between runs: what was open when the last one ended.
extension State {
  /// Where this run is.
  var place: Place {
    Place(
      pane: pane.rawValue, subjects: panes.map { $0.subject.map(\.written) ?? "" }, tops: panes.map(\.top),
      theme: theme.kept?.rawValue,
      drafts: costs.unsaved.map { Place.Draft(subject: $0.subject.written, yaml: $0.scenario.yaml) })
  }

  /// Opens what was open when the last run ended.
  mutating func restore(_ place: Place) {
    let place = place.withAllPanes
    if let pane = Pane(rawValue: place.pane) { self.pane = pane }
    theme.kept = place.theme.flatMap(Theme.init(rawValue:))
    for (index, text) in place.subjects.enumerated() where panes.indices.contains(index) {
      panes[index].subject = Subject(written: text)
    }
    for (index, top) in place.tops.enumerated() where panes.indices.contains(index) {
      panes[index].top = min(max(0, top), 1 << 30)
    }
    restoreScenarios(place)
    if course != nil { _ = arrive() }
  }
}

extension Place {
  /// The place with an entry for each pane: a notebook of before the costs pane has four, one of before the live pane
  /// five, in the same order.
  fileprivate var withAllPanes: Place {
    var place = self
    if place.subjects.count == Pane.allCases.count - 2 { place.insert(.costs) }
    if place.subjects.count == Pane.allCases.count - 1 { place.insert(.live) }
    return place
  }

  private mutating func insert(_ pane: Pane) {
    let new = pane.rawValue
    subjects.insert("", at: new)
    if tops.count >= new { tops.insert(0, at: new) }
    if self.pane >= new { self.pane += 1 }
  }
}

extension Subject {
  /// The subject as a word that ``init(written:)`` reads.
  var written: String {
    switch self {
    case .page(let id): "page:\(id)"
    case .product(let id): "product:\(id)"
    case .lab(let id): "lab:\(id)"
    case .step(let id, let index): "step:\(id)/\(index)"
    case .entry(let key): "entry:\(key)"
    case .scenario(let id): "scenario:\(id)"
    case .experiment(let id): "experiment:\(id)"
    case .ownScenario(let name): "own-scenario:\(name)"
    }
  }

  init?(written: String) {
    guard let colon = written.firstIndex(of: ":") else { return nil }
    let rest = String(written[written.index(after: colon)...])
    switch written[..<colon] {
    case "page": self = .page(PageID(rest))
    case "product": self = .product(ProductID(rest))
    case "lab": self = .lab(LabID(rest))
    case "step":
      let parts = rest.split(separator: "/")
      guard parts.count == 2, let index = Int(parts[1]) else { return nil }
      self = .step(LabID(String(parts[0])), index)
    case "scenario": self = .scenario(ScenarioID(rest))
    case "own-scenario":
      guard let name = ScenarioName(rest) else { return nil }
      self = .ownScenario(name)
    case "experiment": self = .experiment(ExperimentID(rest))
    case "entry":
      guard let key = EntryKey(rest) else { return nil }
      self = .entry(key)
    default: return nil
    }
  }
}
