import ArgumentParser
import CostModel
import Foundation
import TextSafety

/// `strata cost catalog import`: prices from formats that people have already.
struct CostCatalogImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring prices into your own catalogue; they go before the shipped ones.",
    discussion: """
      The file is litellm's model_prices_and_context_window.json, or a provider's table of SkyPilot's catalogue in \
      CSV. Rows of the same id are replaced.
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("The file; - reads standard input.", valueName: "file")) var path: String
  @Option(help: ArgumentHelp("Who sells, for a table of SkyPilot: it does not say.", valueName: "name"))
  var provider: String?
  @Option(help: ArgumentHelp("Only models and machines with this in their name.", valueName: "text")) var only: String?
  @Option(help: ArgumentHelp("The day of the prices (default: the file's).", valueName: "day")) var date: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let date, CalendarDay(date) == nil || date.count != 10 {
      throw ValidationError("--date takes a day such as 2026-11-26, not \(NearNames.quoted(date))")
    }
    if let given = date.flatMap({ CalendarDay($0) }), CalendarDay(of: Date()) < given {
      throw ValidationError("--date is the day on which the prices held, and \(given) is still to come")
    }
    if let provider, provider.isEmpty || provider.count > 60 || provider.contains(where: \.isNewline) {
      throw ValidationError("--provider takes a name of at most 60 letters")
    }
  }

  /// What came of it, whatever the rows are.
  private struct Outcome {
    var file: String
    var taken: Int
    var skipped: [(key: String, line: SafeText, why: String)]
    var otherKinds: Int
  }

  func run() throws {
    let desk = Desk(options)
    guard let folder = try desk.catalogFolders().own else {
      throw Failure("there is no place for a catalogue: neither XDG_DATA_HOME nor HOME is set")
    }
    let bytes = try InputFile.bytes(of: path, most: 64 << 20)
    let isJSON = bytes.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) } == UInt8(ascii: "{")
    let outcome = try isJSON ? models(Data(bytes), folder) : machines(Data(bytes), folder, desk)
    try report(outcome)
  }

  private func models(_ data: Data, _ folder: String) throws -> Outcome {
    let report = try LiteLLMImport.read(data, source: source, date: day)
    let rows = report.rows.filter { matches($0.id) }
    if !rows.isEmpty { try OwnCatalog.add(rows, to: folder) }
    return Outcome(
      file: folder + "/api-prices.csv", taken: rows.count, skipped: report.skipped.map { ($0.key, $0.safe, $0.why) },
      otherKinds: report.otherKinds)
  }

  private func machines(_ data: Data, _ folder: String, _ desk: Desk) throws -> Outcome {
    // What is no such table is told to be none, before anything is asked for.
    let report = try SkyPilotImport.read(
      data, provider: provider ?? "", catalog: desk.catalogFolders().catalog(), source: source, date: day)
    guard provider != nil else {
      throw Failure.usage("a table of SkyPilot does not say who sells; add --provider, as in --provider AWS")
    }
    let rows = report.rows.filter { matches($0.id) }
    if !rows.isEmpty { try OwnCatalog.add(rows, to: folder) }
    return Outcome(
      file: folder + "/gpu-prices.csv", taken: rows.count, skipped: report.skipped.map { ($0.key, $0.safe, $0.why) },
      otherKinds: report.otherKinds)
  }

  private func matches(_ id: String) -> Bool {
    only.map { id.lowercased().contains($0.lowercased()) } ?? true
  }

  /// What the rows name as their source.
  private var source: String {
    path == "-" ? "standard input" : SafeText(URL(fileURLWithPath: path).lastPathComponent.prefix(100)).string
  }

  private var day: CalendarDay {
    if let given = date.flatMap({ CalendarDay($0) }) { return given }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return CalendarDay(of: attributes?[.modificationDate] as? Date ?? Date())
  }

  private func report(_ outcome: Outcome) throws {
    if json {
      let value: JSON = [
        "file": .text(outcome.file), "imported": .int(outcome.taken), "date": .text(day.description),
        "skipped": .list(outcome.skipped.map { ["key": .text($0.key), "why": .text($0.why)] }),
        "other_kinds": .int(outcome.otherKinds),
      ]
      try value.write()
      if outcome.taken == 0 { throw ExitCode.failure }
      return
    }
    for entry in outcome.skipped.prefix(10) { Console.warn("left out \(entry.line)") }
    if outcome.skipped.count > 10 { Console.warn("and \(outcome.skipped.count - 10) more; --json lists them") }
    if outcome.taken == 0 {
      Console.warn("nothing was imported; the file holds nothing that fits")
    }
    var out = Printout()
    out.line(
      "\(Counted.of(outcome.taken, "price")) in \(outcome.file), \(outcome.skipped.count) left out, "
        + "\(outcome.otherKinds) of other kinds")
    try out.write()
    if outcome.taken == 0 { throw ExitCode.failure }
  }
}
