extension String {
  /// The text without the mark (U+FEFF) with which editors on Windows begin a file; it says nothing in UTF-8.
  public var withoutByteOrderMark: String {
    unicodeScalars.first == "\u{FEFF}" ? String(unicodeScalars.dropFirst()) : self
  }
}
