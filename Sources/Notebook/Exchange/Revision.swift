import Curriculum

/// A short name for a text as it stood at an export: equal texts have equal names.
enum Revision {
  static func of(_ text: String) -> String { of(text.utf8) }

  static func of(_ bytes: some Sequence<UInt8>) -> String {
    var hash = FNVHash()
    hash.add(bytes)
    return hash.hex
  }

  /// The name of a text with nothing in it.
  static let blank = Revision.of("")
}
