/// Turns a terminal's bytes into keys, pastes, mouse events and answers.
///
/// A pure value: feed bytes as they come, in any pieces; what is incomplete is kept. Unknown sequences are dropped
/// whole, so that their tails never become keys. Sources: ECMA-48, xterm's control sequences (ctlseqs).
public struct InputParser: Sendable {
  /// The largest paste that is kept; the rest of a longer one is dropped.
  public static let pasteLimit = 1 << 20
  private static let sequenceLimit = 4096

  private var pending: [UInt8] = []
  private var paste: [UInt8]?

  public init() {}

  /// True while an escape is waiting to be told from the beginning of a sequence; after a short silence call
  /// ``flush()``.
  public var isWaiting: Bool { paste == nil && pending.first == 0x1B }

  /// Milliseconds of silence after which what is pending is taken as it stands: few for an escape alone, which may be
  /// the key; more for a sequence that has begun, whose rest may come late over a network.
  public var patience: Int32 { pending.count == 1 ? 25 : 150 }

  /// Takes bytes and returns what is complete.
  public mutating func feed(_ bytes: some Sequence<UInt8>) -> [Input] {
    pending.append(contentsOf: bytes)
    var out: [Input] = []
    var index = 0
    while index < pending.count {
      if paste != nil {
        guard takePaste(&index, &out) else { break }
        continue
      }
      guard let used = takeOne(pending[index...], &out) else { break }
      index += used
    }
    pending.removeFirst(min(index, pending.count))
    if pending.count > InputParser.sequenceLimit && paste == nil { pending.removeAll() }
    return out
  }

  /// The silence after an escape: what is pending is taken as it stands.
  public mutating func flush() -> [Input] {
    guard isWaiting else { return [] }
    let rest = Array(pending.dropFirst())
    pending = []
    if rest.isEmpty { return [.key(.escape)] }
    if rest.count == 1, let key = plainKey(rest[0]) {
      return [.key(Key(key.base, control: key.control, alt: true, shift: key.shift))]
    }
    return []  // a broken sequence
  }

  // MARK: Pieces

