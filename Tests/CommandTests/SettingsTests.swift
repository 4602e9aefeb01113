import Foundation
import Testing

/// The settings file, as the command line meets it: read before the workbench looks for a terminal.
@Suite struct SettingsTests {
  private func outcome(_ text: String) throws -> (Outcome, path: String) {
    let home = try Home()
    let path = try home.file(".config/strata/config.yaml", text)
    return (try home.strata(), path)
  }

  @Test(arguments: [
    "", "\u{FEFF}theme: light\n", "# nothing yet\n", "---\n", "theme: auto\n",
    "theme: \"light\"\neditor: code --wait\n", "keys:\n", "keys: {}\n",
    "keys:\n  note: N\n  back: [z, F2, \"^B\"]\n  up: [k, Up]\n",
  ])
  func `a sound file is taken`(text: String) throws {
    let (outcome, _) = try outcome(text)
    #expect(outcome.status == 2, "it goes on to find no terminal: \(outcome.errors)")
  }

  @Test func `the manual's example is taken`() throws {
    var package = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { package.deleteLastPathComponent() }
    let manual = try String(contentsOf: package.appendingPathComponent("README.md"), encoding: .utf8)
    let start = try #require(manual.range(of: "```yaml\ntheme:"))
    let end = try #require(manual.range(of: "```", range: start.upperBound..<manual.endIndex))
    let (outcome, _) = try outcome("theme:" + manual[start.upperBound..<end.lowerBound])
    #expect(outcome.status == 2, "\(outcome.errors)")
  }

  struct Mistake: CustomTestStringConvertible {
    var text: String
    var message: String
    var testDescription: String { text }
  }

  static let mistakes = [
    Mistake(text: "# mine\nthem: dark\n", message: ":2: them is unknown; near it: theme"),
    Mistake(text: "threads: 4\n", message: ":1: threads is unknown; there are: editor, keys, theme"),
    Mistake(
      text: "theme: drak\n", message: ":1: theme cannot be \"drak\"; near it: dark; it must be dark, light or auto"),
    Mistake(text: "theme: [dark]\n", message: ":1: theme must be dark, light or auto"),
    Mistake(text: "\neditor: ''\n", message: ":2: editor cannot be \"\"; it must be a command, for example \"vim\""),
    Mistake(text: "editor:\n  vim: yes\n", message: ":2: editor must be a command, for example \"vim\""),
    Mistake(text: "dark\n", message: ":1: must be names with their values"),
    Mistake(text: "keys: N\n", message: ":1: keys must be names with their values"),
    Mistake(text: "keys:\n  nota: N\n", message: ":2: keys.nota is unknown; near it: note"),
    Mistake(
      text: "keys:\n  note: Strg-N\n",
      message: ":2: keys.note cannot be \"Strg-N\"; it must be a key such as ^S, M-u, F2 or x, or a list of keys"),
    Mistake(text: "keys:\n  note: []\n", message: ":2: keys.note must be a key such as"),
    Mistake(text: "keys:\n  note: {a: b}\n", message: ":2: keys.note must be a key such as"),
    Mistake(
      text: "keys:\n  note: N\n  back: N\n",
      message: ":3: keys.back cannot be N: back and note would share it (in a list). Give one of them another key"),
    Mistake(
      text: "keys:\n  back: q\n",
      message: ":2: keys.back cannot be q: back and quit would share it (in a list). Give one of them another key"),
    Mistake(
      text: "keys:\n  undo: u\n",
      message: ":2: keys.undo cannot be u, which writes a character there; take a key with ^ or M-"),
    Mistake(text: "theme: dark\ntheme: light\n", message: ":1: is not YAML: theme stands there twice"),
    Mistake(text: "theme: \"dark\n", message: ": is not YAML: "),
    Mistake(text: "a: &a [*a]\n", message: ": is not YAML: "),
    Mistake(text: "theme: \u{1B}[31mred\n", message: ": is not YAML: "),
  ]

  @Test(arguments: mistakes)
  func `a mistake is told with file, line and setting, in one line, as wrong usage`(mistake: Mistake) throws {
    let (outcome, path) = try outcome(mistake.text)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("strata: \(path):"))
    #expect(outcome.errors.dropFirst("strata: \(path)".count).contains(mistake.message), "\(outcome.errors)")
    #expect(outcome.errors.filter { $0 == "\n" }.count == 1)
    #expect(!outcome.errors.contains("\u{1B}"))
  }

  @Test func `a file that cannot be read is told`() throws {
    let home = try Home()
    let path = home.folder.appendingPathComponent(".config/strata/config.yaml").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let outcome = try home.strata()
    #expect(outcome.status == 64)
    #expect(outcome.errors == "strata: \(path): cannot be read: Is a directory\n")
  }

  @Test func `the file is looked for where the setting for such files says`() throws {
    let home = try Home()
    _ = try home.file(".config/strata/config.yaml", "theme: dark\n")
    _ = try home.file("other/strata/config.yaml", "theme: drak\n")
    let other = home.folder.appendingPathComponent("other").path
    #expect(try home.strata().status == 2)
    #expect(try home.strata(environment: ["XDG_CONFIG_HOME": other]).status == 64)
    // Such a setting has to be an absolute path, says the standard.
    #expect(try home.strata(environment: ["XDG_CONFIG_HOME": "other"]).status == 2)
  }

  @Test func `commands work whatever is in the file, and the doctor names the mistake`() throws {
    let home = try Home()
    #expect(try home.strata("doctor").output.contains("config.yaml, not made"))
    let path = try home.file(".config/strata/config.yaml", "them: dark\n")
    #expect(try home.strata("stack").status == 0)
    let doctor = try home.strata("doctor", "--json")
    #expect(doctor.status == 1)
    let findings = try #require(try doctor.object()["findings"] as? [[String: Any]])
    let finding = try #require(findings.first { $0["name"] as? String == "settings" })
    #expect(finding["state"] as? String == "broken")
    #expect((finding["advice"] as? String)?.contains("\(path):1: them is unknown; near it: theme") == true)
  }
}
