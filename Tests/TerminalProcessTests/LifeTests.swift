import Curriculum
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing

extension ProcessTests {
  /// From the start to the end, with everything that a terminal does in between.
  @Suite struct LifeTests {
    @Test func `the stack shows, and q gives the terminal back as it was`() throws {
      let study = try Study()
      let terminal = try study.open(shell: "echo before; \"$0\"; echo after $?")
      #expect(terminal.picture.text.contains("The stack"))
      #expect(terminal.picture.modesLeftOn.contains("alternate screen"))
      #expect(terminal.picture.modesLeftOn.contains("mouse"))
      #expect(!terminal.isAsItWas)
      try terminal.type("q")
      try terminal.wait(for: "after 0")
      #expect(terminal.picture.text.hasPrefix("before\nafter 0"))
      #expect(terminal.picture.modesLeftOn == [])
      #expect(terminal.isAsItWas)
    }

    @Test func `leaving ends well and leaves no colour behind`() throws {
      let terminal = try Study().open()
      try terminal.type("q")
      #expect(try terminal.waitForEnd() == .exit(0))
      #expect(terminal.picture.modesLeftOn == [])
      #expect(terminal.isAsItWas)
      let output = String(decoding: terminal.output, as: UTF8.self)
      let lastStyle = output.matches(of: /\u{1B}\[[0-9;]*m/).last.map { String($0.output) }
      #expect(lastStyle == "\u{1B}[m" || lastStyle == "\u{1B}[0m")
    }

    @Test func `a frame of many lines comes as one synchronized update`() throws {
      let terminal = try Study().open()
      terminal.resize(to: Size(80, 12))
      // A page, and its next window, which sends its rows in turns.
      for key in ["\r", "\u{1B}[6~"] {
        terminal.settle()
        let before = terminal.output.count
        try terminal.type(key)
        terminal.settle()
        let frame = String(decoding: terminal.output.dropFirst(before), as: UTF8.self)
        let inside = frame.matches(of: /\u{1B}\[\?2026h[^\0]*?\u{1B}\[\?2026l/).map(\.output.count).reduce(0, +)
        #expect(frame.utf8.count > 200 && frame.count - inside < 16, "\(key): \(frame.debugDescription)")
      }
      try terminal.type("q")
      #expect(try terminal.waitForEnd() == .exit(0))
    }

    @Test func `every size is survived, and the old one shows what was there`() throws {
      let terminal = try Study().open()
      terminal.settle()
      let before = terminal.picture.text
      let sizes = [Size(1, 1), Size(40, 10), Size(2, 2), Size(200, 60), Size(500, 200), Size(1, 40), Size(160, 1)]
      for size in sizes {
        terminal.resize(to: size)
        try terminal.wait(until: "something on a screen of \(size)") { !$0.text.allSatisfy(\.isWhitespace) }
      }
      terminal.resize(to: Size(80, 24))
      try terminal.wait(until: before) { $0.text == before }
      try terminal.type("q")
      #expect(try terminal.waitForEnd() == .exit(0))
      #expect(terminal.isAsItWas)
    }

    @Test func `a workbench may start in a window of one cell`() throws {
      let terminal = try Study().start(size: Size(1, 1))
      try terminal.wait(for: "S")
      terminal.resize(to: Size(80, 24))
      try terminal.wait(for: "Where to start")
      try terminal.type("q")
      #expect(try terminal.waitForEnd() == .exit(0))
    }

    @Test func `^Z gives the terminal to the shell, and fg takes it again`() throws {
      let study = try Study()
      let terminal = try study.open(shell: "set -m; \"$0\"; echo stopped $?; read line; fg; echo ended $?")
      try terminal.beginAnswer()
      try terminal.typeSeen("Written before the stop.")
      try terminal.type("\u{1A}")
      try terminal.wait(for: "stopped 1")
      #expect(terminal.picture.modesLeftOn == [])
      #expect(terminal.isAsItWas)
      try terminal.type("\r")
      try terminal.wait(for: "Written before the stop.")
      try terminal.wait(until: "the mouse on the other screen") { $0.modes.isSuperset(of: [1000, 1049]) }
      try terminal.typeSeen(" And after.")
      try terminal.escape(from: "Esc done")
      try terminal.type("q")
      try terminal.wait(for: "ended 0")
      #expect(terminal.isAsItWas)
      #expect(try study.answer() == "Written before the stop. And after.")
    }

    @Test func `a window that is closed loses nothing of what was typed`() throws {
      let study = try Study()
      let terminal = try study.open()
      try terminal.beginAnswer()
      try terminal.typeSeen("Typed, and the window closed.")
      terminal.hangUp()
      _ = try terminal.waitForEnd()
      #expect(try study.answer() == "Typed, and the window closed.")
    }

    @Test func `the editor's text comes back, and ^C in the editor is the editor's own`() throws {
      let study = try Study()
      let terminal = try study.open(changes: ["EDITOR": try study.waitingEditor(), "VISUAL": nil])
      try terminal.beginAnswer()
      try terminal.typeSeen("Begun here.")
      try terminal.type("\u{F}")
      try terminal.wait(for: "the editor")
      #expect(terminal.picture.modesLeftOn == [])
      #expect(terminal.isAsItWas)
      for signal in [SIGINT, SIGQUIT] { kill(terminal.process, signal) }
      try study.file("done", "")
      try terminal.wait(for: "Ended there.")
      #expect(terminal.picture.modesLeftOn.contains("alternate screen"))
      try terminal.type("q")
      #expect(try terminal.waitForEnd() == .exit(0))
      #expect(terminal.isAsItWas)
      #expect(try study.answer() == "Begun here.\nEnded there.")
    }

    @Test func `two workbenches on one notebook see and keep what the other writes`() throws {
      let study = try Study()
      let (one, other) = (try study.open(), try study.open())
      try one.beginAnswer()
      try one.typeSeen("The one's.")
      try one.waitUntilSaved()
      try one.escape(from: "Esc done")
      try other.type("4\r")
      try other.wait(until: "The one's.") { picture in
        // A workbench looks for what others wrote when keys come.
        try? other.type("]")
        return picture.text.contains("The one's.")
      }
      try other.type("n")
      try other.typeSeen("The other's.")
      try other.waitUntilSaved()
      try other.escape(from: "Esc done")
      // On a line of the rubric a digit is a score; at the top it is a pane.
      try one.type("g6")
      try one.wait(until: "The other's.") { picture in
        try? one.type("g")
        return picture.text.contains("The other's.")
      }
      for terminal in [one, other] {
        try terminal.type("q")
        #expect(try terminal.waitForEnd() == .exit(0))
      }
      let contents = try study.notebook().contents()
      #expect(contents.text(.question("why")) == "The one's.")
      #expect(contents.notes.map(\.entry.text) == ["The other's."])
    }
  }
}

extension Study {
  /// An editor that says that it is there, waits for the file `done`, and adds a line.
  func waitingEditor() throws -> String {
    let script = """
      #!/bin/sh
      echo the editor
      while [ ! -e "$HOME/done" ]; do sleep 0.05; done
      echo Ended there. >>"$1"

      """
    return try file("editor", script, isExecutable: true)
  }
}