  /// Moves paste bytes; false when more are needed.
  private mutating func takePaste(_ index: inout Int, _ out: inout [Input]) -> Bool {
    let end: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]  // ESC [ 201 ~
    while index < pending.count {
      if pending[index] == 0x1B {
        let rest = pending[index...].prefix(end.count)
        if rest.count < end.count && end.starts(with: rest) { return false }
        if rest.elementsEqual(end) {
          out.append(.paste(String(decoding: paste ?? [], as: UTF8.self)))
          paste = nil
          index += end.count
          return true
        }
      }
      if (paste?.count ?? 0) < InputParser.pasteLimit { paste?.append(pending[index]) }
      index += 1
    }
    return true
  }

  /// Takes one key or sequence; returns the bytes used, nil when more are needed.
  private mutating func takeOne(_ bytes: ArraySlice<UInt8>, _ out: inout [Input]) -> Int? {
    guard let first = bytes.first else { return nil }
    if first == 0x1B { return takeEscape(bytes, &out) }
    if first < 0x80 {
      if let key = plainKey(first) { out.append(.key(key)) }
      return 1
    }
    return takeUTF8(bytes, &out)
  }

  private func takeUTF8(_ bytes: ArraySlice<UInt8>, _ out: inout [Input]) -> Int? {
    let first = bytes[bytes.startIndex]
    let length = first >= 0xF0 && first < 0xF5 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
    if length == 1 || first >= 0xF5 { return 1 }  // not the start of a scalar: dropped
    let tail = bytes.dropFirst().prefix(length - 1)
    if let bad = tail.firstIndex(where: { $0 & 0xC0 != 0x80 }) { return bad - bytes.startIndex }
    if tail.count < length - 1 { return nil }
    let text = String(decoding: bytes.prefix(length), as: UTF8.self)
    if let character = text.first, character != "\u{FFFD}" { out.append(.key(.character(character))) }
    return length
  }

  private func plainKey(_ byte: UInt8) -> Key? {
    switch byte {
    case 0x0D, 0x0A: .enter
    case 0x09: .tab
    case 0x7F, 0x08: .backspace
    case 0x1B: .escape
    case 0x00: nil
    case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
    case 0x1C...0x1F: Key(.character(Character(Unicode.Scalar(byte + 0x40))), control: true)
    default: byte < 0x80 ? .character(Character(Unicode.Scalar(byte))) : nil
    }
  }

  private mutating func takeEscape(_ bytes: ArraySlice<UInt8>, _ out: inout [Input]) -> Int? {
    guard bytes.count > 1 else { return nil }
    let second = bytes[bytes.startIndex + 1]
    switch second {
    case 0x5B: return takeCSI(bytes, &out)
    case 0x4F: return takeSS3(bytes, &out)
    case 0x5D, 0x50, 0x5F, 0x5E, 0x58: return takeString(bytes, &out)
    case 0x1B:
      out.append(.key(.escape))
      return 1
    default:
      guard second < 0x80, let key = plainKey(second) else {
        out.append(.key(.escape))
        return 1
      }
      out.append(.key(Key(key.base, control: key.control, alt: true, shift: key.shift)))
      return 2
    }
  }

  private func takeSS3(_ bytes: ArraySlice<UInt8>, _ out: inout [Input]) -> Int? {
    guard bytes.count > 2 else { return nil }
    let final = bytes[bytes.startIndex + 2]
    if let base = InputParser.finalKeys[final] {
      out.append(.key(Key(base)))
    } else if final == 0x4D {
      out.append(.key(.enter))
    }
    return 3
  }

  /// OSC, DCS and their like up to BEL or ST.
  private func takeString(_ bytes: ArraySlice<UInt8>, _ out: inout [Input]) -> Int? {
    var index = bytes.startIndex + 2
    while index < bytes.endIndex {
      if bytes[index] == 0x07 {
        answer(bytes[(bytes.startIndex + 1)..<index], &out)
        return index + 1 - bytes.startIndex
      }
      if bytes[index] == 0x1B {
        guard index + 1 < bytes.endIndex else { return nil }
        if bytes[index + 1] == 0x5C {
          answer(bytes[(bytes.startIndex + 1)..<index], &out)
          return index + 2 - bytes.startIndex
        }
        return index - bytes.startIndex  // broken off by a new escape
      }
      index += 1
    }
    return bytes.count > InputParser.sequenceLimit ? bytes.count : nil
  }

  /// `]11;rgb:RRRR/GGGG/BBBB`: the terminal's background.
  private func answer(_ body: ArraySlice<UInt8>, _ out: inout [Input]) {
    let text = String(decoding: body, as: UTF8.self)
    guard text.hasPrefix("]11;rgb:") else { return }
    let channels = text.dropFirst(8).split(separator: "/").compactMap { part -> Int? in
      guard (1...4).contains(part.count), part.allSatisfy(\.isHexDigit), let value = Int(part, radix: 16)
      else { return nil }
      return value * 255 / ((1 << (4 * part.count)) - 1)
    }
    guard channels.count == 3 else { return }
    out.append(.background(RGB((channels[0] << 16) | (channels[1] << 8) | channels[2])))
  }

  private mutating func takeCSI(_ bytes: ArraySlice<UInt8>, _ out: inout [Input]) -> Int? {
    var index = bytes.startIndex + 2
    while index < bytes.endIndex, (0x20...0x3F).contains(bytes[index]) { index += 1 }
    guard index < bytes.endIndex else {
      return bytes.count > InputParser.sequenceLimit ? bytes.count : nil
    }
    let final = bytes[index]
    guard (0x40...0x7E).contains(final) else { return index - bytes.startIndex }  // broken off
    let used = index + 1 - bytes.startIndex
    let body = String(decoding: bytes[(bytes.startIndex + 2)..<index], as: UTF8.self)
    if body.first == "<" {
      if let mouse = mouse(body.dropFirst(), pressed: final == 0x4D) { out.append(.mouse(mouse)) }
      return used
    }
    if final == 0x5B && body.isEmpty { return takeConsoleKey(bytes, used, &out) }
    if final == 0x4D && body.isEmpty { return takeOldMouse(bytes, used, &out) }
    takeSequence(final, body, &out)
    return used
  }

  /// The Linux console's F1 to F5: one more letter.
  private func takeConsoleKey(_ bytes: ArraySlice<UInt8>, _ used: Int, _ out: inout [Input]) -> Int? {
    guard bytes.count > used else { return nil }
    let letter = bytes[bytes.startIndex + used]
    if (0x41...0x45).contains(letter) { out.append(.key(Key(.function(Int(letter) - 0x40)))) }
    return letter == 0x1B ? used : used + 1
  }

  /// A mouse of X10: three more bytes.
  private func takeOldMouse(_ bytes: ArraySlice<UInt8>, _ used: Int, _ out: inout [Input]) -> Int? {
    guard bytes.count >= used + 3 else { return nil }
    let at = bytes.startIndex + used
    let (b, x, y) = (Int(bytes[at]) - 32, Int(bytes[at + 1]) - 33, Int(bytes[at + 2]) - 33)
    if x >= 0, y >= 0, let kind = kind(b, pressed: b & 3 != 3) { out.append(.mouse(Mouse(kind, Point(x, y)))) }
    return used + 3
  }

  /// A whole sequence: its last byte, and the numbers before it.
  private mutating func takeSequence(_ final: UInt8, _ body: String, _ out: inout [Input]) {
    let numbers = body.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let modifier = (numbers.count > 1 ? min(max(1, numbers[1]), 16) : 1) - 1
    func key(_ base: Key.Base) -> Input {
      .key(Key(base, control: modifier & 4 != 0, alt: modifier & 2 != 0, shift: modifier & 1 != 0))
    }
    switch final {
    case 0x7E:
      let code = numbers.first ?? 0
      if code == 200 {
        paste = []
      } else if let base = InputParser.tildeKeys[code] {
        out.append(key(base))
      }
    case 0x5A: out.append(.key(.backTab))
    case 0x49 where body.isEmpty: out.append(.focus(true))
    case 0x4F where body.isEmpty: out.append(.focus(false))
    default:
      if let base = InputParser.finalKeys[final] { out.append(key(base)) }
    }
  }

  private func mouse(_ body: Substring, pressed: Bool) -> Mouse? {
    let numbers = body.split(separator: ";").map { Int($0) ?? -1 }
    guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0, numbers[1] < 10_000, numbers[2] < 10_000,
      let kind = kind(numbers[0], pressed: pressed)
    else { return nil }
    return Mouse(kind, Point(numbers[1] - 1, numbers[2] - 1))
  }

  private func kind(_ button: Int, pressed: Bool) -> Mouse.Kind? {
    guard button >= 0 else { return nil }
    if button & 64 != 0 { return button & 1 == 0 ? .wheelUp : .wheelDown }
    if button & 3 != 0 && pressed { return nil }  // other buttons
    return button & 32 != 0 ? .drag : pressed ? .press : .release
  }

  private static let finalKeys: [UInt8: Key.Base] = [
    0x41: .up, 0x42: .down, 0x43: .right, 0x44: .left, 0x48: .home, 0x46: .end,
    0x50: .function(1), 0x51: .function(2), 0x52: .function(3), 0x53: .function(4),
  ]

  private static let tildeKeys: [Int: Key.Base] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5), 17: .function(6),
    18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10), 23: .function(11), 24: .function(12),
  ]
}
