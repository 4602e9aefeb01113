/// The lines of an exported file that an import does not read back: all but the notes, the answers and their marks.
///
/// A file declares their revision in its front matter, so that words which a reader put there are noticed before an
/// export writes over them. Line breaks, blank lines, blanks at the end of a line and the widths of a table's columns
/// do not count: editors change them unasked.
struct OutsideText {
  private enum FrontMatter { case before, within, after }

  private static let key = "outside: "

  /// What counts of each line, with the line's number from 1.
  private(set) var lines: [(number: Int, text: String)] = []
  /// The revision that the file says it was exported with; nil in older exports.
  private var declared: String?
  private var frontMatter = FrontMatter.before

  /// True when the lines are no longer those that were exported.
  var isEdited: Bool { declared.map { $0 != revision } ?? false }

  private var revision: String { Revision.of(lines.map(\.text).joined(separator: "\n")) }

  /// The text of a new file: its lines, and in its front matter the revision of what is outside of the marks.
  static func declaring(_ lines: [String]) -> String {
    let outside = ExchangeReader.read(lines.joined(separator: "\n"), file: "").outside
    var lines = lines
    if let place = lines.firstIndex(of: ExportPage.signature) { lines.insert(key + outside.revision, at: place + 1) }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Reading

  /// Takes the next line of a file.
  mutating func take(_ line: Substring, _ number: Int) {
    if let cells = OutsideText.cells(line) { return append(cells.joined(separator: "|"), number) }
    let text = OutsideText.withoutBlanksAtEnd(line)
    switch frontMatter {
    case .before: frontMatter = number == 1 && text == "---" ? .within : .after
    case .within where text == "---": frontMatter = .after
    case .within where text.hasPrefix(OutsideText.key):
      declared = String(text.dropFirst(OutsideText.key.count))
      return
    case .within, .after: break
    }
    append(String(text), number)
  }

  /// Takes a worksheet's row without the answer; a row that says nothing besides counts for nothing.
  mutating func take(row line: Substring, _ number: Int) {
    guard let cells = OutsideText.cells(line)?.dropLast(), cells.last?.isEmpty == false else { return }
    append(cells.joined(separator: "|"), number)
  }

  private mutating func append(_ text: String, _ number: Int) {
    if !text.isEmpty { lines.append((number, text)) }
  }

  private static func withoutBlanksAtEnd(_ line: Substring) -> Substring {
    var line = line
    while let last = line.last, last == " " || last == "\t" { line.removeLast() }
    return line
  }

  /// A table's row without what aligns its columns; nil when the line is none.
  private static func cells(_ line: Substring) -> [String]? {
    TableCell.cells(ofRow: line.utf8)?.map { cell in
      let words = cell.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      let isRule = !words.isEmpty && words.joined().allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }
      return isRule ? "-" : String(decoding: Array(words.joined(separator: " ".utf8)), as: UTF8.self)
    }
  }

  // MARK: Finding

  /// The first line that none of the others have; nil when there is none, as when lines were only taken away.
  ///
  /// An older export's counts and dates differ from a newer one's, and are not what a reader looks for: digits do not
  /// count, and lines that begin unlike any other come first.
  func firstLine(notIn others: [OutsideText]) -> Int? {
    let known = others.flatMap(\.lines).map(\.text)
    func first(_ shape: (String) -> String) -> Int? {
      let shapes = Set(known.map(shape))
      return lines.first { !shapes.contains(shape($0.text)) }?.number
    }
    func withoutDigits(_ text: String) -> String { text.filter { !$0.isNumber } }
    return first { String(withoutDigits($0).prefix(12)) } ?? first(withoutDigits)
  }
}
