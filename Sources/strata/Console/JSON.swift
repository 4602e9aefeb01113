import Foundation
import TextSafety

/// A JSON value as the commands print it: indented, keys in order, dates in UTC, texts made harmless.
enum JSON: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
  case null
  case bool(Bool)
  case int(Int)
  /// Printed as null where it is not finite: JSON has no other word for that.
  case number(Double)
  case text(String)
  case list([JSON])
  case object([String: JSON])

  init(stringLiteral value: String) { self = .text(value) }
  init(arrayLiteral elements: JSON...) { self = .list(elements) }
  init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }

  /// A text, or null.
  static func text(_ text: String?) -> JSON {
    text.map { .text($0) as JSON } ?? .null
  }

  /// A number, or null.
  static func number(_ number: Double?) -> JSON {
    number.map { .number($0) as JSON } ?? .null
  }

  /// A moment, or null.
  static func date(_ date: Date?) -> JSON {
    date.map { .text($0.ISO8601Format()) as JSON } ?? .null
  }

  /// Texts in their order.
  static func texts(_ texts: some Sequence<String>) -> JSON {
    .list(texts.map { .text($0) as JSON })
  }

  /// A part and a whole.
  static func share(_ done: Int, of total: Int) -> JSON {
    ["done": .int(done), "total": .int(total)]
  }

  /// Writes the value to standard output.
  func write() throws {
    try Console.output(rendered() + "\n")
  }

  /// The value on one line, as programs read it that take a line at a time.
  func line() -> String {
    switch self {
    case .list(let items): "[" + items.map { $0.line() }.joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { JSON.quoted($0.key) + ":" + $0.value.line() }
        .joined(separator: ",") + "}"
    default: rendered()
    }
  }

  /// The value as text.
  func rendered(indent: String = "") -> String {
    let inner = indent + "  "
    func wrap(_ open: String, _ parts: [String], _ close: String) -> String {
      if parts.isEmpty { return open + close }
      return open + "\n" + parts.map { inner + $0 }.joined(separator: ",\n") + "\n" + indent + close
    }
    switch self {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .int(let value): return String(value)
    case .number(let value): return JSON.plain(value)
    case .text(let text): return JSON.quoted(text)
    case .list(let items): return wrap("[", items.map { $0.rendered(indent: inner) }, "]")
    case .object(let members):
      let sorted = members.sorted { $0.key < $1.key }
      return wrap("{", sorted.map { JSON.quoted($0.key) + ": " + $0.value.rendered(indent: inner) }, "}")
    }
  }

  /// Digits that read back as the same number; whole ones without a point.
  private static func plain(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in SafeText.cleanedBlock(text).unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
