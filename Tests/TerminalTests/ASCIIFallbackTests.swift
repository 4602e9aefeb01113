import Terminal
import Testing

@Suite struct ASCIIFallbackTests {
  @Test(arguments: [
    ("⠁", "'"), ("⠄", "."), ("⢀", "."), ("⠉", "-"), ("⠤", "-"), ("⣀", "_"), ("⡇", "|"), ("⢸", "|"), ("⡠", "/"),
    ("⠊", "/"), ("⠑", "\\"), ("⢄", "\\"), ("⣿", "*"), ("⠛", "*"), ("\u{2800}", " "),
  ])
  func `braille dots become the stroke that they draw`(dots: String, stroke: String) {
    #expect(ASCIIFallback.text(for: dots) == stroke)
  }

  @Test func `the four shades of a bar stay four`() {
    #expect(["█", "▓", "▒", "░"].map { ASCIIFallback.text(for: $0) } == ["#", "%", "=", ":"])
  }

  @Test func `a letter is itself and an unknown sign a question mark`() {
    #expect(ASCIIFallback.text(for: "x") == "x")
    #expect(ASCIIFallback.text(for: "漢") == "?")
    #expect(ASCIIFallback.text(for: "") == " ")
  }
}
