import Corpus
import Experiments
import Foundation
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// Each experiment in the live pane, from its form to the export; what it tells comes from a small run of it.
@Suite struct ExperimentJourneyTests {
  private static let desk = LiveDesk(Experiments.all) { _, _ in LiveDesks.surroundings }

  private static let corpus = Corpus(
    course: Courses.shipped, seed: 5,
    size: Corpus.Size(perSkill: 10, paragraphs: 10, questions: 4, heldOutParagraphs: 10))

  private static var surroundings: ExperimentEnvironment {
    let models = Courses.package.path + "/Content/models"
    return ExperimentEnvironment(
      threads: 2, seed: 1, modelPath: models + "/stacklm.gguf", draftPath: models + "/stacklm-draft.gguf",
      machine: "a test's", load: 0.2, corpus: { _ in corpus }, questions: { corpus.questions })
  }

  private final class Told {
    var observations: [Observation] = []
  }

  @Test(arguments: Experiments.all.map(\.description.id.rawValue))
  func `an experiment is run from its form, looked at, pinned and exported`(id: String) throws {
    let place = try #require(Experiments.all.firstIndex { $0.description.id.rawValue == id })
    let experiment = Experiments.all[place]
    let player = try Player(size: Size(120, 40), live: ExperimentJourneyTests.desk)
    player.play("5" + String(repeating: " j", count: place) + " Enter r")
    let run = try #require(player.runAsked)
    #expect(run.experiment.rawValue == id)

    let settings = try ExperimentSettings(
      experiment.description, setting: (SmallRuns.settings[id] ?? []).map { (name: $0.0, value: $0.1) })
    let told = Told()
    let result = try experiment.run(settings, ExperimentJourneyTests.surroundings) {
      told.observations.append($0)
      return true
    }
    player.clock.advance(by: 9)
    player.take(.experimentObserved(id: run.id, told.observations))
    player.take(.experimentEnded(id: run.id, .done(result)))
    #expect(player.screen.contains("✓ Done in 9 s."))
    let recorded = Set(try RecordedRun(experiment.description).result.figures.map(\.id))
    #expect(recorded.isSuperset(of: result.figures.map(\.id)), "the recording of \(id) is of before: take it anew")

    let count = try #require(player.bench?.figureCount)
    #expect(count > 0)
    for size in [Size(80, 24), Size(120, 40), Size(200, 60)] {
      player.resize(size)
      for _ in 0..<count {
        player.play("] PgDn")
        try #require(GridFault(player.grid) == nil, "\(size)\n\(player.screen)")
      }
      player.play("Home")
      let figure = try #require(result.figures.first)
      #expect(player.state.current.isSheetFocused && player.bench?.words?.rows.isEmpty == false, "\(figure.id)")
    }

    player.play("p")
    let contents = try player.notebook.contents()
    let pinned = try #require(contents.measurements[1])
    #expect(pinned.title == experiment.description.title && pinned.subject == id)
    let names = Set(pinned.results.map(\.name))
    for figure in result.figures { #expect(names.contains(figure.label), "\(figure.label)") }
    #expect(pinned.chart?.isEmpty == false && pinned.svg?.hasPrefix("<svg") == true)
    let course = try #require(player.state.course)
    let page = try #require(MarkdownExport.files(course, contents).first { $0.path == "measurements.md" })
    #expect(page.text.contains(experiment.description.title) && page.text.contains("- Machine: "))
  }
}
