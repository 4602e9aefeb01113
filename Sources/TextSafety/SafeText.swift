/// One line of text that a terminal can show harmlessly.
///
/// Text from outside (content, notes, model output, file names, errors) may hold escape sequences, control
/// characters or bidirectional overrides. Cells, exports and printed lines take only this type, and the only way
/// to make one is through ``init(_:)``, so nothing raw can slip past: what is not harmless is shown as a picture
/// of itself (`␛` for escape) or as `�`.
public struct SafeText: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The harmless text.
  ///
  /// Holds no control character, line break or direction override.
  public let string: String

  /// Makes any text harmless.
  ///
  /// A tab becomes four spaces, a line break a space.
  public init(_ raw: some StringProtocol) {
    string = SafeText.clean(String(raw), keepingLines: false)
  }

  /// A literal goes the same way as everything else.
  public init(stringLiteral value: String) {
    self.init(value)
  }

  /// Nothing.
  public static let empty = SafeText("")

  /// The lines of a text, each made harmless.
  ///
  /// `\r\n` and `\n` end a line; an empty text is one empty line.
  public static func lines(_ raw: String) -> [SafeText] {
    var unified = raw
    if raw.utf8.contains(0x0D) { unified = raw.replacing("\r\n", with: "\n") }
    return unified.split(separator: "\n", omittingEmptySubsequences: false).map { SafeText($0) }
  }

  /// Text of many lines with every harmful scalar replaced; tabs stay, every kind of line break becomes `\n`.
  public static func cleanedBlock(_ raw: String) -> String {
    clean(raw, keepingLines: true)
  }

  public var description: String { string }

  /// True when nothing is in it.
  public var isEmpty: Bool { string.isEmpty }

  /// Two texts, one after the other.
  public static func + (left: SafeText, right: SafeText) -> SafeText {
    SafeText(unchecked: left.string + right.string)
  }

  init(unchecked: String) {
    string = unchecked
  }

  private static func clean(_ raw: String, keepingLines: Bool) -> String {
    if isHarmlessASCII(raw, keepingLines: keepingLines) { return raw }
    var out = String.UnicodeScalarView()
    var previousWasReturn = false
    for scalar in raw.unicodeScalars {
      defer { previousWasReturn = scalar == "\r" }
      switch scalar {
      case "\n" where keepingLines:
        if !previousWasReturn { out.append("\n") }
      case "\n": out.append(" ")
      case "\r" where keepingLines: out.append("\n")
      case "\t":
        out.append(contentsOf: keepingLines ? "\t".unicodeScalars : "    ".unicodeScalars)
      default:
        out.append(HarmfulScalar.picture(of: scalar) ?? scalar)
      }
    }
    return String(out)
  }

  private static func isHarmlessASCII(_ raw: String, keepingLines: Bool) -> Bool {
    var raw = raw
    return raw.withUTF8 { bytes in
      bytes.allSatisfy { byte in
        (byte >= 0x20 && byte < 0x7F) || (keepingLines && (byte == 0x0A || byte == 0x09))
      }
    }
  }
}

/// The scalars that must not reach a terminal or an export as they are.
public enum HarmfulScalar {
  /// What stands for a harmful scalar on the screen; nil when the scalar is harmless.
  public static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value)
    case 0x7F: "\u{2421}"
    case 0xAD: "-"  // soft hyphen: terminals disagree about its width
    case 0x80...0x9F,  // C1 controls
      0x061C, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2060...0x206F,  // direction, invisible
      0xFEFF, 0xFFF9...0xFFFB, 0xFFFE, 0xFFFF,
      0xE000...0xF8FF, 0xE0000...0xE0FFF, 0xF0000...0x10FFFF:  // private use, tags, variation supplement
      "\u{FFFD}"
    default: nil
    }
  }

  /// The first harmful scalar of a text, with its place: line and column count from 1.
  ///
  /// Line breaks and tabs are not harmful here.
  public static func first(in text: String) -> (scalar: Unicode.Scalar, line: Int, column: Int)? {
    var line = 1
    var column = 1
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        line += 1
        column = 1
        continue
      }
      if scalar != "\t" && scalar != "\r" && picture(of: scalar) != nil { return (scalar, line, column) }
      column += 1
    }
    return nil
  }
}
