/// What somebody may have meant by a name that does not exist.
public enum NearNames {
  /// The names nearest to a wrong one, the nearest first, at most five.
  ///
  /// Empty when none is near.
  public static func of(_ wrong: String, among names: [String]) -> [String] {
    let wanted = Array(wrong.lowercased())
    guard (1...64).contains(wanted.count) else { return [] }
    var found: [(distance: Int, name: String)] = []
    for name in Set(names) {
      let letters = Array(name.lowercased())
      let contains = wanted.count > 1 && name.lowercased().contains(wrong.lowercased())
      let distance = contains ? 1 : distance(wanted, letters)
      if distance <= max(1, min(wanted.count, letters.count) / 3) { found.append((distance, name)) }
    }
    return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(5).map(\.name)
  }

  /// A continuation for an error line: `; near it: a, b`, or nothing.
  public static func hint(_ wrong: String, among names: [String]) -> String {
    let near = of(wrong, among: names)
    return near.isEmpty ? "" : "; near it: " + near.joined(separator: ", ")
  }

  /// Insertions, deletions, replacements and swaps of neighbours from one to the other (optimal string alignment).
  static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
        row.append(best)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
