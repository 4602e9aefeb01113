/// Tells a drawing from an SVG that does more: a file in an export is opened in a browser some day.
///
/// Only elements that draw are taken; no script, no handler, no address but a place in the file itself.
struct ChartImage {
  private static let elements: Set<String> = [
    "svg", "g", "defs", "title", "desc", "style", "path", "line", "polyline", "polygon", "rect", "circle", "ellipse",
    "text", "tspan", "clipPath", "linearGradient", "radialGradient", "stop", "marker", "pattern", "use", "symbol",
  ]

  /// Why a text is no plain drawing; nil when it is one.
  static func problem(_ svg: String) -> String? {
    var scan = ChartImage(rest: Array(svg.utf8)[...])
    do throws(Refusal) {
      try scan.check()
      return nil
    } catch { return error.reason }
  }

  private struct Refusal: Error { var reason: String }

  private var rest: ArraySlice<UInt8>
  /// True once the element `svg` was seen.
  private var isBegun = false

  private init(rest: ArraySlice<UInt8>) { self.rest = rest }

  private mutating func check() throws(Refusal) {
    if begins("<?xml ") { try skip(past: "?>", of: "an XML declaration") }
    while let next = rest.firstIndex(of: UInt8(ascii: "<")) {
      rest = rest[next...]
      if begins("<!--") {
        try skip(past: "-->", of: "a comment")
      } else {
        rest.removeFirst()
        try checkElement()
      }
    }
    if !isBegun { throw Refusal(reason: "it holds no <svg>") }
  }

  private mutating func checkElement() throws(Refusal) {
    let isEnd = rest.first == UInt8(ascii: "/")
    if isEnd { rest.removeFirst() }
    let name = word()
    guard ChartImage.elements.contains(name) else { throw Refusal(reason: "it holds <\(name)>") }
    guard isBegun || name == "svg" else { throw Refusal(reason: "it begins with <\(name)>") }
    isBegun = true
    var isEmpty = false
    while true {
      skipBlanks()
      switch rest.first {
      case UInt8(ascii: ">"):
        rest.removeFirst()
        if name == "style" && !isEnd && !isEmpty { try checkStyleSheet() }
        return
      case UInt8(ascii: "/"):
        rest.removeFirst()
        isEmpty = rest.first == UInt8(ascii: ">")
      case nil: throw Refusal(reason: "it ends inside of <\(name)>")
      default: try checkAttribute(of: name)
      }
    }
  }

  /// A style sheet names colours and sizes, and nothing outside; no comment or element stands in it.
  private func checkStyleSheet() throws(Refusal) {
    let end = rest.firstIndex(of: UInt8(ascii: "<")) ?? rest.endIndex
    let text = String(decoding: rest[..<end], as: UTF8.self)
    guard rest[end...].starts(with: "</style".utf8) else {
      throw Refusal(reason: "a style holds more than text")
    }
    if text.lowercased().contains("@import") { throw Refusal(reason: "it imports a style") }
    if text.contains("&") { throw Refusal(reason: "a style holds a disguised character") }
    try checkStyle(text)
  }

  /// What is read as CSS names no place but one in the file, and disguises none.
  private func checkStyle(_ text: String) throws(Refusal) {
    if text.contains("\\") || text.contains("&#") { throw Refusal(reason: "a style holds a disguised character") }
    for part in text.lowercased().split(separator: "url(", omittingEmptySubsequences: false).dropFirst()
    where !part.drop(while: { $0.isWhitespace || $0 == "\"" || $0 == "'" }).hasPrefix("#") {
      throw Refusal(reason: "it names an address")
    }
  }

  private mutating func checkAttribute(of element: String) throws(Refusal) {
    let name = word()
    skipBlanks()
    guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "=") else {
      throw Refusal(reason: "an attribute of <\(element)> has no value")
    }
    skipBlanks()
    guard let quote = rest.popFirst(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
      let end = rest.firstIndex(of: quote)
    else { throw Refusal(reason: "the value of \(name) in <\(element)> has no quotes") }
    let value = rest[..<end]
    rest = rest[(end + 1)...]
    let local = name.split(separator: ":").last?.lowercased() ?? ""
    if local.hasPrefix("on") { throw Refusal(reason: "<\(element)> has a handler \(name)") }
    // Colours and lengths are read as CSS whatever their attribute is called.
    try checkStyle(String(decoding: value, as: UTF8.self))
    if local == "href" && value.first != UInt8(ascii: "#") { throw Refusal(reason: "<\(element)> leads elsewhere") }
  }

  private mutating func word() -> String {
    let end = rest.firstIndex { ChartImage.isBlank($0) || "=/><\"'".utf8.contains($0) } ?? rest.endIndex
    defer { rest = rest[end...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  private mutating func skipBlanks() { rest = rest.drop(while: ChartImage.isBlank) }

  private mutating func skip(past end: String, of what: String) throws(Refusal) {
    guard let place = rest.firstRange(of: Array(end.utf8)) else { throw Refusal(reason: "\(what) has no end") }
    rest = rest[place.upperBound...]
  }

  private func begins(_ text: String) -> Bool { rest.starts(with: text.utf8) }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
