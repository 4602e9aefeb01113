import Curriculum

/// The HTML comments that tell an import where an entry begins and ends, and from which text it started.
enum EntryMark: Equatable {
  case note(uid: String?, revision: String?, on: Reference?)
  case noteEnd
  case question(PageID, revision: String?)
  case questionEnd
  case scenario(ScenarioName, uid: String?, revision: String?)
  case scenarioEnd
  case measurement(uid: String?, revision: String?)
  case measurementEnd
  case worksheet(LabID)
  /// `isClosed` is false when lines with revisions follow.
  case worksheetEnd(isClosed: Bool)

  /// Reads a line; nil when it is no mark.
  ///
  /// A reader's own comments are none.
  init?(_ line: Substring) {
    var line = line.drop(while: EntryMark.isBlank)
    guard line.utf8.starts(with: "<!--".utf8) else { return nil }
    line = Substring(line.utf8.dropFirst(4))
    while let last = line.last, EntryMark.isBlank(last) { line.removeLast() }
    let isClosed = line.hasSuffix("-->")
    if isClosed { line = line.dropLast(3) }
    let words = line.split(whereSeparator: EntryMark.isBlank)
    func value(_ name: String) -> String? {
      words.first { $0.hasPrefix(name + "=") }.map { EntryMark.decode($0.dropFirst(name.count + 1)) }
    }
    switch (words.first, words.count) {
    case ("note", 2...) where Int(words[1]) != nil:
      self = .note(uid: value("uid"), revision: value("rev"), on: value("on").flatMap { Reference($0) })
    case ("scenario", 2...):
      guard let name = ScenarioName(words[1]) else { return nil }
      self = .scenario(name, uid: value("uid"), revision: value("rev"))
    case ("measurement", 2...) where Int(words[1]) != nil:
      self = .measurement(uid: value("uid"), revision: value("rev"))
    case ("answer-to", 3...) where words[1] == "question":
      self = .question(PageID(EntryMark.decode(words[2])), revision: value("rev"))
    case ("worksheet", 2): self = .worksheet(LabID(EntryMark.decode(words[1])))
    case ("/note", 1): self = .noteEnd
    case ("/answer", 1): self = .questionEnd
    case ("/scenario", 1): self = .scenarioEnd
    case ("/measurement", 1): self = .measurementEnd
    case ("/worksheet", _): self = .worksheetEnd(isClosed: isClosed)
    default: return nil
    }
  }

  private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

  // MARK: Writing

  /// A text between its marks.
  ///
  /// One blank line on either side keeps Markdown readers from joining them.
  static func block(_ opening: String, _ text: String, _ closing: String) -> [String] {
    let lines = text.isEmpty ? [""] : [""] + escaped(text) + [""]
    return [opening] + lines + [closing]
  }

  static func note(_ number: Int, _ entry: Entry) -> String {
    let anchor = entry.anchor.map { " on=" + encode($0.description) } ?? ""
    return "<!-- note \(number) uid=\(encode(entry.uid)) rev=\(Revision.of(entry.text))\(anchor) -->"
  }

  static func question(_ id: PageID, _ text: String) -> String {
    "<!-- answer-to question \(encode(id.rawValue)) rev=\(Revision.of(text)) -->"
  }

  static func scenario(_ name: ScenarioName, _ entry: Entry) -> String {
    "<!-- scenario \(name) uid=\(encode(entry.uid)) rev=\(Revision.of(entry.text)) -->"
  }

  static func measurement(_ number: Int, _ entry: Entry) -> String {
    "<!-- measurement \(number) uid=\(encode(entry.uid)) rev=\(Revision.of(entry.text)) -->"
  }

  static func worksheet(_ lab: LabID) -> String { "<!-- worksheet \(encode(lab.rawValue)) -->" }

  /// Closes a worksheet with the revisions of its rows.
  static func worksheetEnd(_ revisions: [(field: String, revision: String)]) -> [String] {
    ["<!-- /worksheet"] + revisions.map { encode($0.field) + " " + $0.revision } + ["-->"]
  }

  // MARK: Text between marks

  /// The lines of a text; a line that begins like an HTML comment gets a backslash before it.
  static func escaped(_ text: String) -> [String] {
    lines(of: text).map { line in
      guard let place = commentStart(line, least: 0) else { return String(Substring(line)) }
      return String(Substring(line[..<place])) + "\\" + String(Substring(line[place...]))
    }
  }

  /// The text of the lines between two marks.
  static func unescaped(_ lines: some Collection<Substring>) -> String {
    var rest = Array(lines)
    if rest.first?.isEmpty == true { rest.removeFirst() }
    if rest.last?.isEmpty == true { rest.removeLast() }
    return rest.map { line in
      guard let place = commentStart(line.utf8, least: 1) else { return String(line) }
      return String(line[..<place]) + String(line[line.utf8.index(after: place)...])
    }.joined(separator: "\n")
  }

  static func lines(of text: String) -> [Substring.UTF8View] {
    text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  }

  /// Where backslashes and `<!--` begin, after blanks; nil when the line has none, or fewer backslashes than `least`.
  private static func commentStart(_ line: Substring.UTF8View, least: Int) -> Substring.UTF8View.Index? {
    let start = line.firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } ?? line.endIndex
    let comment = line[start...].firstIndex { $0 != UInt8(ascii: "\\") } ?? line.endIndex
    guard line[comment...].starts(with: "<!--".utf8), line.distance(from: start, to: comment) >= least
    else { return nil }
    return start
  }

  // MARK: Names in marks

  /// A name without blanks or anything else that could end a comment: other bytes are written `%20`.
  static func encode(_ name: String) -> String {
    var out = ""
    for byte in name.utf8 {
      let scalar = Unicode.Scalar(byte)
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      if isPlain || "._:/-".unicodeScalars.contains(scalar) {
        out.unicodeScalars.append(scalar)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        out += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return out
  }

  static func decode(_ name: some StringProtocol) -> String {
    let bytes = Array(name.utf8)
    var out: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count,
        let byte = UInt8(String(decoding: bytes[(place + 1)...(place + 2)], as: UTF8.self), radix: 16)
      {
        out.append(byte)
        place += 3
      } else {
        out.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
