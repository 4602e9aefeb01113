/// How many colours a terminal shows.
public enum ColorDepth: String, Equatable, Sendable {
  /// None, or none wanted (`NO_COLOR`): only attributes are sent.
  case none
  case sixteen
  case palette256
  case trueColor
}

/// A colour as red, green and blue from 0 to 255.
public struct RGB: Hashable, Sendable {
  public var red: Int
  public var green: Int
  public var blue: Int

  public init(_ hex: Int) {
    red = (hex >> 16) & 0xFF
    green = (hex >> 8) & 0xFF
    blue = hex & 0xFF
  }

  /// How light the colour looks, from 0 to 1: the sum of its parts by the weights of BT.709, without gamma.
  public var lightness: Double {
    (0.2126 * Double(red) + 0.7152 * Double(green) + 0.0722 * Double(blue)) / 255
  }

  /// The nearest of the 216 cube colours and 24 greys of the 256-colour palette.
  public var palette256: Int {
    let levels = [0, 95, 135, 175, 215, 255]
    func nearest(_ c: Int) -> Int { levels.indices.min { abs(levels[$0] - c) < abs(levels[$1] - c) } ?? 0 }
    func distance(_ r: Int, _ g: Int, _ b: Int) -> Int {
      (r - red) * (r - red) + (g - green) * (g - green) + (b - blue) * (b - blue)
    }
    let (r, g, b) = (nearest(red), nearest(green), nearest(blue))
    let cube = distance(levels[r], levels[g], levels[b])
    let grey = min(23, max(0, ((red + green + blue) / 3 - 3) / 10))
    let level = 8 + 10 * grey
    return distance(level, level, level) < cube ? 232 + grey : 16 + 36 * r + 6 * g + b
  }
}

/// Which colours the roles have.
public enum Theme: String, CaseIterable, Equatable, Sendable {
  case dark
  case light

  /// The background that the theme is made for; the terminal's own is used, not this one.
  public var assumedBackground: RGB { self == .dark ? RGB(0x101214) : RGB(0xFFFFFF) }

  /// The colour of a role, or nil for the terminal's own foreground.
  public func color(_ role: Role) -> RGB? {
    switch self {
    case .dark: Theme.darkColors[role]
    case .light: Theme.lightColors[role]
    }
  }

  /// The colour's number for a terminal of the given depth; nil for the terminal's own.
  ///
  /// With 16 colours only the terminal's own palette is used, so that it is right on every background.
  public func number(_ role: Role, depth: ColorDepth) -> Int? {
    switch depth {
    case .none: nil
    case .sixteen: Theme.sixteenColors[role]
    case .palette256: color(role)?.palette256
    case .trueColor: color(role).map { ($0.red << 16) | ($0.green << 8) | $0.blue }
    }
  }

  /// The number of ordinary text's colour, or of the ground behind it, where the theme paints its own background.
  public func paintedNumber(isText: Bool, depth: ColorDepth) -> Int? {
    let color = isText ? (self == .dark ? RGB(0xD6DBE0) : RGB(0x24292F)) : assumedBackground
    switch depth {
    case .none: return nil
    case .sixteen: return isText == (self == .dark) ? 7 : 0
    case .palette256: return color.palette256
    case .trueColor: return (color.red << 16) | (color.green << 8) | color.blue
    }
  }

  /// Roles that colour a background.
  public static let backgrounds: Set<Role> = [.selection, .selectionQuiet, .match, .sheet]

  private static let darkColors: [Role: RGB] = [
    .muted: RGB(0xA2ACB6), .frame: RGB(0x56606B), .focus: RGB(0xE6C07B),
    .link: RGB(0x79B8FF), .code: RGB(0xD7BA7D),
    .application: RGB(0x7EC699), .model: RGB(0xC099F0), .infrastructure: RGB(0x6CB6EB), .agents: RGB(0xF0A868),
    .good: RGB(0x7EC699), .warning: RGB(0xE6C07B), .bad: RGB(0xF8937D),
    .rose: RGB(0xF58FBE), .lemon: RGB(0xE4E36A),
    .selection: RGB(0x25344A), .selectionQuiet: RGB(0x24292F), .match: RGB(0x463C00), .sheet: RGB(0x1B1F24),
  ]

  private static let lightColors: [Role: RGB] = [
    .muted: RGB(0x5A636C), .frame: RGB(0xB4BCC4), .focus: RGB(0x8A5A00),
    .link: RGB(0x0550AE), .code: RGB(0x7A4B00),
    .application: RGB(0x1A6B3C), .model: RGB(0x6B3FA0), .infrastructure: RGB(0x0A5A94), .agents: RGB(0x8F4600),
    .good: RGB(0x1A6B3C), .warning: RGB(0x8A5A00), .bad: RGB(0xB02A1A),
    .rose: RGB(0xB0105F), .lemon: RGB(0x5E5F00),
    .selection: RGB(0xD6E6FA), .selectionQuiet: RGB(0xECEFF2), .match: RGB(0xFFEFA8), .sheet: RGB(0xF4F6F8),
  ]

  private static let sixteenColors: [Role: Int] = [
    .focus: 3, .link: 4, .code: 3, .application: 2, .model: 5, .infrastructure: 6, .agents: 3,
    .good: 2, .warning: 3, .bad: 1, .rose: 1, .lemon: 4,
  ]
}

/// A theme, and whether it paints its own background.
///
/// A theme that follows the terminal leaves the terminal's background as it is; one that the reader chose paints its
/// own, so that it can be read whatever the terminal's is.
public struct Colors: Equatable, Sendable {
  public var theme: Theme
  public var isBackgroundPainted: Bool

  public init(_ theme: Theme, isBackgroundPainted: Bool) {
    self.theme = theme
    self.isBackgroundPainted = isBackgroundPainted
  }
}
