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
    try checkStyles()
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

  /// Styles may name colours and sizes, and nothing outside.
  private func checkStyles() throws(Refusal) {
    let text = String(decoding: rest, as: UTF8.self).lowercased()
    if text.contains("@import") { throw Refusal(reason: "it imports a style") }
    if text.contains("style") && text.contains("\\") { throw Refusal(reason: "a style holds a backslash") }
    for part in text.split(separator: "url(", omittingEmptySubsequences: false).dropFirst()
    where !part.drop(while: { $0 == " " || $0 == "\"" || $0 == "'" }).hasPrefix("#") {
      throw Refusal(reason: "it names an address")
    }
  }

  private mutating func checkElement() throws(Refusal) {
    if rest.first == UInt8(ascii: "/") { rest.removeFirst() }
    let name = word()
    guard ChartImage.elements.contains(name) else { throw Refusal(reason: "it holds <\(name)>") }
    guard isBegun || name == "svg" else { throw Refusal(reason: "it begins with <\(name)>") }
    isBegun = true
    while true {
      skipBlanks()
      switch rest.first {
      case UInt8(ascii: ">"): return rest = rest.dropFirst()
      case UInt8(ascii: "/"): rest = rest.dropFirst()
      case nil: throw Refusal(reason: "it ends inside of <\(name)>")
      default: try checkAttribute(of: name)
      }
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
