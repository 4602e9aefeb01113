/// What a colour is for.
///
/// A theme gives each role its colour; views never name a colour.
public enum Role: UInt8, CaseIterable, Sendable {
  /// Ordinary text on the terminal's own background.
  case text
  /// Text that stands back: keys' explanations, dates, counts.
  case muted
  /// Frames and rules.
  case frame
  /// The frame and title of what has the focus.
  case focus
  /// Headings and names: ordinary text, which bold sets apart.
  case heading
  case link
  case code
  case application
  case model
  case infrastructure
  case agents
  case good
  case warning
  case bad
  /// The fifth and the sixth part of a chart, beside the four layers' colours.
  case rose
  case lemon
  /// The background under a selected row.
  case selection
  /// The background under a selected row of a list without the focus.
  case selectionQuiet
  /// The background of a found word.
  case match
  /// The background of sheets and input fields.
  case sheet
}

/// How a cell looks: roles for the colours, and attributes that also carry meaning without colour.
public struct Style: Hashable, Sendable {
  /// Attributes of a cell.
  public struct Attributes: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    public static let bold = Attributes(rawValue: 1 << 0)
    public static let dim = Attributes(rawValue: 1 << 1)
    public static let italic = Attributes(rawValue: 1 << 2)
    public static let underline = Attributes(rawValue: 1 << 3)
    public static let reverse = Attributes(rawValue: 1 << 4)
  }

  public var foreground: Role
  public var background: Role?
  public var attributes: Attributes

  public init(_ foreground: Role, on background: Role? = nil, _ attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// Ordinary text.
  public static let plain = Style(.text)

  /// The same on another background.
  public func on(_ role: Role?) -> Style {
    Style(foreground, on: role, attributes)
  }

  /// The same with attributes added.
  public func adding(_ more: Attributes) -> Style {
    Style(foreground, on: background, attributes.union(more))
  }

  public static func bold(_ role: Role) -> Style { Style(role, .bold) }

  init(_ role: Role, _ attributes: Attributes) {
    self.init(role, on: nil, attributes)
  }
}
