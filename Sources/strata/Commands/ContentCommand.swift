import ArgumentParser
import Curriculum
import TextSafety

/// `strata content`: for those who write courses.
struct ContentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "content", abstract: "Check a course.", subcommands: [Check.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Read a whole course, count its scenarios, look up its experiments, and name every mistake with its file and line.",
      discussion: "Exits with 1 when there is a mistake, or a fact that nothing covers.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The course (default: that of --content).") var dir: String?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      var named = options
      if let dir {
        if dir.isEmpty { throw Failure.usage("content check needs the name of a folder, not an empty text") }
        named.content = dir
      }
      let desk = Desk(named)
      let folder = try desk.folder()
      let (course, problems) = Course.read(folder)
      let check = CourseCheck(
        course, readingProblems: problems + ScenarioCheck(course, desk).problems + ExperimentCheck(course).problems)
      if json { try value(check, folder).write() } else { try printout(check).write() }
      if !check.passes {
        throw Failure(
          "the course in \(folder.content) has \(Counted.of(check.problems.count, "mistake")) and "
            + "\(Counted.of(check.uncovered.count, "fact")) that nothing covers; mend them and check again")
      }
    }

    private func printout(_ check: CourseCheck) -> Printout {
      var out = Printout()
      for problem in check.problems { out.line(problem.safe.string) }
      out.line(check.counts.map { Counted.of($0.count, String($0.name.dropLast())) }.joined(separator: ", "))
      let covered = check.coverage.count
      if covered == 0 {
        out.line("names no facts of the inventory")
      } else if check.uncovered.isEmpty {
        out.line("\(covered) facts covered, none missing")
      } else {
        out.line("\(covered) facts covered, \(check.uncovered.count) missing:")
        out.wrapped(check.uncovered.joined(separator: " "), width: Console.columns, indent: 2)
      }
      for (page, facts) in coverageByPage(check) {
        out.wrapped("\(page): " + facts.joined(separator: " "), width: Console.columns, indent: 2)
      }
      return out
    }

    /// What each page or lab covers, with runs of facts as one word: `F3–F6`.
    private func coverageByPage(_ check: CourseCheck) -> [(page: String, facts: [String])] {
      var numbers: [String: [Int]] = [:]
      for (fact, pages) in check.coverage {
        guard let number = Int(fact.dropFirst()) else { continue }
        for page in pages { numbers[page, default: []].append(number) }
      }
      return numbers.sorted { $0.key < $1.key }.map { page, numbers in
        var runs: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
          if let last = runs.last, last.upperBound + 1 == number {
            runs[runs.count - 1] = last.lowerBound...number
          } else {
            runs.append(number...number)
          }
        }
        return (page, runs.map { $0.count == 1 ? "F\($0.lowerBound)" : "F\($0.lowerBound)–F\($0.upperBound)" })
      }
    }

    private func value(_ check: CourseCheck, _ folder: CourseFolder) -> JSON {
      [
        "content": .text(folder.content), "labs": .text(folder.labs), "passes": .bool(check.passes),
        "problems": .list(
          check.problems.map { ["file": .text($0.file), "line": .int($0.line), "message": .text($0.message)] }),
        "counts": .object(
          Dictionary(check.counts.map { ($0.name, .int($0.count)) }, uniquingKeysWith: { a, _ in a })),
        "coverage": .object(check.coverage.mapValues { .texts($0) }), "uncovered": .texts(check.uncovered),
      ]
    }
  }
}
