extension Scenario {
  /// The scenario as a YAML file that ``ScenarioReader`` reads back to the same value.
  public var yaml: String {
    var out = "id: \(id)\n"
    var section = ""
    for field in Scenario.fixedFields {
      let isNested = field.path.contains(".")
      if isNested, field.section != section { out += "\(field.section):\n" }
      section = isNested ? field.section : ""
      out += (isNested ? "  " : "") + "\(field.key): \(Scenario.yamlText(field.value(in: self)))\n"
    }
    guard !options.isEmpty else { return out }
    out += "options:\n"
    for option in options {
      out += "  - id: \(option.id)\n    kind: \(option.kind.rawValue)\n"
      for field in ScenarioField.of(option) {
        guard let value = field.value(in: self), value != .text("") else { continue }
        out += "    \(field.key): \(Scenario.yamlText(value))\n"
      }
    }
    return out
  }

  private static func yamlText(_ value: FieldValue?) -> String {
    switch value {
    case nil: "none"
    case .number?: value?.text ?? ""
    case .text(let text)?: quoted(text)
    case .texts(let texts)?: "[\(texts.map(quoted).joined(separator: ", "))]"
    }
  }

  /// Words of plain letters stand as they are; anything else is quoted, escapes as YAML 1.2 §5.7 has them.
  private static func quoted(_ text: String) -> String {
    let isPlain =
      text.first.map { $0.isLetter && $0.isASCII } == true
      && text.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789-".unicodeScalars.contains($0))
      }
      && !["true", "false", "null", "none", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    if isPlain { return text }
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}":
        let hex = String(scalar.value, radix: 16, uppercase: true)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
