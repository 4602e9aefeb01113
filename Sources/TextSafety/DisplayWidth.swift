/// How many terminal columns text takes.
///
/// Terminals disagree about sequences of several scalars (emoji with modifiers, families, flags). Strata never sends
/// such a sequence: a grapheme is reduced to pieces that every terminal measures alike, each a spacing scalar with
/// its combining marks, and its width is the sum of theirs. The stored text keeps the whole grapheme.
public enum DisplayWidth {
  /// What one or two cells hold.
  public struct Piece: Hashable, Sendable {
    /// A spacing scalar and at most four combining marks.
    public var text: String
    /// Columns: 1 or 2.
    public var width: Int
  }

  /// Columns of one scalar by the Unicode tables: 0, 1 or 2.
  public static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return value < 0x20 || (value >= 0x7F && value < 0xA0) ? 0 : 1 }
    if contains(WidthTable.zero, value) { return 0 }
    return value >= 0x1100 && contains(WidthTable.wide, value) ? 2 : 1
  }

  /// Columns of a text.
  public static func of(_ text: SafeText) -> Int {
    of(text.string)
  }

  /// Columns of a text that is known to be one line without controls.
  public static func of(_ text: String) -> Int {
    var text = text
    if let ascii = text.withUTF8({ bytes in bytes.allSatisfy { $0 < 0x80 } ? bytes.count : nil }) {
      return ascii
    }
    return text.reduce(0) { $0 + of($1) }
  }

  /// Columns of one grapheme.
  public static func of(_ character: Character) -> Int {
    if character.isASCII { return 1 }
    return pieces(of: character).reduce(0) { $0 + $1.width }
  }

  /// The cells that show a grapheme.
  ///
  /// Empty for one that shows nothing.
  public static func pieces(of character: Character) -> [Piece] {
    var out: [Piece] = []
    var joined = false
    for scalar in character.unicodeScalars {
      let value = scalar.value
      if value == 0x200D {  // joiner: the rest of a joined emoji is left out
        joined = true
        continue
      }
      if (0xFE00...0xFE0F).contains(value) { continue }  // variation selectors
      if (0x1F3FB...0x1F3FF).contains(value), !out.isEmpty { continue }  // skin tones
      let width = of(scalar)
      if width == 0 {
        if let last = out.indices.last, out[last].text.unicodeScalars.count < 5 {
          out[last].text.unicodeScalars.append(scalar)
        } else if out.isEmpty {
          out.append(Piece(text: "\u{25CC}" + String(scalar), width: 1))
        }
      } else if !joined || !isPictographic(scalar) {
        joined = false
        out.append(Piece(text: String(scalar), width: width))
      }
    }
    return out
  }

  private static func isPictographic(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isEmoji && scalar.value > 0xFF
  }

  private static func contains(_ table: [UInt32], _ value: UInt32) -> Bool {
    var low = 0
    var high = table.count / 2 - 1
    while low <= high {
      let middle = (low + high) / 2
      if value < table[2 * middle] {
        high = middle - 1
      } else if value > table[2 * middle + 1] {
        low = middle + 1
      } else {
        return true
      }
    }
    return false
  }
}
