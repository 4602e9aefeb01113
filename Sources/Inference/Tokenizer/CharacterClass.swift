/// What the patterns of pre-tokenizers ask of a scalar: its Unicode category, roughly, and whether it is white space.
struct CharacterClass: OptionSet, Sendable {
  let rawValue: UInt16

  /// `\p{Lu}` and `\p{Lt}`.
  static let upper = CharacterClass(rawValue: 1)
  /// `\p{Ll}`.
  static let lower = CharacterClass(rawValue: 2)
  /// `\p{Lm}` and `\p{Lo}`.
  static let caseless = CharacterClass(rawValue: 4)
  /// `\p{M}`.
  static let mark = CharacterClass(rawValue: 8)
  /// `\p{N}`.
  static let number = CharacterClass(rawValue: 16)
  /// `\p{P}`.
  static let punctuation = CharacterClass(rawValue: 32)
  /// `\p{S}`.
  static let symbol = CharacterClass(rawValue: 64)
  /// `\s`.
  static let space = CharacterClass(rawValue: 128)
  /// `[\r\n]`, which is white space too.
  static let newline = CharacterClass(rawValue: 256)

  /// `\p{L}`.
  static let letter: CharacterClass = [.upper, .lower, .caseless]

  /// Whether it is in one of these classes at least.
  func isAny(of classes: CharacterClass) -> Bool { rawValue & classes.rawValue != 0 }

  /// The class of a scalar.
  static func of(_ scalar: Unicode.Scalar) -> CharacterClass {
    let value = Int(scalar.value)
    if value < 0x80 { return CharacterClass(rawValue: ascii[value]) }
    return value < 0x1_0000 ? CharacterClass(rawValue: basicPlane[value]) : look(up: scalar)
  }

  /// Looking a scalar up takes some 60 ns, so the classes of the plane that has nearly all text are kept.
  private static let basicPlane = (UInt32(0)..<0x1_0000).map { Unicode.Scalar($0).map { look(up: $0).rawValue } ?? 0 }
  private static let ascii = (UInt8(0)..<0x80).map { look(up: Unicode.Scalar($0)).rawValue }

  private static func look(up scalar: Unicode.Scalar) -> CharacterClass {
    var result: CharacterClass =
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .titlecaseLetter: .upper
      case .lowercaseLetter: .lower
      case .modifierLetter, .otherLetter: .caseless
      case .nonspacingMark, .spacingMark, .enclosingMark: .mark
      case .decimalNumber, .letterNumber, .otherNumber: .number
      case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
        .finalPunctuation, .otherPunctuation:
        .punctuation
      case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: .symbol
      default: []
      }
    if scalar.properties.isWhitespace { result.insert(.space) }
    if scalar == "\n" || scalar == "\r" { result.insert(.newline) }
    return result
  }
}

/// A text as the patterns of pre-tokenizers see it: scalars with their classes.
struct ScalarText {
  /// The scalars; a byte that is no UTF-8 counts as U+FFFD.
  private(set) var scalars: [Unicode.Scalar] = []
  /// The class of each.
  private(set) var classes: [CharacterClass] = []
  /// Where the bytes of each begin, and at last where the text ends.
  private(set) var offsets: [Int] = []

  /// Reads a text of bytes.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    scalars.reserveCapacity(bytes.count)
    classes.reserveCapacity(bytes.count)
    offsets.reserveCapacity(bytes.count + 1)
    var place = 0
    while place < bytes.count {
      let (scalar, count) = UTF8Scalars.read(bytes, at: place)
      let shown = scalar ?? "\u{FFFD}"
      scalars.append(shown)
      classes.append(CharacterClass.of(shown))
      offsets.append(place)
      place += count
    }
    offsets.append(bytes.count)
  }

  /// How many scalars there are.
  var count: Int { scalars.count }

  /// Where the run of scalars of such classes ends that begins at a place.
  func runEnd(of wanted: CharacterClass, from start: Int, in range: Range<Int>) -> Int {
    var place = start
    while place < range.upperBound, classes[place].isAny(of: wanted) { place += 1 }
    return place
  }

  /// Where the run of scalars ends that are in none of such classes.
  func runEnd(ofNone unwanted: CharacterClass, from start: Int, in range: Range<Int>) -> Int {
    var place = start
    while place < range.upperBound, !classes[place].isAny(of: unwanted) { place += 1 }
    return place
  }
}
