import Curriculum
import Foundation
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// Where the last run was left.
@Suite struct PlaceTests {
  private func restored(_ json: String) throws -> Player {
    let player = try Player(size: Size(120, 40))
    player.take(.restored(try JSONDecoder().decode(Place.self, from: Data(json.utf8))))
    return player
  }

  @Test func `a place of before the costs pane opens the same panes and pages`() throws {
    for (old, pane) in zip(0..., [Pane.stack, .labs, .questions, .notebook]) {
      let player = try restored(
        """
        {"pane": \(old), "subjects": ["page:grafting", "step:two-gardens/1", "page:q2", ""], "tops": [0, 2, 0, 0]}
        """)
      #expect(player.state.pane == pane)
      #expect(player.state.panes[Pane.stack.rawValue].subject == .page("grafting"))
      #expect(player.state.panes[Pane.labs.rawValue].subject == .step("two-gardens", 1))
      #expect(player.state.panes[Pane.questions.rawValue].subject == .page("q2"))
      #expect(player.state.panes[Pane.costs.rawValue].subject == nil)
      _ = player.grid
    }
  }

  @Test func `a place of before the live pane opens the same panes and pages`() throws {
    for (old, pane) in zip(0..., [Pane.stack, .costs, .labs, .questions, .notebook]) {
      let player = try restored(
        """
        {"pane": \(old), "subjects": ["page:grafting", "", "step:two-gardens/1", "page:q2", ""], "tops": [0, 0, 2, 0, 0]}
        """)
      #expect(player.state.pane == pane)
      #expect(player.state.panes[Pane.labs.rawValue].subject == .step("two-gardens", 1))
      #expect(player.state.panes[Pane.questions.rawValue].subject == .page("q2"))
      #expect(player.state.panes[Pane.live.rawValue].subject == nil)
      _ = player.grid
    }
  }

  @Test(arguments: [
    #"{"pane": 9, "subjects": [], "tops": []}"#, #"{"pane": -1, "subjects": ["x", "lab:two-gardens"], "tops": [-5]}"#,
    #"{"pane": 1, "subjects": ["", "page:map", "", "", "", ""], "tops": [1, 2, 3, 4, 5, 6, 7]}"#,
    #"{"pane": 4, "subjects": ["lab:two-gardens", "page:q1", "page:map", "page:map"], "tops": []}"#,
  ])
  func `a place that cannot be is passed over`(json: String) throws {
    let player = try restored(json)
    #expect(player.state.panes[Pane.costs.rawValue].subject == nil)
    #expect(player.state.panes[Pane.stack.rawValue].subject == .page("map"))
    for pane in ["M-1", "M-2", "M-3", "M-4", "M-5", "M-6"] {
      player.play(pane)
      _ = player.grid
    }
  }

  @Test func `the tabs of all panes are in sight at every width`() {
    for width in 30...200 {
      let tabs = TabBar.tabs(width: width, .standard)
      #expect(tabs.map(\.pane) == Pane.allCases)
      #expect(tabs.allSatisfy { $0.columns.upperBound <= width }, "\(width)")
      for (one, next) in zip(tabs, tabs.dropFirst()) { #expect(one.columns.upperBound <= next.columns.lowerBound) }
      for tab in tabs { #expect(tab.title.string.contains(tab.pane.title.string.prefix(2)), "\(width)") }
    }
  }
}
