/// A key with its modifiers.
public struct Key: Hashable, Sendable {
  /// What was pressed.
  public enum Base: Hashable, Sendable {
    case character(Character)
    case up, down, left, right, home, end, pageUp, pageDown
    case enter, tab, backspace, delete, insert, escape
    case function(Int)
  }

  public var base: Base
  public var control: Bool
  public var alt: Bool
  public var shift: Bool

  public init(_ base: Base, control: Bool = false, alt: Bool = false, shift: Bool = false) {
    self.base = base
    self.control = control
    self.alt = alt
    self.shift = shift
  }

  /// A printable character without modifiers.
  public static func character(_ character: Character) -> Key { Key(.character(character)) }
  /// Control and a letter.
  public static func control(_ letter: Character) -> Key { Key(.character(letter), control: true) }
  public static let up = Key(.up)
  public static let down = Key(.down)
  public static let left = Key(.left)
  public static let right = Key(.right)
  public static let home = Key(.home)
  public static let end = Key(.end)
  public static let pageUp = Key(.pageUp)
  public static let pageDown = Key(.pageDown)
  public static let enter = Key(.enter)
  public static let tab = Key(.tab)
  public static let backTab = Key(.tab, shift: true)
  public static let backspace = Key(.backspace)
  public static let delete = Key(.delete)
  public static let escape = Key(.escape)

  /// The key's name as the footer and the help show it.
  public var name: String {
    let plain: String
    switch base {
    case .character(" "): plain = "Space"
    case .character(let c): plain = control ? String(c).uppercased() : String(c)
    case .up: plain = "↑"
    case .down: plain = "↓"
    case .left: plain = "←"
    case .right: plain = "→"
    case .home: plain = "Home"
    case .end: plain = "End"
    case .pageUp: plain = "PgUp"
    case .pageDown: plain = "PgDn"
    case .enter: plain = "Enter"
    case .tab: plain = shift ? "S-Tab" : "Tab"
    case .backspace: plain = "Backspace"
    case .delete: plain = "Del"
    case .insert: plain = "Ins"
    case .escape: plain = "Esc"
    case .function(let n): plain = "F\(n)"
    }
    return (control ? "^" : "") + (alt ? "M-" : "") + plain
  }
}

/// What the terminal tells.
public enum Input: Equatable, Sendable {
  case key(Key)
  /// A bracketed paste, as it came; the receiver makes it safe.
  case paste(String)
  case mouse(Mouse)
  /// The answer to a question about the background colour.
  case background(RGB)
  case focus(Bool)
}

/// A mouse event in cells from 0, 0.
public struct Mouse: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case press, release, drag, wheelUp, wheelDown }
  public var kind: Kind
  public var point: Point

  public init(_ kind: Kind, _ point: Point) {
    self.kind = kind
    self.point = point
  }
}
