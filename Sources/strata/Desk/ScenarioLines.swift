import TextSafety
import Yams

/// On which lines of a scenario's text its fields stand.
struct ScenarioLines {
  private let root: Node?

  init(_ text: String) {
    root = try? Yams.compose(yaml: text.withoutByteOrderMark, .basic)
  }

  /// The line of a field's value by the field's path, or of what it would stand in; from 1.
  func line(of path: String) -> Int {
    guard var node = root else { return 1 }
    for part in path.split(separator: ".") {
      switch node {
      case .mapping(let mapping):
        guard let next = mapping[String(part)] else { return line(node) }
        node = next
      case .sequence(let items):
        guard let next = items.first(where: { $0.mapping?["id"]?.string == String(part) }) else { return line(node) }
        node = next
      default: return line(node)
      }
    }
    return line(node)
  }

  private func line(_ node: Node) -> Int { node.mark?.line ?? 1 }
}
