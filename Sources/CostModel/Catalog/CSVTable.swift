/// A table of comma-separated values as RFC 4180 writes them: quoted fields, doubled quotes, line breaks within quotes.
///
/// Lines may end in CR LF, LF or CR; a byte-order mark and empty lines are passed over. The first record names the
/// columns.
public struct CSVTable: Hashable, Sendable {
  /// One record.
  public struct Row: Hashable, Sendable {
    /// The line of the file on which the record begins, from 1.
    public var line: Int
    /// As many as the table has columns.
    public var fields: [String]
  }

  /// Why a text is no table.
  public struct Fault: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
      case notUTF8
      case empty
      case unclosedQuote
      /// Something stands between a closing quote and the next comma.
      case textAfterQuote
      case fieldCount(found: Int, expected: Int)
      case doubledColumn(String)
      /// A field is longer than ``CSVTable/longestField`` bytes.
      case fieldTooLong
    }

    /// From 1.
    public var line: Int
    public var reason: Reason

    public init(line: Int, reason: Reason) {
      self.line = line
      self.reason = reason
    }
  }

  /// In bytes; a file with longer fields is no table of ours.
  public static let longestField = 65_536

  public let columns: [String]
  public let rows: [Row]

  /// Reads a table.
  ///
  /// - Throws: a ``Fault`` for the first thing that is wrong.
  public init(_ bytes: some Sequence<UInt8>) throws(Fault) {
    var bytes = Array(bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    var scanner = Scanner(bytes: bytes)
    var records: [Row] = []
    while let record = try scanner.next() {
      if record.fields != [""] { records.append(record) }
    }
    guard let header = records.first else { throw Fault(line: 1, reason: .empty) }
    var seen: Set<String> = []
    for column in header.fields where !seen.insert(column).inserted {
      throw Fault(line: header.line, reason: .doubledColumn(column))
    }
    for row in records where row.fields.count != header.fields.count {
      throw Fault(line: row.line, reason: .fieldCount(found: row.fields.count, expected: header.fields.count))
    }
    columns = header.fields
    rows = Array(records.dropFirst())
  }

  /// Reads a table from text.
  public init(_ text: String) throws(Fault) {
    try self.init(text.utf8)
  }

  /// A field as it must be written: quoted where it holds a comma, a quote or a line break, or begins or ends blank.
  public static func quoted(_ field: String) -> String {
    let needsQuotes =
      field.utf8.contains { [0x2C, 0x22, 0x0A, 0x0D].contains($0) } || field.first == " " || field.last == " "
    guard needsQuotes else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }

  /// One line of a table, with its line break.
  public static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\n"
  }
}

extension CSVTable {
  /// Walks over the bytes; every record starts where the last one ended.
  private struct Scanner {
    let bytes: [UInt8]
    var position = 0
    var line = 1

    mutating func next() throws(Fault) -> Row? {
      guard position < bytes.count else { return nil }
      var row = Row(line: line, fields: [])
      while true {
        row.fields.append(try field())
        guard position < bytes.count else { return row }
        let separator = bytes[position]
        position += 1
        if separator == 0x2C { continue }
        if separator == 0x0D, position < bytes.count, bytes[position] == 0x0A { position += 1 }
        line += 1
        return row
      }
    }

    /// A field; afterwards the position is at a comma, a line break or the end.
    private mutating func field() throws(Fault) -> String {
      guard position < bytes.count, bytes[position] == 0x22 else { return try plainField() }
      position += 1
      let start = line
      var content: [UInt8] = []
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        if byte == 0x22 {
          guard position < bytes.count, bytes[position] == 0x22 else {
            if position < bytes.count, ![0x2C, 0x0A, 0x0D].contains(bytes[position]) {
              throw Fault(line: line, reason: .textAfterQuote)
            }
            return try text(content)
          }
          position += 1
        } else if byte == 0x0A {
          line += 1
        }
        content.append(byte)
        if content.count > CSVTable.longestField { throw Fault(line: start, reason: .fieldTooLong) }
      }
      throw Fault(line: start, reason: .unclosedQuote)
    }

    private mutating func plainField() throws(Fault) -> String {
      let start = position
      while position < bytes.count, ![0x2C, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
      return try text(bytes[start..<position])
    }

    private func text(_ content: some Collection<UInt8>) throws(Fault) -> String {
      guard content.count <= CSVTable.longestField else { throw Fault(line: line, reason: .fieldTooLong) }
      guard let text = String(validating: content, as: UTF8.self) else { throw Fault(line: line, reason: .notUTF8) }
      return text
    }
  }
}
