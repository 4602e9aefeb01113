import Foundation
import GRDB
import Notebook
import StrataTesting
import Terminal
import Testing

extension ProcessTests {
  /// Full disks, unusable notebooks, and a program that is killed without a chance to save.
  @Suite struct LossTests {
    /// How many times the workbench is killed: a few, or what STRATA_KILL_ROUNDS asks for.
    static let asked = ProcessInfo.processInfo.environment["STRATA_KILL_ROUNDS"].flatMap { Int($0) }

    @Test func `kill -9 at any moment costs a second of typing, and no start asks about it`() throws {
      let seed = UInt64.random(in: 0...UInt64.max)
      var random = SplitMix64(seed: seed)
      var (study, kept) = (try Study(), "")
      for round in 0..<(LossTests.asked ?? 6) {
        // A new answer now and then: with thousands of words in one, a round is spent on scrolling to its end.
        if round % 50 == 49 { (study, kept) = (try Study(), "") }
        kept = try killedWhileTyping(study, round, after: kept, &random, seed)
      }
    }

    /// One run that ends by kill -9.
    ///
    /// Returns what is in the notebook after it.
    private func killedWhileTyping(
      _ study: Study, _ round: Int, after kept: String, _ random: inout SplitMix64, _ seed: UInt64
    ) throws -> String {
      let terminal = try study.open()
      // No question stands before the last run's text.
      try terminal.beginAnswer()
      if !kept.isEmpty { try terminal.wait(for: String(kept.suffix(4))) }
      var (typed, sure) = (kept, kept)
      // Each piece with the moment from which it has been on the screen.
      var seen: [(length: Int, at: Date)] = []
      for piece in 0..<random.int(1...5) {
        let word = " \(round)-\(piece)"
        try terminal.typeSeen(word)
        typed += word
        seen.append((typed.count, Date()))
        if random.oneIn(4) {
          try terminal.waitUntilSaved()
          sure = typed
        } else {
          terminal.pause(milliseconds: random.int(0...400))
        }
      }
      let end = Date()
      kill(terminal.process, SIGKILL)
      #expect(try terminal.waitForEnd() == .signal(SIGKILL))
      let answer = try study.answer()
      #expect(answer.hasPrefix(sure), "seed \(seed), round \(round): what was said to be saved is not there")
      #expect(typed.hasPrefix(answer), "seed \(seed), round \(round)")
      #expect(try study.notebook().integrityProblems() == [], "seed \(seed), round \(round)")
      // Judged when asked for, on a machine with nothing else to do.
      if LossTests.asked != nil {
        let old = seen.last { end.timeIntervalSince($0.at) > 1 }
        #expect(answer.count >= old?.length ?? 0, "seed \(seed), round \(round): more than a second is lost")
      }
      return answer
    }

    @Test func `what another program's lock keeps out of the notebook when the reader leaves ends in a file beside`()
      throws
    {
      let study = try Study()
      let terminal = try study.open()
      try terminal.beginAnswer()
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true
      let other = try DatabaseQueue(path: study.notebookURL.path, configuration: configuration)
      try other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
      try terminal.type("Kept out.\u{3}")
      #expect(try terminal.waitForEnd() == .exit(1))
      #expect(terminal.picture.modesLeftOn == [] && terminal.isAsItWas)
      #expect(try study.unsavedText().contains("Kept out."))
      try other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
      #expect(try study.answer().isEmpty)
    }

    @Test func `a full disk is said at once, and the text ends in a file beside`() throws {
      let study = try Study()
      // 400 blocks of 512 bytes for each file: enough for a new notebook, not for many texts in its log.
      let terminal = try study.open(shell: "ulimit -f 400; exec \"$0\"")
      try terminal.beginAnswer()
      var (typed, saved) = ("", "")
      for word in 1... {
        try terminal.typeSeen(" word\(word)")
        typed += " word\(word)"
        repeat {
          try terminal.wait(until: "saved or not saved") { $0.isSaved || $0.footer.contains("NOT SAVED") }
        } while terminal.take(waiting: 150)
        if !terminal.picture.isSaved { break }
        saved = typed
        try #require(word < 40, "the limit was never met")
      }
      try terminal.escape(from: "Esc done")
      try terminal.type("q")
      try terminal.wait(for: "q again leaves")
      try terminal.type("q")
      #expect(try terminal.waitForEnd() == .exit(1))
      #expect(terminal.picture.modesLeftOn == [] && terminal.isAsItWas)
      #expect(terminal.picture.text.contains("the text is kept in"))
      #expect(try study.unsavedText().contains(typed))
      let answer = try study.answer()
      #expect(!saved.isEmpty && answer.hasPrefix(saved) && typed.hasPrefix(answer))
      #expect(try study.notebook().integrityProblems() == [])
    }
  }
}
