import StrataTesting

extension SplitMix64 {
  /// A text made to hurt: everything that tables, comments, YAML, terminals and Unicode give a meaning to.
  mutating func hostileText() -> String {
    let count = int(0...12)
    return (0..<count).map { _ in SplitMix64.pieces.randomElement(using: &self) ?? "" }.joined()
  }

  private static let pieces = [
    "|", "\\", "\\|", "\\\\", "<br>", "<BR/>", "<br  />", "<br", "&#32;", "&#9;", "&#3", "`", "```\n", "<!--",
    "\n<!-- note 3 uid=x rev=y -->\n", "\n<!-- /note -->\n", "\n<!-- /answer -->", "\n<!-- /worksheet -->\n", "-->",
    "\n<!-- worksheet lab-0 -->\n", "\n\\<!-- kept", "\n  \\\\<!--", "\n", "\n\n", "\r\n", "\r", "\t", " ", "  ",
    "\n---\n", "# ", "- [ ] ", "日本語", "🙂", "👨‍👩‍👧",
    "e\u{301}", "\u{301}", "\u{1B}[31m", "\u{202E}", "\u{0}", "#tag", "word",
    "KV cache", "\"", ": ", "{a: b}", "\n| `first.product` | x | y |\n", "%20", "\u{FEFF}", "\u{A0}", "\u{2028}",
  ]
}
