import Curriculum
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import Workbench

/// A reader goes through pages.
@Suite struct ReadingJourneyTests {
  @Test func `a link is followed, and the way back and forward leads to the same places`() throws {
    let player = try Player(size: Size(80, 16))
    player.play("Tab ] Enter")
    #expect(player.screen.contains("━ Seeds and seedlings ━"))
    #expect(player.screen.contains("A seed holds a plant"))
    player.play("PgDn")
    let below = player.screen
    player.play("b")
    #expect(player.state.current.subject == .page("map"))
    #expect(player.screen.contains("A garden has three strata."))
    #expect(player.state.current.link == 0, "the link that was followed is still selected")
    player.play("B")
    #expect(player.screen == below)
    player.play("B")
    #expect(player.said.contains("nothing to go forward to"))
    player.play("b b b")
    #expect(player.said.contains("nothing to go back to"))
  }

  @Test func `a link to a term opens the glossary there, and from there its page`() throws {
    let player = try Player()
    player.play("Tab ] ] ] Enter")
    #expect(player.screen.contains("Glossary"))
    #expect(player.screen.contains("▸ Humus"))
    #expect(player.screen.contains("The dark part of the soil"))
    player.play("Enter")
    #expect(player.state.current.subject == .page("soil"))
  }

  @Test func `an address outside is shown, never opened, and can be copied`() throws {
    let player = try Player()
    player.play(":below Enter ] ] ] Enter")
    #expect(player.said.contains("https://example.org/soil"))
    player.play("y")
    #expect(player.asked == [.copy("https://example.org/soil")])
  }

  @Test func `a page marked as read is so in the list, on the page and in the notebook, until it is taken back`() throws
  {
    let player = try Player(size: Size(110, 40))
    player.play("r")
    #expect(player.said.contains("The map of gardens marked as read"))
    #expect(player.screen.contains("✓ read"))
    #expect(player.screen.split(separator: "\n").contains { $0.contains("THE WHOLE STACK") && $0.contains("1/1") })
    #expect(try player.notebook.contents().isRead("map"))
    player.play("r")
    #expect(!player.screen.contains("✓ read"))
    #expect(try !player.notebook.contents().isRead("map"))
  }

  @Test func `a find goes from hit to hit around the page, and says how many there are`() throws {
    let player = try Player(size: Size(80, 16))
    player.play("j Enter f SEED")
    #expect(player.footer.contains("find SEED"))
    let count = player.state.current.sheet.rows.count { $0.line.text.lowercased().contains("seed") }
    #expect(count > 3)
    #expect(player.footer.contains("1 of \(count)"))
    player.play("Enter")
    #expect(player.footer.contains("2 of \(count)"))
    player.play("Up Up")
    #expect(player.footer.contains("\(count) of \(count)"))
    #expect(player.state.current.top > 0)
    player.play("zz")
    #expect(player.footer.contains("nothing found"))
    player.play("Esc")
    #expect(player.state.find == nil)
  }

  @Test func `the lab of a page is one key away`() throws {
    let player = try Player()
    player.play("j Enter t")
    #expect(player.state.pane == .labs && player.state.current.subject == .lab("two-gardens"))
    player.play("b b t")
    #expect(player.said.contains("no lab belongs to this"))
  }

  @Test func `the search finds the course, and the page opens`() throws {
    let player = try Player()
    player.play("/ starves")
    #expect(player.screen.contains("Seeds and seedlings"))
    player.play("Enter")
    #expect(player.state.current.subject == .page("seeds"))
  }

  @Test func `the search never shows what opens only after an own attempt`() throws {
    let player = try Player(size: Size(120, 40))
    player.play("/ sealed")
    #expect(player.screen.contains("nothing found"))
    player.play("BS BS BS BS BS BS compost Enter")
    #expect(!player.screen.contains("Three heaps"))
  }

  @Test func `the palette finds pages, labs and products by a few letters, labs by their ids too`() throws {
    let player = try Player()
    for (letters, subject) in [
      ("graft", Subject.page("grafting")), ("mtg", .lab("two-gardens")), ("two-gardens", .lab("two-gardens")),
      ("kitch", .product("kitchen")),
    ] {
      player.play(":\(letters) Enter")
      #expect(player.state.current.subject == subject)
    }
  }

