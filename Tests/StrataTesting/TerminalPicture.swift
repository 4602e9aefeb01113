public import Terminal
import TextSafety

/// What a terminal shows of the bytes that a program sends, and the modes that it was put into.
///
/// Knows what ncurses uses on an xterm, as far as letters and places go; colours are passed over.
public struct TerminalPicture: Sendable {
  /// The window's size in cells.
  public private(set) var size: Size
  /// DEC private modes that are on: 25 is the visible cursor, 1049 the alternate screen.
  public private(set) var modes: Set<Int> = [25]
  private var rows: [[String]]
  /// The first screen and the cursor's place on it, while the alternate one shows.
  private var mainRows: [[String]] = []
  private var mainCursor = (x: 0, y: 0)
  private var x = 0
  private var y = 0
  private var last = " "
  private var state = State.text
  private var parameters: [UInt8] = []
  private var scalar: [UInt8] = []

  private enum State { case text, escape, charset, control, string, stringEscape }

  /// A blank screen.
  public init(_ size: Size) {
    self.size = size
    rows = TerminalPicture.blank(size)
  }

  private static func blank(_ size: Size) -> [[String]] {
    Array(repeating: Array(repeating: " ", count: size.width), count: size.height)
  }

  /// The rows, blanks at their ends cut.
  public var text: String {
    rows.map { row in
      var line = row.joined()
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// The modes in which a shell would not want to find its terminal, by name; empty when all is as before.
  public var modesLeftOn: [String] {
    let names = [
      1: "application cursor keys", 1000: "mouse", 1002: "mouse drag", 1003: "mouse motion", 1004: "focus",
      1006: "mouse format", 1049: "alternate screen", 2004: "bracketed paste", 2026: "synchronized output",
    ]
    let left = names.keys.sorted().filter(modes.contains).compactMap { names[$0] }
    return modes.contains(25) ? left : left + ["hidden cursor"]
  }

  /// Takes another size; a program that is told draws everything again.
  public mutating func resize(to size: Size) {
    self.size = size
    rows = TerminalPicture.blank(size)
    (x, y) = (0, 0)
  }

  /// Takes bytes; sequences and characters may be cut anywhere.
  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { take(byte) }
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .text: takeText(byte)
    case .escape:
      parameters = []
      switch byte {
      case UInt8(ascii: "["): state = .control
      case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
        state = .string
      case UInt8(ascii: "("), UInt8(ascii: ")"): state = .charset
      default: state = .text
      }
    case .charset: state = .text
    case .control:
      if (0x40...0x7E).contains(byte) {
        state = .text
        carryOut(byte)
      } else {
        parameters.append(byte)
      }
    case .string: state = byte == 0x07 ? .text : byte == 0x1B ? .stringEscape : .string
    case .stringEscape: state = byte == UInt8(ascii: "\\") ? .text : .string
    }
  }

  private mutating func takeText(_ byte: UInt8) {
    switch byte {
    case 0x1B: state = .escape
    case 0x08: x = max(0, min(x, size.width - 1) - 1)
    case 0x09: x = min(size.width - 1, (x / 8 + 1) * 8)
    case 0x0A: nextRow()
    case 0x0D: x = 0
    case 0..<0x20, 0x7F: break
    default:
      scalar.append(byte)
      let length = scalar[0] < 0x80 ? 1 : scalar[0] < 0xE0 ? 2 : scalar[0] < 0xF0 ? 3 : 4
      guard scalar.count >= length else { return }
      put(String(decoding: scalar, as: UTF8.self))
      scalar = []
    }
  }

  private mutating func put(_ text: String) {
    let width = DisplayWidth.of(text)
    guard width > 0 else { return }
    // The cursor waits in the last column until something more is written.
    if x + width > size.width {
      x = 0
      nextRow()
    }
    last = text
    guard rows.indices.contains(y), rows[y].indices.contains(x) else { return }
    rows[y][x] = text
    if width == 2, x + 1 < size.width { rows[y][x + 1] = "" }
    x += width
  }

  private mutating func nextRow() {
    y += 1
    guard y >= size.height else { return }
    y = max(0, size.height - 1)
    if !rows.isEmpty { rows.removeFirst() }
    rows.append(Array(repeating: " ", count: size.width))
  }

  // MARK: Control sequences

  private mutating func carryOut(_ final: UInt8) {
    let isPrivate = parameters.first == UInt8(ascii: "?")
    let numbers = parameters.drop { !(0x30...0x3B).contains($0) }
      .split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      .map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
    if isPrivate {
      if final == UInt8(ascii: "h") || final == UInt8(ascii: "l") { setModes(numbers, final == UInt8(ascii: "h")) }
      return
    }
    let first = numbers.first ?? 0
    let count = max(1, first)
    switch Character(Unicode.Scalar(final)) {
    case "H", "f": (x, y) = (max(1, numbers.count > 1 ? numbers[1] : 1) - 1, count - 1)
    case "A": y -= count
    case "B", "e": y += count
    case "C", "a": x = min(x, size.width - 1) + count
    case "D": x = min(x, size.width - 1) - count
    case "G", "`": x = count - 1
    case "d": y = count - 1
    case "J": eraseScreen(first)
    case "K": eraseRow(first)
    case "X": blank(x..<(x + count))
    case "@": shift(count, isInsertion: true)
    case "P": shift(count, isInsertion: false)
    case "b": for _ in 0..<count { put(last) }
    default: return
    }
    y = max(0, min(y, size.height - 1))
    x = max(0, min(x, final == UInt8(ascii: "b") ? size.width : size.width - 1))
  }

  private mutating func setModes(_ numbers: [Int], _ isOn: Bool) {
    for number in numbers {
      if number == 1049 && isOn != modes.contains(1049) {
        if isOn {
          (mainRows, mainCursor) = (rows, (x, y))
          rows = TerminalPicture.blank(size)
        } else {
          rows = mainRows.count == size.height && mainRows.first?.count == size.width ? mainRows : rows
          (x, y) = (min(mainCursor.x, size.width - 1), min(mainCursor.y, size.height - 1))
        }
      }
      if isOn { modes.insert(number) } else { modes.remove(number) }
    }
  }

  private mutating func blank(_ columns: Range<Int>) {
    guard rows.indices.contains(y) else { return }
    for column in columns.clamped(to: 0..<size.width) { rows[y][column] = " " }
  }

  private mutating func eraseRow(_ part: Int) {
    switch part {
    case 0: blank(min(x, size.width)..<size.width)
    case 1: blank(0..<(x + 1))
    default: blank(0..<size.width)
    }
  }

  private mutating func eraseScreen(_ part: Int) {
    let home = y
    let others = part == 0 ? (y + 1)..<max(y + 1, size.height) : part == 1 ? 0..<y : 0..<size.height
    eraseRow(part)
    for row in others {
      y = row
      blank(0..<size.width)
    }
    y = home
  }

  private mutating func shift(_ count: Int, isInsertion: Bool) {
    guard rows.indices.contains(y), x < size.width else { return }
    let count = min(count, size.width - x)
    let blanks = Array(repeating: " ", count: count)
    if isInsertion {
      rows[y].insert(contentsOf: blanks, at: x)
      rows[y].removeLast(count)
    } else {
      rows[y].removeSubrange(x..<(x + count))
      rows[y] += blanks
    }
  }
}
