/// A text in the cell of a Markdown table, and back without a change.
///
/// A line break becomes `<br>`, a pipe `\|`, a tab `&#9;`, a space at either end `&#32;`. What a text holds of these
/// already gets a backslash, as Markdown would have it shown; backslashes before any of them are doubled. Works on
/// bytes: a combining mark must not hide a pipe.
enum TableCell {
  static func encode(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    var run = 0
    var place = 0
    func backslashes(_ count: Int) -> [UInt8] { Array(repeating: backslash, count: count) }
    while place < bytes.count {
      if bytes[place] == backslash {
        run += 1
        place += 1
        continue
      }
      if let token = Token(bytes, at: place) {
        out += backslashes(2 * run + 1) + bytes[place..<place + token.length]
        place += token.length
      } else {
        let isEdge = place == 0 || place == bytes.count - 1
        switch bytes[place] {
        case UInt8(ascii: "\n"): out += backslashes(2 * run) + "<br>".utf8
        case UInt8(ascii: "\t"): out += backslashes(2 * run) + "&#9;".utf8
        case UInt8(ascii: " ") where isEdge: out += backslashes(2 * run) + "&#32;".utf8
        default: out += backslashes(run) + [bytes[place]]
        }
        place += 1
      }
      run = 0
    }
    return String(decoding: out + backslashes(2 * run), as: UTF8.self)
  }

  /// Reads a cell; spaces and tabs around it are the table's, not the text's.
  static func decode(_ cell: some Collection<UInt8>) -> String {
    let bytes = Array(trimmed(cell))
    var out: [UInt8] = []
    var run = 0
    var place = 0
    func add(backslashes count: Int) { out += Array(repeating: backslash, count: count) }
    while place < bytes.count {
      if bytes[place] == backslash {
        run += 1
        place += 1
        continue
      }
      if let token = Token(bytes, at: place) {
        add(backslashes: run / 2)
        out += run % 2 == 1 ? Array(bytes[place..<place + token.length]) : Array(token.meaning.utf8)
        place += token.length
      } else {
        add(backslashes: run)
        out.append(bytes[place])
        place += 1
      }
      run = 0
    }
    add(backslashes: (run + 1) / 2)
    return String(decoding: out, as: UTF8.self)
  }

  /// The cells of a table's row, still encoded; nil when the line is no row.
  static func cells(ofRow line: some Collection<UInt8>) -> [[UInt8]]? {
    let bytes = Array(trimmed(line))
    guard bytes.first == pipe else { return nil }
    var cells: [[UInt8]] = []
    var cell: [UInt8] = []
    var run = 0
    for byte in bytes.dropFirst() {
      if byte == pipe && run % 2 == 0 {
        cells.append(cell)
        cell = []
      } else {
        cell.append(byte)
      }
      run = byte == backslash ? run + 1 : 0
    }
    // A row may lack its closing pipe.
    if !trimmed(cell).isEmpty { cells.append(cell) }
    return cells
  }

  /// A row of cells that are encoded here.
  static func row(_ texts: [String]) -> String {
    "|" + texts.map { $0.isEmpty ? " |" : " " + encode($0) + " |" }.joined()
  }

  /// The header of a table with the line below it.
  static func header(_ titles: [String]) -> [String] {
    [row(titles), "|" + String(repeating: "---|", count: titles.count)]
  }

  private static let backslash = UInt8(ascii: "\\")
  private static let pipe = UInt8(ascii: "|")

  private static func trimmed(_ bytes: some Collection<UInt8>) -> ArraySlice<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    let all = Array(bytes)
    guard let first = all.firstIndex(where: { !isBlank($0) }), let last = all.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return all[first...last]
  }

  /// Something that has a meaning in a cell.
  private struct Token {
    var length: Int
    var meaning: String

    init?(_ bytes: [UInt8], at place: Int) {
      switch bytes[place] {
      case pipe: (length, meaning) = (1, "|")
      case UInt8(ascii: "&"):
        let rest = bytes[place...]
        if rest.starts(with: "&#32;".utf8) {
          (length, meaning) = (5, " ")
        } else if rest.starts(with: "&#9;".utf8) {
          (length, meaning) = (4, "\t")
        } else {
          return nil
        }
      case UInt8(ascii: "<"):
        guard let end = Token.endOfBreak(bytes, at: place) else { return nil }
        (length, meaning) = (end - place, "\n")
      default: return nil
      }
    }

    /// The place after `<br>`, in any of the ways in which editors write it.
    private static func endOfBreak(_ bytes: [UInt8], at place: Int) -> Int? {
      var next = place + 1
      for letter in "br".utf8 {
        guard next < bytes.count, bytes[next] | 0x20 == letter else { return nil }
        next += 1
      }
      while next < bytes.count, bytes[next] == UInt8(ascii: " ") { next += 1 }
      if next < bytes.count, bytes[next] == UInt8(ascii: "/") { next += 1 }
      return next < bytes.count && bytes[next] == UInt8(ascii: ">") ? next + 1 : nil
    }
  }
}