  @Test func `the place on a page is kept when the window changes, and found again in another width`() throws {
    let player = try Player(size: Size(100, 16))
    player.play("j Enter PgDn PgDn")
    let place = player.state.current.sheet.rows[player.state.current.top].source
    #expect(place > 0)
    for size in [Size(60, 16), Size(160, 12), Size(40, 12), Size(31, 9)] {
      player.resize(size)
      #expect(player.state.current.sheet.rows[player.state.current.top].source == place, "\(size)")
    }
  }

  @Test func `the next run begins where the last one ended`() throws {
    let player = try Player(size: Size(80, 16))
    player.play("3 j j Enter PgDn M-4 j Enter M-1 j Enter PgDn @list")
    player.leave()
    let next = try Player(size: Size(80, 16), beside: player)
    #expect(next.state.pane == .stack)
    for pane in Pane.allCases {
      #expect(next.state.panes[pane.rawValue].subject == player.state.panes[pane.rawValue].subject)
    }
    // The footer alone differs: there is nothing yet to go back to.
    #expect(next.screen.split(separator: "\n").dropLast() == player.screen.split(separator: "\n").dropLast())
    next.play("M-3 Tab")
    player.play("M-3")
    #expect(next.state.current.top > 0 && next.state.current.top == player.state.current.top)
  }

  @Test func `what is gone from the course is not missed at the next start`() throws {
    let player = try Player()
    player.take(
      .restored(
        Place(pane: 0, subjects: ["page:gone", "step:two-gardens/99", "nonsense", "entry:note:9"], tops: [7, -3])))
    #expect(player.screen.contains("The map of gardens"))
    player.play("3")
    #expect(player.screen.contains("Map two gardens"))
    player.play("4 6")
    #expect(player.screen.contains("Your notebook"))
  }

  @Test func `time in use is counted for a page, and a long pause is not`() throws {
    let player = try Player()
    for _ in 0..<50 {
      player.wait(1)
      player.play("j")
    }
    player.wait(4000)
    player.play("j")
    player.leave()
    let seconds = try player.notebook.contents().readings["map"]?.seconds ?? 0
    #expect((50...60).contains(seconds))
  }

  @Test func `the terminal's answer sets the theme until the reader chooses one`() throws {
    let player = try Player()
    player.input(.background(RGB(0xF0F0F0)))
    #expect(player.state.theme.theme == .light)
    player.input(.background(RGB(0x202020)))
    #expect(player.state.theme.theme == .dark)
    player.play("T")
    #expect(player.state.theme.theme == .light)
    player.input(.background(RGB(0x202020)))
    #expect(player.state.theme.theme == .light)
  }

  @Test func `the setting for one run goes first, then what the reader chose before, then the settings file`() throws {
    let first = try Player(theme: ThemeChoice(set: .light))
    #expect(first.state.theme.colors == Colors(.light, isBackgroundPainted: true))
    first.input(.background(RGB(0x202020)))
    #expect(first.state.theme.theme == .light)
    first.play("T")
    #expect(first.state.theme.theme == .dark)
    first.leave()
    #expect(try Player(beside: first, theme: ThemeChoice(set: .light)).state.theme.theme == .dark)
    #expect(try Player(beside: first, theme: ThemeChoice(forced: .light)).state.theme.theme == .light)
  }

  @Test func `the setting for one run is not taken for the reader's choice, but T in that run is one`() throws {
    let player = try Player(theme: ThemeChoice(forced: .light))
    player.leave()
    let second = try Player(beside: player)
    #expect(second.state.theme.colors == Colors(.dark, isBackgroundPainted: false))
    let third = try Player(beside: player, theme: ThemeChoice(forced: .dark))
    third.play("T")
    #expect(third.state.theme.theme == .light)
    third.leave()
    #expect(try Player(beside: player).state.theme.theme == .light)
  }

  @Test func `the help scrolls, and any other key closes it`() throws {
    let player = try Player()
    let before = player.screen
    player.play("?")
    #expect(player.screen.contains("In a list"))
    player.play("j j G z")
    #expect(player.screen == before)
  }
}
