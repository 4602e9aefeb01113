import Curriculum
import Foundation
@testable import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
import Workbench

/// Whatever text comes in, from whichever side: no harmful scalar reaches a cell, the notebook or an export.
@Suite struct HostileTextTests {
  private static let sizes = [Size(80, 24), Size(40, 12), Size(200, 60), Size(30, 8)]

  /// Draws at every size; ``Player/grid`` looks for faults.
  private static func look(_ player: Player) {
    for size in sizes {
      player.resize(size)
      _ = player.grid
    }
  }

  @Test func `a course full of harm is drawn without any`() throws {
    let folder = try Folder()
    let course = try HostileCourse.read(in: folder)
    #expect(course.pages.count == HostileCourse.corpus.count + 1, "nothing of the corpus got lost on the way")
    #expect(course.terms.count == HostileCourse.corpus.count && course.labs.count == 1)
    let player = try Player(course)
    for index in HostileCourse.corpus.indices {
      player.take(.restored(Place(pane: 0, subjects: ["page:p\(index)"], tops: [0])))
      HostileTextTests.look(player)
      player.play("Tab ] PgDn")
      HostileTextTests.look(player)
      player.play("G @list")
      HostileTextTests.look(player)
    }
    let scripts = [
      "?", ":", ": x", "/ red", "d", "d G", "x", "3", "j Enter", "@one.product Enter Enter", "@list j Enter",
      "@one.application.sentence Enter word Esc @one.application.score 3", "@list j Enter", "@open:one Enter",
      "@list j Enter", "@line n note Esc", "@list", ":res Enter", "n",
      "Esc @list 4 Enter @answer Enter word Esc @rubric:a 2", "v", "Esc M-6 @list Home Enter",
    ]
    for script in scripts {
      player.resize(Size(80, 40))
      if player.state.overlay != nil { player.play("Esc") }
      player.play(script)
      HostileTextTests.look(player)
    }
  }

  @Test(arguments: HostileCourse.corpus.indices)
  func `pasted harm is made harmless in notes, answers, queries and names, and no text is lost`(index: Int) throws {
    let text = HostileCourse.corpus[index]
    let player = try Player()
    player.play("j Enter n")
    player.input(.paste(text))
    HostileTextTests.look(player)
    player.resize(Size(80, 24))
    player.play("Esc 4 Enter @answer Enter")
    player.input(.paste(text))
    HostileTextTests.look(player)
    player.resize(Size(80, 24))
    player.play("Esc v")
    HostileTextTests.look(player)
    for script in ["Esc /", "Esc :", "Esc d", "Esc f", "Esc x"] {
      player.play(script)
      player.input(.paste(text))
      HostileTextTests.look(player)
    }
    player.play("Esc M-6 @list Home j Enter")
    HostileTextTests.look(player)
    let expected = SafeText.cleanedBlock(text).replacing("\t", with: "    ")
    for key in [EntryKey.note(1), .question("q1")] {
      let saved = try player.saved(key)
      #expect(HarmfulScalar.first(in: saved) == nil)
      if !expected.allSatisfy(\.isWhitespace) { #expect(saved == expected) }
    }
    player.play("x Enter")
    for (file, text) in try player.folder.texts(under: "home/strata-notes") {
      #expect(HarmfulScalar.first(in: text) == nil, "\(file)")
    }
  }

  @Test(arguments: HostileCourse.lines.indices)
  func `harm from the notebook's file is drawn without any`(index: Int) throws {
    // Another program may have written what it liked; entries come as they are.
    var contents = NotebookContents()
    let now = SteppingClock(at: 0).now
    let text = HostileCourse.corpus[index]
    contents.entries[.question("q1")] = Entry(.question("q1"), text, at: now)
    contents.entries[.note(1)] = Entry(.note(1), text, at: now)
    contents.entries[.answer("two-gardens", field: "first.product")] = Entry(
      .answer("two-gardens", field: "first.product"), text, at: now)
    let player = try Player()
    player.take(.contentsRead(contents))
    for script in ["4 Enter", "@list 3 j Enter", "@list j Enter", "@list j Enter", "@list M-6 Home Enter", "j y", "e"] {
      player.play(script)
      HostileTextTests.look(player)
    }
    for case .copy(let copied) in player.asked { #expect(HarmfulScalar.first(in: copied) == nil) }
  }

  @Test func `harm in the messages of the system is drawn without any`() throws {
    let player = try Player()
    for text in HostileCourse.corpus {
      let version = Version(id: 1, text: text, writtenAt: player.clock.now, origin: .typed)
      for event in [
        Event.failed(SafeText(text)), .exported(folder: text, files: 1),
        .saveFailed(id: 0, SafeText(text)), .versionsRead(.note(1), [version]),
      ] {
        player.take(event)
        HostileTextTests.look(player)
      }
      player.play("Esc /")
      player.type("x")
      let hit = SearchHit(place: .own(.note(1)), title: text, excerpt: [SearchHit.Part(text: text, isMatch: true)])
      player.take(.found(query: "x", [hit, hit]))
      HostileTextTests.look(player)
      player.play("Esc")
    }
  }
}
