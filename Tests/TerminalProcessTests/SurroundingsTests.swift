import Foundation
import StrataTesting
import Testing

extension ProcessTests {
  /// Terminals and settings that are not the usual ones.
  @Suite struct SurroundingsTests {
    struct Refusal: CustomTestStringConvertible {
      var name: String
      var shell: String?
      var changes: [String: String?] = [:]
      var status: Int32 = 2
      var message: String
      var testDescription: String { name }
    }

    static let refusals = [
      Refusal(name: "no terminal to read", shell: "exec \"$0\" </dev/null", message: "needs a terminal"),
      Refusal(name: "no terminal to write", shell: "exec \"$0\" >\"$HOME/out\"", message: "needs a terminal"),
      Refusal(name: "a dumb terminal", changes: ["TERM": "dumb"], message: "TERM=dumb cannot address its cursor"),
      Refusal(
        name: "no home", changes: ["HOME": nil, "XDG_DATA_HOME": nil], status: 1, message: "HOME is not set"),
    ]

    @Test(arguments: refusals)
    func `where it cannot run it says so in one line and sends no escape`(refusal: Refusal) throws {
      let study = try Study()
      let terminal = try study.start(shell: refusal.shell, changes: refusal.changes)
      #expect(try terminal.waitForEnd() == .exit(refusal.status))
      let output = String(decoding: terminal.output, as: UTF8.self)
      #expect(output.hasPrefix("strata: "))
      #expect(output.contains(refusal.message))
      #expect(output.filter { $0 == "\r\n" }.count == 1 && output.last == "\r\n")
      #expect(!output.contains("\u{1B}"))
      let written = FileManager.default.contents(atPath: study.folder.appendingPathComponent("out").path) ?? Data()
      #expect(written.isEmpty)
      #expect(terminal.isAsItWas)
    }

    @Test func `an unknown terminal is taken for a common one, and that is said`() throws {
      let terminal = try Study().open(changes: ["TERM": "no-such-term"])
      try terminal.wait(for: "TERM=no-such-term is unknown here; xterm-256color is used instead")
      try terminal.type("q")
      #expect(try terminal.waitForEnd() == .exit(0))
      #expect(terminal.picture.modesLeftOn == [])
    }

    @Test func `without UTF-8 nothing but ASCII is sent`() throws {
      let study = try Study()
      let terminal = try study.open(changes: ["LC_ALL": "C"])
      try terminal.beginAnswer()
      try terminal.typeSeen("plain")
      try terminal.escape(from: "Esc done")
      try terminal.type(":light")
      try terminal.wait(for: "Light or dark")
      try terminal.escape(from: "Light or dark")
      try terminal.type("q")
      #expect(try terminal.waitForEnd() == .exit(0))
      #expect(terminal.output.allSatisfy { $0 < 0x80 })
    }

    @Test(arguments: [("xterm-256color", "\u{1B}(B"), ("linux", "\u{0F}")])
    func `the character set is chosen at the start, not with every change of attributes`(
      term: String, choice: String
    ) throws {
      let terminal = try Study().open(changes: ["TERM": term])
      func count(_ text: String) -> Int {
        String(decoding: terminal.output, as: UTF8.self).components(separatedBy: text).count - 1
      }
      let (choices, bold) = (count(choice), count("1m"))
      #expect(choices > 0)
      try terminal.type("?")
      try terminal.wait(for: "In a list")
      terminal.settle()
      #expect(count("1m") > bold)
      #expect(count(choice) == choices)
      try terminal.type("q")
    }

    struct Depth: CustomTestStringConvertible {
      var name: String
      var changes: [String: String]
      var isTrueColor: Bool
      var testDescription: String { name }
    }

    static let depths = [
      Depth(name: "16 million offered", changes: ["COLORTERM": "truecolor"], isTrueColor: true),
      Depth(name: "so by the other word", changes: ["COLORTERM": "24bit", "TERM": "xterm"], isTrueColor: true),
      Depth(name: "nothing offered", changes: [:], isTrueColor: false),
      Depth(
        name: "offered where terminfo has no entry", changes: ["COLORTERM": "truecolor", "TERM": "screen-256color"],
        isTrueColor: false),
    ]

    @Test(arguments: depths)
    func `colours are sent as red, green and blue where that is offered and known, else by number`(depth: Depth) throws
    {
      let study = try Study()
      try study.addDirectColorEntry()
      let terminal = try study.open(changes: depth.changes)
      try terminal.type("T")
      try terminal.wait(for: "light colours")
      terminal.settle()
      try terminal.type("q")
      #expect(try terminal.waitForEnd() == .exit(0))
      let output = String(decoding: terminal.output, as: UTF8.self)
      // Of the light theme: muted text, and the ground that a chosen theme paints.
      #expect(output.contains("38;2;90;99;108") == depth.isTrueColor)
      #expect(output.contains("48;2;255;255;255") == depth.isTrueColor)
      #expect(output.contains("38;5;") == !depth.isTrueColor)
      #expect(output.contains("48;5;231") == !depth.isTrueColor)
    }

    @Test(arguments: ["xterm-256color", "xterm", "linux"])
    func `with NO_COLOR no colour is sent`(term: String) throws {
      let study = try Study()
      let terminal = try study.open(changes: ["NO_COLOR": "1", "TERM": term, "COLORTERM": "truecolor"])
      try terminal.beginAnswer()
      try terminal.typeSeen("grey")
      try terminal.escape(from: "Esc done")
      try terminal.type(":light")
      try terminal.wait(for: "Light or dark")
      try terminal.type("\r")
      try terminal.wait(until: "the page again") { !$0.text.contains("Light or dark") }
      try terminal.type("q")
      #expect(try terminal.waitForEnd() == .exit(0))
      let colours = Set([3, 4, 9, 10].flatMap { ten in (0...9).map { 10 * ten + $0 } })
      let styles = String(decoding: terminal.output, as: UTF8.self).matches(of: /\u{1B}\[([0-9;]*)m/)
      #expect(!styles.isEmpty)
      for style in styles {
        let numbers = style.1.split(separator: ";").compactMap { Int($0) }
        #expect(colours.isDisjoint(with: numbers), "\(style.1)")
      }
    }
  }
}
