import Curriculum

/// Finds the glossary's terms in what a reader wrote.
struct UsedTerms {
  private let course: Course
  /// Each way of writing a term, as words, by its first word.
  private var spellings: [String: [(words: [String], term: TermID)]] = [:]

  init(_ course: Course) {
    self.course = course
    for term in course.terms {
      for words in UsedTerms.spellings(of: term.term) {
        spellings[words[0], default: []].append((words, term.id))
      }
    }
  }

  /// The terms that stand in the texts as whole words, in any case and also with a plural's s, by name.
  func found(in texts: [String]) -> [Term] {
    var found: Set<TermID> = []
    for text in texts {
      let words = UsedTerms.words(text)
      for start in words.indices {
        for first in UsedTerms.singulars(words[start]) {
          for (spelling, term) in spellings[first] ?? [] where UsedTerms.fits(spelling, words[start...]) {
            found.insert(term)
          }
        }
      }
    }
    return course.terms.filter { found.contains($0.id) }
  }

  /// "Time to first token (TTFT)" is also written "TTFT".
  private static func spellings(of term: String) -> [[String]] {
    guard let open = term.firstIndex(of: "("), let close = term[open...].firstIndex(of: ")") else {
      return [words(term)].filter { !$0.isEmpty }
    }
    let short = term[term.index(after: open)..<close].split(separator: ",").map { words(String($0)) }
    return ([words(term[..<open] + term[term.index(after: close)...])] + short).filter { !$0.isEmpty }
  }

  private static func words(_ text: some StringProtocol) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  private static func singulars(_ word: String) -> [String] {
    word.hasSuffix("s") ? [word, String(word.dropLast())] : [word]
  }

  private static func fits(_ spelling: [String], _ words: ArraySlice<String>) -> Bool {
    guard words.count >= spelling.count else { return false }
    let last = spelling.count - 1
    return zip(spelling.indices, words).allSatisfy { index, word in
      word == spelling[index] || (index == last && word == spelling[index] + "s")
    }
  }
}
