import Foundation
import StrataTesting
import Testing

/// The commands that the shipped course asks its readers to type.
@Suite struct CourseCommandTests {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Every `strata cost …` in a folder's pages, with lines put together that end in a backslash.
  private static func commands(in folder: String) throws -> Set<[String]> {
    let root = package.appendingPathComponent(folder)
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    var out: Set<[String]> = []
    for path in paths where path.hasSuffix(".md") {
      let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
      let joined = text.replacing(/\\\n\s*/, with: "")
      for match in joined.matches(of: /strata (cost [a-z][^`\n]*)/) {
        out.insert(match.1.split(separator: " ").map(String.init))
      }
    }
    return out
  }

  /// What keeps a command from taking long; what it prints is not the point here.
  private static func quick(_ command: [String]) -> [String] {
    switch command.dropFirst().first {
    case "compare", "breakeven": command + ["--draws", "0"]
    case "sensitivity": command + ["--draws", "100"]
    case "simulate": command.filter { $0 != "--curve" } + ["--requests", "100"]
    // A whole validation takes long; that the verb is there is enough.
    case "validate": command + ["--help"]
    // This one wants to know what an hour of this machine costs, and measures for long.
    case "catalog" where command.last == "measure": command + ["--help"]
    default: command
    }
  }

  @Test(arguments: ["Content", "Labs"])
  func `every cost command of the course runs`(folder: String) throws {
    let home = try Home()
    let commands = try Self.commands(in: folder)
    try #require(commands.count >= 10, "\(commands)")
    for command in commands.sorted(by: { $0.joined() < $1.joined() }) {
      let outcome = try home.run(
        Home.program.path, Self.quick(command), environment: ["STRATA_CONTENT": Self.package.path])
      #expect(outcome.status == 0, "\(command.joined(separator: " ")): \(outcome.errors)")
    }
  }

  @Test func `the shipped course passes with its scenarios and experiments`() throws {
    let outcome = try Home().strata("content", "check", Self.package.path)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("6 scenarios"))
  }

  @Test func `lab 10 says what the program computes`() throws {
    let lab = try String(
      contentsOf: Self.package.appendingPathComponent("Labs/rent-call-or-own/lab.md"), encoding: .utf8)
    let home = try Home()
    func tokens(_ scenario: String, _ changes: String...) throws -> Double {
      let sets = changes.flatMap { ["--set", $0] }
      let outcome = try home.run(
        Home.program.path, ["cost", "compare", scenario, "--draws", "0", "--json"] + sets,
        environment: ["STRATA_CONTENT": Self.package.path])
      let options = try outcome.object()["options"] as? [[String: Any]]
      let lines = options?.first { $0["id"] as? String == "frontier-api" }?["lines"] as? [[String: Any]] ?? []
      let parts = ["input", "cached input", "cache writes", "output"]
      return lines.filter { parts.contains($0["part"] as? String ?? "") }
        .reduce(0) { $0 + ($1["usd_per_month"] as? Double ?? 0) }
    }
    func dollars(_ amount: Double) -> String {
      let whole = String(Int(amount.rounded()))
      return "$\(whole.dropLast(3)),\(whole.suffix(3))"
    }
    let rises = [
      ("rises from", "rag-support-desk"), ("there it goes from", "coding-assistant"),
    ]
    for (words, scenario) in rises {
      let (with, without) = (try tokens(scenario), try tokens(scenario, "workload.cached_share=0"))
      #expect(lab.contains("\(words) \(dollars(with)) to \(dollars(without))"), "\(with) to \(without)")
    }
    let million = try tokens("rag-support-desk", "options.frontier-api.price=gpt-5.5") / 3114
    #expect(lab.contains(String(format: "$%.2f at gpt-5.5", million)), "\(million)")
  }
}
