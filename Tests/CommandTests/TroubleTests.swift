import Foundation
import StrataTesting
import Testing

/// Notebooks and courses that are broken, missing, full or shared.
@Suite struct TroubleTests {
  private static let needless = [
    ["stack"], ["read", "start"], ["search", "token"], ["glossary"], ["content", "check"],
  ]

  @Test(arguments: needless)
  func `what needs no notebook works without a usable one, with a warning`(verb: [String]) throws {
    let home = try Home()
    let sound = try home.run(Home.program.path, verb)
    let broken = try home.file("broken.sqlite", String(repeating: "no notebook ", count: 200))
    let outcome = try home.run(Home.program.path, verb + ["--notebook", broken])
    #expect(outcome.status == 0)
    let needsNone = verb == ["glossary"] || verb == ["content", "check"]
    let warning = "strata: \(broken) is not a notebook."
    #expect(needsNone ? outcome.errors.isEmpty : outcome.errors.hasPrefix(warning), "\(outcome.errors)")
    #expect(needsNone || outcome.errors.contains("Going on without the notebook"))
    if verb != ["stack"] { #expect(outcome.output == sound.output) }
  }

  @Test(
    arguments: [
      ["progress"], ["note", "list"], ["note", "add", "a"], ["question", "list"], ["question", "note", "why", "a"],
      ["lab", "list"], ["lab", "set", "duel", "hours", "1"], ["lab", "compare", "duel"],
    ])
  func `what needs the notebook says why it cannot be used, and changes nothing`(verb: [String]) throws {
    let home = try Home()
    let text = String(repeating: "no notebook ", count: 200)
    let broken = try home.file("broken.sqlite", text)
    let outcome = try home.run(Home.program.path, verb + ["--notebook", broken])
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("strata: \(broken) is not a notebook. Nothing was changed."))
    #expect(try String(contentsOfFile: broken, encoding: .utf8) == text)
  }

  @Test func `looking makes no notebook`() throws {
    let home = try Home()
    let verbs = [
      ["stack"], ["read", "start"], ["search", "token"], ["glossary"], ["progress"], ["note", "list"], ["lab", "list"],
      ["lab", "show", "duel"], ["question", "show", "why"], ["question", "history", "why"], ["doctor"],
    ]
    for verb in verbs {
      #expect(try home.run(Home.program.path, verb).status == 0, "\(verb)")
      #expect(!FileManager.default.fileExists(atPath: home.notebook.path), "\(verb)")
    }
  }

