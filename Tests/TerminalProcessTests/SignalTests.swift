import Foundation
import Notebook
import StrataTesting
import Testing

extension ProcessTests {
  /// What ends a workbench from outside: the terminal is given back, the text is saved, the parent sees the signal.
  @Suite struct SignalTests {
    /// What the reader was doing.
    enum Moment: CaseIterable { case idle, typing, inEditor }

    struct Blow: CustomTestStringConvertible {
      var name: String
      var signal: Int32
      var testDescription: String { name }
    }

    static let blows = [
      Blow(name: "TERM", signal: SIGTERM), Blow(name: "HUP", signal: SIGHUP), Blow(name: "INT", signal: SIGINT),
      Blow(name: "QUIT", signal: SIGQUIT), Blow(name: "USR1", signal: SIGUSR1), Blow(name: "USR2", signal: SIGUSR2),
      Blow(name: "ALRM", signal: SIGALRM), Blow(name: "SEGV", signal: SIGSEGV),
      Blow(name: "ABRT", signal: SIGABRT), Blow(name: "ILL", signal: SIGILL),
    ]

    /// Signals of a crash; ILL is how Swift traps.
    static let crashes = [SIGSEGV, SIGABRT, SIGILL]

    /// ^C and ^\ reach an editor and the workbench alike; the workbench leaves them to the editor.
    static let cases = blows.flatMap { blow in Moment.allCases.map { (blow, $0) } }
      .filter { blow, moment in moment != .inEditor || ![SIGINT, SIGQUIT].contains(blow.signal) }

    @Test(arguments: cases)
    func `a signal ends it with the terminal given back and the text saved`(blow: Blow, moment: Moment) throws {
      let study = try Study()
      let terminal = try study.open(changes: ["EDITOR": try study.waitingEditor(), "VISUAL": nil])
      if moment != .idle {
        try terminal.beginAnswer()
        try terminal.typeSeen("Typed before the signal.")
      }
      if moment == .inEditor {
        try terminal.type("\u{F}")
        try terminal.wait(for: "the editor")
      }
      kill(terminal.process, blow.signal)
      #expect(try terminal.waitForEnd() == .signal(blow.signal))
      #expect(terminal.picture.modesLeftOn == [])
      #expect(terminal.isAsItWas)
      // A crash saves nothing more; what had a second to be saved is.
      if moment != .idle && !SignalTests.crashes.contains(blow.signal) {
        #expect(try study.answer() == "Typed before the signal.")
      }
      #expect(try study.notebook().integrityProblems() == [])
    }
  }
}
