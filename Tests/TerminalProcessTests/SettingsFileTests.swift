import Foundation
import StrataTesting
import Testing

extension ProcessTests {
  /// What the settings file says holds in the running workbench.
  @Suite struct SettingsFileTests {
    @Test func `theme and keys are taken from the file, and T is remembered over it`() throws {
      let study = try Study()
      try study.file(".config/strata/config.yaml", "theme: light\nkeys:\n  quit: [Q, \"^C\"]\n")
      let first = try study.open()
      #expect(String(decoding: first.output, as: UTF8.self).contains("48;5;231"))
      try first.type("q")
      first.settle()
      try first.type("T")
      try first.wait(for: "dark colours; T changes them back")
      try first.type("Q")
      #expect(try first.waitForEnd() == .exit(0))
      let second = try study.open()
      #expect(!String(decoding: second.output, as: UTF8.self).contains("48;5;231"))
      try second.type("Q")
      #expect(try second.waitForEnd() == .exit(0))
    }

    @Test(arguments: [nil, "surroundings"])
    func `the editor is the file's where the surroundings name none`(named: String?) throws {
      let study = try Study()
      let editor = try study.file("own editor", "#!/bin/sh\nprintf '%s' \"$1\" >\"$2\"\n", isExecutable: true)
      try study.file(".config/strata/config.yaml", "editor: \"'\(editor)' file\"\n")
      let terminal = try study.open(changes: named.map { ["EDITOR": "'\(editor)' \($0)"] } ?? [:])
      try terminal.beginAnswer()
      try terminal.type("\u{0F}")
      try terminal.wait(for: "taken from the editor")
      try terminal.type("q")
      #expect(try terminal.waitForEnd() == .exit(0))
      #expect(try study.answer() == named ?? "file")
    }
  }
}
