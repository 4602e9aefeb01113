import Terminal
import Testing
import Workbench

/// A screen worth looking at, and the keys that lead there from a fresh start in the garden course.
struct Scene: Sendable, CustomTestStringConvertible {
  var name: String
  var script: String
  /// True when the colours are looked at too.
  var isStyled = false
  /// True where the costs pane has the garden's prices.
  var hasCosts = false
  /// True where the live pane has the garden's experiments.
  var hasLive = false

  /// The scene, opened.
  func player(size: Size = Size(80, 24)) throws -> Player {
    let player = try Player(
      size: size, costs: hasCosts ? CostDesks.garden : nil, live: hasLive ? LiveDesks.garden : .empty)
    player.play(script)
    return player
  }

  var testDescription: String { name }

  /// The lab's second and third step up to the open evidence of the first garden; the second garden stays empty.
  static let openEvidence = """
    3 Home j Enter @first.product Enter "Rose" Enter @list j Enter \
    @first.application.sentence Enter "They grow the roses; they consume nothing." Esc @first.application.score 3 \
    @first.infrastructure.sentence Enter "They mix the soil. They buy sand." Esc @first.infrastructure.score 2 \
    @first.unsure Enter "The soil." Esc \
    @list j Enter @open:first Enter y
    """

  static let all: [Scene] = [
    Scene(name: "page", script: "", isStyled: true),
    Scene(name: "page-link", script: "Tab ] ]"),
    Scene(name: "page-below", script: "j Enter PgDn"),
    Scene(name: "page-find", script: "Enter f soil Enter", isStyled: true),
    Scene(name: "page-read", script: "r j Enter r Tab j j"),
    Scene(name: "product", script: ":rose Enter"),
    Scene(name: "note-begun", script: "j Enter n \"A first #idea about seeds\""),
    Scene(name: "lab", script: "3 Enter"),
    Scene(name: "lab-choose", script: "3 j Enter @first.product Enter \"Kitch\" Enter"),
    Scene(name: "lab-predict", script: "3 j j Enter @first.application.sentence Enter \"They grow\""),
    Scene(name: "lab-score", script: "3 j j Enter @first.application.score 2", isStyled: true),
    Scene(name: "lab-closed", script: "3 j j j Enter"),
    Scene(name: "lab-evidence", script: openEvidence),
    Scene(name: "lab-locked", script: openEvidence + " @list k Enter @first.application.sentence Enter"),
    Scene(name: "lab-compare", script: openEvidence + " @list j Enter"),
    Scene(name: "question", script: "4 Enter"),
    Scene(name: "question-answered", script: "4 Enter @answer Enter \"Leave it, mostly.\" Esc"),
    Scene(
      name: "question-graded", script: "4 Enter @answer Enter \"Leave it, mostly.\" Esc @rubric:a 2 @rubric:b 1",
      isStyled: true),
    Scene(name: "costs", script: "2", isStyled: true, hasCosts: true),
    Scene(name: "costs-unread", script: "2"),
    Scene(name: "costs-refused", script: "2 Down 2e9 Enter", isStyled: true, hasCosts: true),
    Scene(name: "costs-option", script: "2 End PgUp Left", hasCosts: true),
    Scene(name: "costs-options", script: "2 Tab", isStyled: true, hasCosts: true),
    Scene(name: "costs-volume", script: "2 Tab c", hasCosts: true),
    Scene(name: "costs-flips", script: "2 Tab c c c", hasCosts: true),
    Scene(name: "costs-growth", script: "2 Tab C C C C C", hasCosts: true),
    Scene(name: "costs-sources", script: "2 Tab C C C", hasCosts: true),
    Scene(name: "costs-beside", script: "2 v window Enter Tab", hasCosts: true),
    Scene(name: "costs-blank", script: "2 N \"Shed\" Enter", hasCosts: true),
    Scene(name: "costs-add", script: "2 a", hasCosts: true),
    Scene(name: "costs-remove", script: "2 End PgUp Left X", hasCosts: true),
    Scene(name: "costs-open", script: "2 o", hasCosts: true),
    Scene(name: "live", script: "5", isStyled: true, hasLive: true),
    Scene(name: "live-none", script: "5"),
    Scene(name: "live-setup", script: "5 Enter", isStyled: true, hasLive: true),
    Scene(name: "live-refused", script: "5 Enter 900 Enter", hasLive: true),
    Scene(name: "live-before", script: "5 Enter Tab", hasLive: true),
    Scene(name: "notebook-empty", script: "6"),
    Scene(name: "notebook-entry", script: "Enter n \"# A *thought*\" Enter \"on maps #map\" Esc 6 j Enter"),
    Scene(name: "help", script: "?"),
    Scene(name: "palette", script: ":"),
    Scene(name: "palette-narrow", script: ": so"),
    Scene(name: "search", script: "/ humus", isStyled: true),
    Scene(name: "glossary", script: "Tab ] ] ] d"),
    Scene(
      name: "versions", script: "4 Enter @answer Enter \"First thought.\" Esc Enter \" And a second.\" Esc v"),
    Scene(name: "choice", script: "3 j Enter @first.product Enter"),
    Scene(name: "confirm", script: "3 :reset Enter"),
    Scene(name: "export", script: "x"),
  ]
}
