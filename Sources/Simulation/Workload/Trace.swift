/// Requests that really came: when, how long, how much was answered.
public struct Trace: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    /// Seconds after the first one.
    public var arrival: Double
    /// At least 1.
    public var promptTokens: Int
    /// At least 1.
    public var outputTokens: Int

    public init(arrival: Double, promptTokens: Int, outputTokens: Int) {
      self.arrival = arrival
      self.promptTokens = promptTokens
      self.outputTokens = outputTokens
    }
  }

  /// Why a text is not a trace.
  public enum ReadError: Error, Hashable, Sendable {
    case noRequests
    /// The first line names the columns, and this one is not among them.
    case missingColumn(String)
    case tooFewFields(line: Int, found: Int, needed: Int)
    /// - Parameter expected: what may stand there, in words.
    case badField(line: Int, column: String, value: String, expected: String)
  }

  /// In order of arrival, the first at 0; never empty.
  public let entries: [Entry]

  /// Takes entries in any order and shifts them so that the first arrives at 0.
  ///
  /// - Throws: `ReadError.noRequests`.
  public init(_ entries: [Entry]) throws(ReadError) {
    guard let start = entries.map(\.arrival).min() else { throw .noRequests }
    // The sort of the standard library keeps the order of equal times.
    self.entries = entries.sorted { $0.arrival < $1.arrival }.map {
      Entry(arrival: $0.arrival - start, promptTokens: $0.promptTokens, outputTokens: $0.outputTokens)
    }
  }

  public var meanPromptTokens: Double { Double(entries.reduce(0) { $0 + $1.promptTokens }) / Double(entries.count) }
  public var meanOutputTokens: Double { Double(entries.reduce(0) { $0 + $1.outputTokens }) / Double(entries.count) }
  /// Seconds from the first request to the last.
  public var duration: Double { entries[entries.count - 1].arrival }
  /// Requests a second; 0 if all come at once.
  public var rate: Double { duration > 0 ? Double(entries.count - 1) / duration : 0 }
}

// MARK: - Reading

extension Trace {
  /// Reads comma-separated values with the columns `TIMESTAMP`, `ContextTokens` and `GeneratedTokens`, in any order and
  /// among others, as the Azure LLM inference traces have them, or `seconds`, `context_tokens` and `generated_tokens`,
  /// as the catalogue's copies do.
  ///
  /// A time is a number of seconds or `2023-11-16 18:15:46.68`, with a space or a `T`, without a time zone or with `Z`.
  ///
  /// - Throws: `ReadError` with the line, counted from 1, and the field.
  public init(csv: String) throws(ReadError) {
    // By bytes: a line's end of two characters is one `Character`, and splitting text by those is slow.
    let lines = csv.utf8.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: "\n") }
    guard let header = lines.first else { throw .noRequests }
    let names = Trace.fields(header).map { $0.lowercased() }
    var columns: [Int] = []
    for (name, other) in zip(Trace.columns, Trace.otherColumns) {
      guard let index = names.firstIndex(of: name.lowercased()) ?? names.firstIndex(of: other) else {
        throw .missingColumn(name)
      }
      columns.append(index)
    }
    var entries: [Entry] = []
    entries.reserveCapacity(lines.count)
    for (number, line) in zip(2..., lines.dropFirst()) {
      let fields = Trace.fields(line)
      if fields == [""] { continue }
      let needed = 1 + (columns.max() ?? 0)
      guard fields.count >= needed else { throw .tooFewFields(line: number, found: fields.count, needed: needed) }
      entries.append(
        Entry(
          arrival: try Trace.seconds(fields[columns[0]], line: number),
          promptTokens: try Trace.tokens(fields[columns[1]], line: number, column: Trace.columns[1]),
          outputTokens: try Trace.tokens(fields[columns[2]], line: number, column: Trace.columns[2])))
    }
    try self.init(entries)
  }

  private static let columns = ["TIMESTAMP", "ContextTokens", "GeneratedTokens"]
  private static let otherColumns = ["seconds", "context_tokens", "generated_tokens"]

  private static func fields(_ line: Substring.UTF8View) -> [String] {
    line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { field in
      let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x0D || byte == 0x09 }
      return String(decoding: field.drop(while: isSpace).reversed().drop(while: isSpace).reversed(), as: UTF8.self)
    }
  }

  private static func tokens(_ text: String, line: Int, column: String) throws(ReadError) -> Int {
    guard let count = Int(text), 1...100_000_000 ~= count else {
      throw .badField(line: line, column: column, value: text, expected: "a whole number from 1 to 100000000")
    }
    return count
  }

  private static func seconds(_ text: String, line: Int) throws(ReadError) -> Double {
    if let seconds = Double(text), seconds.isFinite { return seconds }
    if let seconds = calendarSeconds(text) { return seconds }
    throw .badField(
      line: line, column: columns[0], value: text, expected: "seconds, or a time like 2023-11-16 18:15:46.68")
  }

  /// Seconds since 1970 of a date and a time of day.
  private static func calendarSeconds(_ text: String) -> Double? {
    let halves = text.split { $0 == " " || $0 == "T" }
    guard halves.count == 2 else { return nil }
    let date = halves[0].split(separator: "-").compactMap { Int($0) }
    let clock = halves[1].split(separator: ":")
    guard date.count == 3, clock.count == 3, let hour = Int(clock[0]), let minute = Int(clock[1]) else { return nil }
    let second = clock[2].last == "Z" ? clock[2].dropLast() : clock[2]
    guard let second = Double(second), 0..<24 ~= hour, 0..<60 ~= minute, 0..<61 ~= second else { return nil }
    guard 1...12 ~= date[1], 1...31 ~= date[2] else { return nil }
    return Double(days(date[0], date[1], date[2]) * 86_400 + hour * 3600 + minute * 60) + second
  }

  /// Days since 1970-01-01 in the Gregorian calendar; years begin in March, so that the leap day comes last.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month > 2 ? year : year - 1
    let month = month > 2 ? month - 3 : month + 9
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468
  }
}
