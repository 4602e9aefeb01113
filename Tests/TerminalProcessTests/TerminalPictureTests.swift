import StrataTesting
import Terminal
import Testing

/// The terminal that the other tests look at.
@Suite struct TerminalPictureTests {
  private func picture(_ bytes: String, width: Int = 8, height: Int = 3) -> TerminalPicture {
    var picture = TerminalPicture(Size(width, height))
    picture.feed(Array(bytes.utf8))
    return picture
  }

  @Test(arguments: [
    ("ab\r\ncd", "ab\ncd\n"), ("\u{1B}[2;3Hx", "\n  x\n"), ("abcdefghij", "abcdefgh\nij\n"),
    ("1\r\n2\r\n3\r\n4", "2\n3\n4"), ("abcdef\u{1B}[3G\u{1B}[2X", "ab  ef\n\n"), ("abcdef\u{1B}[3G\u{1B}[K", "ab\n\n"),
    ("-\u{1B}[3b", "----\n\n"), ("abc\u{1B}[1G\u{1B}[2@", "  abc\n\n"), ("abc\u{1B}[1G\u{1B}[1P", "bc\n\n"),
    ("漢x", "漢x\n\n"), ("abcdefgh\u{8}\u{8}X", "abcdeXgh\n\n"), ("a\u{1B}]0;title\u{7}b\u{1B}(Bc", "abc\n\n"),
    ("ab\u{1B}[38;5;180m\u{1B}[1;4mc", "abc\n\n"), ("a\r\nb\u{1B}[1d\u{1B}[4G!", "a  !\nb\n"),
    ("ab\r\ncd\r\nef\u{1B}[2;1H\u{1B}[J", "ab\n\n"),
  ])
  func `bytes become rows`(bytes: String, rows: String) {
    #expect(picture(bytes).text == rows)
  }

  @Test func `sequences and characters may be cut anywhere`() {
    let bytes = Array("é\u{1B}[2;2H漢\u{1B}]11;?\u{1B}\\z\u{1B}[?25l".utf8)
    for cut in 0...bytes.count {
      var picture = TerminalPicture(Size(8, 3))
      picture.feed(bytes[..<cut])
      picture.feed(bytes[cut...])
      #expect(picture.text == "é\n 漢z\n")
      #expect(picture.modesLeftOn == ["hidden cursor"])
    }
  }

  @Test func `the alternate screen gives the first one back, and modes that stay on are named`() {
    var picture = picture("shell\u{1B}[?1049h\u{1B}[?1000;1006h\u{1B}[Hprogram")
    #expect(picture.text == "program\n\n")
    #expect(picture.modesLeftOn == ["mouse", "mouse format", "alternate screen"])
    picture.feed(Array("\u{1B}[?1006l\u{1B}[?1000l\u{1B}[3;1H\u{1B}[?1049l!".utf8))
    #expect(picture.text == "shell!\n\n")
    #expect(picture.modesLeftOn == [])
  }
}
