/// Matches a query's letters in their order anywhere in a text, as command palettes do; its words in any order.
public enum FuzzyMatch {
  /// How well the query fits, higher is better; nil when a letter is missing.
  ///
  /// Case and blanks do not count.
  ///
  /// Letters at the start of a word and letters next to each other count more, skipped ones less. A query that stands in
  /// the text in one piece counts more the longer it is.
  public static func score(_ query: String, in text: String) -> Int? {
    let words = query.lowercased().split(separator: " ")
    let letters = Array(text.lowercased())
    if let score = score(words.flatMap { $0 }, in: letters) {
      // Pairs of letters stand in many words.
      let whole = Array(words.joined(separator: " "))
      return whole.count > 2 && letters.contains(whole) ? score + 8 * (whole.count - 2) : score
    }
    // Words in another order than the text's: each for itself, behind what has them in order.
    var sum = -10
    for word in words {
      guard let score = score(Array(word), in: letters) else { return nil }
      sum += score
    }
    return sum
  }

  private static func score(_ wanted: [Character], in letters: [Character]) -> Int? {
    guard !wanted.isEmpty else { return 0 }
    // best[j]: the best score of the letters so far with the last one at j.
    var best: [Int?] = Array(repeating: nil, count: letters.count)
    for (i, letter) in wanted.enumerated() {
      var next: [Int?] = Array(repeating: nil, count: letters.count)
      var reach: Int?  // best score of the letters before, ending at least two places earlier
      for j in letters.indices {
        if i > 0, j > 1, let before = best[j - 2] { reach = max(reach ?? .min, before) }
        guard letters[j] == letter else { continue }
        let startsWord = j == 0 || !(letters[j - 1].isLetter || letters[j - 1].isNumber)
        let own = startsWord ? 10 : 1
        if i == 0 {
          next[j] = own - min(j, 5)
          continue
        }
        let adjacent = j > 0 ? best[j - 1].map { $0 + own + 6 } : nil
        let skipped = reach.map { $0 + own - 1 }
        next[j] = [adjacent, skipped].compactMap { $0 }.max()
      }
      best = next
    }
    return best.compactMap { $0 }.max()
  }
}
