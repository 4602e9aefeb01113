/// Numbers with their noun.
enum Counted {
  /// `1 field`, `7 fields`.
  static func of(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)" + (count == 1 ? "" : "s")
  }
}
