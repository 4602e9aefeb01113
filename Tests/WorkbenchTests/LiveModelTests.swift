import Experiments
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// Which model's file experiments run.
@Suite struct LiveModelTests {
  private static let models = [
    LiveModel(
      path: "/seeds/stacklm.gguf", name: "stacklm", type: "Q8_0", size: "10 MiB",
      facts: "takes 14 MiB of memory; came along"),
    LiveModel(
      path: "/seeds/huge.gguf", name: "huge", type: "F16", size: "140 GiB", facts: "LM Studio",
      obstacle: "it takes 150 GiB of memory, and 12 GiB are available"),
    LiveModel(
      path: "/seeds/bean.gguf", name: "bean", type: "Q4_0", size: "2 GiB", facts: "takes 3 GiB of memory; Ollama"),
  ]

  private func player(size: Size = Size(120, 40)) throws -> Player {
    let player = try Player.live(size: size, desk: LiveDesks.greenhouse)
    player.take(.modelsFound(LiveModelTests.models))
    return player
  }

  @Test func `models are looked for when the pane opens first, and only then`() throws {
    let player = try Player(live: LiveDesks.greenhouse)
    #expect(!player.asked.contains(.findModels))
    player.play("5 M-1 M-5")
    #expect(player.asked.filter { $0 == .findModels }.count == 1)
  }

  @Test func `until they are found, and without a choice, the model that came along runs`() throws {
    let player = try Player.live(desk: LiveDesks.greenhouse)
    #expect(player.screen.contains("the one that came along"))
    player.play("r")
    #expect(player.runAsked != nil && player.runAsked?.model == nil)
    let other = try self.player()
    other.play("r")
    #expect(other.runAsked?.model == "/seeds/stacklm.gguf")
  }

  @Test func `the field steps through those that can be run, and the run takes the one that stands there`() throws {
    let player = try player()
    #expect(player.screen.contains("Q8_0, 10 MiB; takes 14 MiB of memory; came along"))
    player.play("Right")
    #expect(player.bench?.form[LiveForm.modelPath]?.valueText == "bean")
    player.play("r")
    #expect(player.runAsked?.model == "/seeds/bean.gguf")
    try player.finish()
    player.resize(Size(200, 60))
    #expect(player.screen.contains("This run: plants=6; model bean"))
    player.play("p")
    let pinned = try #require(try player.notebook.contents().measurements.values.first)
    #expect(pinned.parameters.contains(.init("model's file", "bean", "")))
  }

  @Test func `a run of random weights does not claim the file`() throws {
    let shapes = try #require(Experiments.named("batching"))
    let player = try Player.live(desk: LiveDesk([shapes]) { _, _ in LiveDesks.surroundings })
    player.take(.modelsFound(LiveModelTests.models))
    #expect(player.screen.contains("it runs where “model” below says model"))
    player.play("r")
    #expect(player.runAsked != nil && player.runAsked?.model == nil && player.bench?.run?.model == nil)
    player.take(.experimentEnded(id: try #require(player.runAsked).id, .stopped))
    player.play("Tab Down")
    for _ in 0..<20 where player.bench?.form["set.model"]?.valueText != "model" { player.play("Right") }
    player.play("r")
    #expect(player.runAsked?.model == "/seeds/stacklm.gguf" && player.bench?.run?.model == "stacklm")
  }

  @Test func `Enter shows all of them, and what cannot be run says why and is not taken`() throws {
    let player = try player()
    player.play("Enter")
    #expect(player.screen.contains("Choose a model") && player.screen.contains("now  Q8_0  10 MiB"))
    #expect(player.screen.contains("✗ it takes 150 GiB of memory"))
    player.type("hu")
    player.play("Enter")
    #expect(player.said.contains("huge cannot be run: it takes 150 GiB"))
    #expect(player.screen.contains("Choose a model"), "another one can be chosen at once")
    player.play("BS BS")
    player.type("bean")
    player.play("Enter")
    #expect(player.bench?.form[LiveForm.modelPath]?.valueText == "bean")
    #expect(player.said.contains("experiments run bean from now on"))
  }

  @Test func `the list looks anew, and shows what comes meanwhile`() throws {
    let player = try Player.live(desk: LiveDesks.greenhouse)
    player.play("Enter")
    #expect(player.screen.contains("looking for models …"))
    player.take(.modelsFound(LiveModelTests.models))
    #expect(player.screen.contains("bean"))
    player.play("Esc Enter")
    #expect(player.asked.filter { $0 == .findModels }.count == 2)
    #expect(player.screen.contains("bean"), "what is known shows while it is looked for")
  }

  @Test func `a model that is gone is not run`() throws {
    let player = try player()
    player.play("Right")
    player.take(.modelsFound([LiveModelTests.models[0]]))
    player.play("r")
    #expect(player.runAsked?.model == "/seeds/stacklm.gguf")
  }

  @Test func `without any model that can be run the field says so, and a run tells the rest`() throws {
    let player = try Player.live(desk: LiveDesks.greenhouse)
    player.take(.modelsFound([LiveModelTests.models[1]]))
    #expect(player.screen.contains("none that runs here"))
    player.play("Right r")
    #expect(player.runAsked != nil && player.runAsked?.model == nil)
  }

  @Test func `an experiment that runs no model has no such field`() throws {
    let player = try Player.live()
    player.take(.modelsFound(LiveModelTests.models))
    #expect(!player.screen.contains("stacklm"))
    player.play("r")
    #expect(player.runAsked?.model == nil)
  }

  @Test func `a name full of commands for the terminal is harmless`() throws {
    let player = try Player.live(desk: LiveDesks.greenhouse)
    let name = SafeText("\u{1B}]0;x\u{7}" + String(repeating: "漢\u{202E}", count: 200) + "\u{9B}2J")
    player.take(
      .modelsFound([
        LiveModel(path: "/x", name: name, type: name, size: name, facts: name),
        LiveModel(path: "/y", name: name, type: name, size: name, facts: name, obstacle: name),
      ]))
    for key in ["Right", "Enter", "Down", "Enter", "Esc", "r"] {
      player.play(key)
      #expect(!player.screen.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x9B })
      #expect(GridFault(player.shown) == nil)
    }
  }
}
