public import TextSafety

/// A name that the catalogue does not have, or that several rows share.
public struct UnknownName: Error, Hashable, Sendable {
  /// What was looked for: `accelerator`, `model`.
  public var kind: String
  public var name: String
  /// The ids that share the name; empty when there is none.
  public var candidates: [String]
  /// Names near it, the nearest first.
  public var near: [String]

  /// For a terminal: what is unknown, and what may have been meant.
  public var message: SafeText {
    let quoted = "\"\(CatalogProblem.shortened(name))\""
    if !candidates.isEmpty {
      return SafeText("\(quoted) names \(candidates.count) \(kind)s; say which: \(candidates.joined(separator: ", "))")
    }
    return SafeText("there is no \(kind) \(quoted) in the catalogue" + CatalogProblem.hint(near))
  }
}

/// Finds rows by name without regard to case, blanks and punctuation: `h100 sxm` is `H100-SXM`.
struct NameIndex: Sendable {
  /// What the rows are, for messages.
  let kind: String
  private var positions: [String: [Int]] = [:]
  private var ids: [String] = []
  private var shown: [String] = []

  init(kind: String) {
    self.kind = kind
  }

  /// Adds the next row; its id wins over another row's other names.
  mutating func add(id: String, otherNames: [String]) {
    let position = ids.count
    ids.append(id)
    for name in [id] + otherNames {
      let key = NameIndex.key(name)
      guard !key.isEmpty, positions[key]?.contains(position) != true else { continue }
      positions[key, default: []].append(position)
      shown.append(name)
    }
  }

  /// The row's position.
  func find(_ name: String) throws(UnknownName) -> Int {
    let found = positions[NameIndex.key(name)] ?? []
    if found.count == 1 { return found[0] }
    if let exact = found.first(where: { ids[$0] == name }) { return exact }
    let byID = found.filter { NameIndex.key(ids[$0]) == NameIndex.key(name) }
    if byID.count == 1 { return byID[0] }
    throw UnknownName(
      kind: kind, name: name, candidates: found.map { ids[$0] },
      near: found.isEmpty ? NearNames.of(name, among: shown) : [])
  }

  /// Letters and digits alone, in lower case.
  static func key(_ name: String) -> String {
    String(name.prefix(200).lowercased().filter { $0.isLetter || $0.isNumber })
  }
}