  @Test func `without a home a notebook must be named`() throws {
    let home = try Home()
    let nowhere: [String: String?] = ["HOME": nil, "XDG_DATA_HOME": nil]
    let outcome = try home.strata("note", "add", "a", environment: nowhere)
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("strata: there is no place for a notebook: HOME is not set."))
    let named = try home.strata("note", "add", "a", "--notebook", "here.sqlite", environment: nowhere)
    #expect(named.output == "note:1\n")
  }

  @Test func `processes that start a notebook at the same moment all keep what they write`() throws {
    let home = try Home()
    let texts = (1...6).map { "text \($0)" }
    let running = try texts.map { try home.start(Home.program.path, ["note", "add", $0]) }
    let outcomes = try running.map { try $0.outcome() }
    for outcome in outcomes { #expect(outcome.status == 0, "\(outcome.errors)") }
    #expect(Set(outcomes.map(\.output)) == Set((1...6).map { "note:\($0)\n" }))
    let kept = try home.strata("note", "list", "--json").objects().compactMap { $0["text"] as? String }
    #expect(kept.sorted() == texts)
  }

  @Test func `a full quota is an error, and what was saved stays`() throws {
    let home = try Home()
    try home.strata("note", "add", "Saved before.")
    let limited = "ulimit -f 200; exec '\(Home.program.path)' note add -"
    let outcome = try home.run("/bin/sh", ["-c", limited], input: Data(repeating: 0x61, count: 1 << 20))
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("cannot grow"))
    #expect(try home.strata("note", "list", "--json").objects().map { $0["text"] as? String } == ["Saved before."])
    #expect(try home.strata("doctor").status == 0)
  }

  @Test func `a course with mistakes is refused with the first of them`() throws {
    let home = try Home()
    let page = SmallCourse.page.replacingOccurrences(of: "page:why", with: "page:whither")
    _ = try home.file("course/Content/start.md", page)
    for verb in [["stack"], ["read", "start"], ["lab", "list"]] {
      let outcome = try home.run(Home.program.path, verb)
      #expect(outcome.status == 1)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains("Content/start.md:15: \"page:whither\" does not exist"))
    }
    let nowhere = try home.strata("stack", "--content", "nowhere")
    #expect(nowhere.status == 1)
    #expect(nowhere.errors.hasPrefix("strata: no course found; looked in nowhere."))
  }

  @Test func `a course that leaves facts uncovered is opened all the same`() throws {
    let home = try Home()
    let page = SmallCourse.page.replacingOccurrences(of: "covers: []", with: "covers: [F1]")
    _ = try home.file("course/Content/start.md", page)
    #expect(try home.strata("content", "check").status == 1)
    let outcome = try home.strata("stack")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Where to start"))
  }

  @Test func `a course is checked with every mistake, counts and gaps`() throws {
    let home = try Home()
    let sound = try home.strata("content", "check")
    #expect(sound.status == 0)
    #expect(
      sound.output == """
        2 pages, 0 lessons, 1 question, 2 terms, 1 product, 1 lab, 0 scenarios, 3 links
        names no facts of the inventory

        """)
    let page = SmallCourse.page.replacingOccurrences(of: "covers: []", with: "covers: [F1, F2]")
      .replacingOccurrences(of: "page:why", with: "page:whither")
    _ = try home.file("broken/Content/start.md", page)
    _ = try home.file("broken/Content/glossary.yaml", "terms: []\n")
    _ = try home.file("broken/Content/products.yaml", "as_of: \"2026\"\nscale: {}\nproducts: []\n")
    let broken = try home.strata("content", "check", "broken")
    #expect(broken.status == 1)
    #expect(broken.lines.contains("Content/start.md:15: \"term:token\" does not exist"))
    #expect(broken.lines.contains("Content/start.md:15: \"page:whither\" does not exist"))
    #expect(broken.lines.contains("2 facts covered, 111 missing:"))
    #expect(broken.errors.contains("has 2 mistakes and 111 facts that nothing covers"))
    let report = try home.strata("content", "check", "broken", "--json").object()
    #expect(report["passes"] as? Bool == false)
    #expect((report["problems"] as? [[String: Any]])?.count == 2)
    #expect((report["coverage"] as? [String: [String]]) == ["F1": ["start"], "F2": ["start"]])
    #expect((report["uncovered"] as? [String])?.count == 111)
  }

  @Test func `the course that comes along passes its check`() throws {
    let outcome = try Home().strata("content", "check", environment: ["STRATA_CONTENT": nil])
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("113 facts covered, none missing"))
  }

  @Test func `the doctor finds a sound place healthy`() throws {
    let home = try Home()
    try home.strata("note", "add", "One")
    let outcome = try home.strata("doctor", "--json")
    #expect(outcome.status == 0)
    let report = try outcome.object()
    #expect(report["healthy"] as? Bool == true)
    #expect(report["version"] as? String == "0.1.0")
    let findings = try #require(report["findings"] as? [[String: Any]])
    let names = Set(findings.compactMap { $0["name"] as? String })
    #expect(
      names.isSuperset(of: [
        "strata", "program", "terminal", "colours", "locale", "course", "course check", "notebook", "notebook health",
      ]))
    #expect(findings.contains { ($0["value"] as? String) == "sound; 1 text in 1 version, 1 note" })
  }

  @Test func `the doctor works whatever is broken, and names all of it`() throws {
    let home = try Home()
    let broken = try home.file("broken.sqlite", String(repeating: "no notebook ", count: 200))
    let outcome = try home.strata("doctor", "--notebook", broken, "--content", "nowhere")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("✗  course"))
    #expect(outcome.output.contains("✗  notebook"))
    #expect(outcome.errors == "strata: doctor found 2 broken: course, notebook. What to do stands beside each\n")
    let bare: [String: String?] = ["HOME": nil, "XDG_DATA_HOME": nil, "TERM": nil, "LANG": nil]
    let homeless = try home.strata("doctor", environment: bare)
    #expect(homeless.status == 1)
    #expect(homeless.errors.contains("doctor found 1 broken: notebook"))
  }

  @Test func `the doctor sees a damaged page in the middle of a notebook`() throws {
    let home = try Home()
    try home.strata("note", "add", String(repeating: "word ", count: 4000))
    let handle = try FileHandle(forWritingTo: home.notebook)
    try handle.seek(toOffset: 4096)
    try handle.write(contentsOf: Data(repeating: 0xA5, count: 12 * 4096))
    try handle.close()
    let outcome = try home.strata("doctor")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("✗  notebook"))
    #expect(try home.strata("stack").status == 0)
  }
}
