import Foundation
import Testing

/// The verbs that show the course: stack, read, search, glossary.
@Suite struct ReadingTests {
  @Test func `the stack lists every page with its minutes under its group`() throws {
    let outcome = try Home().strata("stack")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(
      outcome.output == """
        The map  0 of 1 read
          start  Where to start  3 min

        Critical questions
          why    Why tokens?  2 min

        """)
  }

  @Test func `the stack as JSON has the same keys for every page`() throws {
    let pages = try Home().strata("stack", "--json").objects()
    #expect(pages.map { $0["id"] as? String } == ["start", "why"])
    for page in pages { #expect(page.keys.sorted() == ["id", "kind", "layer", "minutes", "read", "summary", "title"]) }
    #expect(pages.allSatisfy { $0["read"] as? Bool == false })
  }

  @Test func `reading a page sets its text, table and sources for the width`() throws {
    let outcome = try Home().strata("read", "start", "--width", "40")
    #expect(outcome.status == 0)
    #expect(
      outcome.output == """
        Where to start
        The whole stack · 3 min

        The way in.

        First things

        A token is a piece of text. Ask why.

        thing   size
        ────────────────────
        token   four letters

        Sources
          A book. Somebody, 2026.

        """)
  }

  @Test func `reading raw prints the Markdown as it is written`() throws {
    let outcome = try Home().strata("read", "page:start", "--raw")
    #expect(outcome.output.hasPrefix("## First things\n\nA [token](term:token) is a **piece** of text."))
  }

  @Test(arguments: [[], ["--raw"]])
  func `a question read before an answer is saved keeps its closed part`(flags: [String]) throws {
    let home = try Home()
    let program = Home.program.path
    let before = try home.run(program, ["read", "why"] + flags)
    #expect(before.output.contains("Why are there tokens?"))
    #expect(!before.output.contains("sealed"))
    try home.strata("question", "note", "why", "For counting.")
    let after = try home.run(program, ["read", "why"] + flags)
    #expect(after.output.contains("The sealed sentence."))
  }

  @Test func `a product keeps its verdict and evidence until a lab opened them`() throws {
    let home = try Home()
    let before = try home.strata("read", "acme")
    #expect(before.output.contains("Commonly said: Said to be a wrapper."))
    for sealed in ["sealed", "Reference", "the editor"] { #expect(!before.output.contains(sealed)) }
    try home.fillAttempt()
    #expect(try !home.strata("read", "acme").output.contains("sealed"))
    try home.strata("lab", "compare", "duel")
    let after = try home.strata("read", "acme").output
    for text in ["The sealed verdict.", "The sealed finding", "Reference one."] { #expect(after.contains(text)) }
  }

  @Test(arguments: [("strat", "start"), ("tokn", "token"), ("page:wyh", "why"), ("acmee", "acme")])
  func `an unknown id is answered with the near ones`(wrong: String, near: String) throws {
    let outcome = try Home().strata("read", wrong)
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("strata: there is nothing called \"\(wrong)\" in the course; near it: \(near)"))
  }

  @Test func `an id may be written in capitals`() throws {
    #expect(try Home().strata("read", "START").output.hasPrefix("Where to start\n"))
  }

  @Test func `terms and labs are read like pages`() throws {
    let home = try Home()
    #expect(try home.strata("read", "token").output.contains("A piece of text."))
    #expect(try home.strata("read", "lab:duel").output.contains("Choose and compare."))
  }

  @Test func `a search finds course and own texts by their id`() throws {
    let home = try Home()
    try home.strata("note", "add", "--on", "start", "Tokens are cheap.")
    let hits = try home.strata("search", "token", "--json").objects()
    let ids = hits.compactMap { $0["id"] as? String }
    #expect(Set(ids).isSuperset(of: ["note:1", "term:token", "page:start"]))
    for hit in hits { #expect(hit.keys.sorted() == ["excerpt", "id", "title"]) }
    #expect(try home.strata("search", "token", "--limit", "1", "--json").objects().count == 1)
  }

  @Test func `a search does not find what is still closed`() throws {
    let outcome = try Home().strata("search", "sealed", "--json")
    #expect(outcome.status == 0)
    #expect(try outcome.objects().isEmpty)
  }

  @Test func `a search without a hit says so beside the output`() throws {
    let outcome = try Home().strata("search", "zebra")
    #expect(outcome.status == 0)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors == "strata: nothing found for \"zebra\"; try fewer or other words\n")
  }

  @Test func `the glossary shows all terms, or one by name or id`() throws {
    let home = try Home()
    #expect(
      try home.strata("glossary").output == """
        Decode  (decode)
            One token after another.
        Token  (token)
            A piece of text.

        """)
    #expect(try home.strata("glossary", "TOKEN").output.contains("A piece of text."))
    let term = try home.strata("glossary", "token", "--json").object()
    #expect(term["definition"] as? String == "A piece of text.")
    #expect(term["see"] as? [String] == ["decode"])
    #expect(term["core"] as? Bool == true)
    let unknown = try home.strata("glossary", "tokne")
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("near it: token"))
  }
}
