import Terminal
import TextSafety

extension NearNames {
  /// A name from outside as a message quotes it: in quotes, and not longer than a line.
  static func quoted(_ name: String) -> String {
    "\"\(SafeText(name.prefix(200)).fitted(48))\""
  }
}
