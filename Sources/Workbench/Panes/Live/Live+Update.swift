import Experiments
import Foundation
import Terminal
import TextSafety

extension State {
  // MARK: The form

  /// True while a value is typed, when every printable key belongs to it.
  var isTypingInSetup: Bool { openExperiment.map { bench(of: $0).form.isTyping } ?? false }

  /// A key that no command has, while an experiment's form has the focus.
  mutating func pressInSetup(_ input: Input) -> [Effect] {
    guard let description = openExperiment else { return [] }
    if let effects = pressOnModel(input) { return effects }
    var bench = bench(of: description)
    let before = bench.form
    if case .changed(let path) = bench.form.handle(input) {
      if path == LiveForm.modelPath { stepModel(bench.form) }
      LiveForm.makeWhole(path, description, in: &bench.form, from: before)
      take(path, description, in: &bench, from: before)
    }
    live.benches[description.id] = bench
    settleSetup()
    return []
  }

  /// What a changed field means; a change that cannot be is taken back, with the reason at the field.
  private func take(
    _ path: String, _ description: ExperimentDescription, in bench: inout LiveBench, from before: Form
  ) {
    bench.form[path]?.problem = nil
    guard case .prediction(let id)? = LiveForm.meaning(path), let item = description.prediction(id) else { return }
    do {
      let answer = try LiveForm.answer(bench.form, item)
      if let reason = refusal(item, answer, description, bench) {
        if let kind = before[path]?.kind { bench.form[path]?.kind = kind }
        bench.form[path]?.problem = reason
      } else if item.isAskedAfterwards {
        bench.run?.guesses[id] = answer
        bench.run?.isAnsweredSince = true
      }
    } catch {
      if let kind = before[path]?.kind { bench.form[path]?.kind = kind }
      bench.form[path]?.problem = SafeText("\(error)")
    }
  }

  /// Why a prediction cannot be changed now.
  private func refusal(
    _ item: ExperimentPrediction, _ answer: ExperimentPrediction.Answer?, _ description: ExperimentDescription,
    _ bench: LiveBench
  ) -> SafeText? {
    guard item.isAskedAfterwards else {
      return bench.run?.isGoing == true ? "kept as it was when the run began" : nil
    }
    guard let run = bench.run, run.result != nil else { return "asked once the run is done" }
    return run.isSolved(description) ? "kept: the solution is told" : nil
  }

  /// Keeps the form's scroll where the field is in sight.
  mutating func settleSetup() {
    guard pane == .live, let description = openExperiment, let frame = Layout(self).sheet else { return }
    let area = stageAreas(frame, description, isOnRun: live.isOnRun).form
    guard !area.isEmpty, live.benches[description.id] != nil else { return }
    live.benches[description.id]?.form.settle(Size(area.width, area.height))
  }

  // MARK: Running

  /// Runs the open experiment with what the form says.
  mutating func startExperiment() -> [Effect] {
    guard pane == .live, let description = openExperiment else {
      say(SafeText("choose an experiment in Live first: \(keymap.name(of: .live)) leads there"))
      return []
    }
    if let running = live.running, let title = live.desk.experiment(running.experiment)?.description.title {
      say(SafeText("“\(title)” is running; \(keymap.name(of: .stopExperiment, in: .run)) stops it"))
      return []
    }
    var bench = bench(of: description)
    let settings: ExperimentSettings
    do {
      settings = try LiveForm.settings(bench.form, description)
    } catch {
      say(SafeText(error.description), isBad: true)
      return []
    }
    let id = newID()
    if bench.run?.result != nil { bench.before = bench.run }
    let guesses = LiveForm.guesses(bench.form, description)
    let model = description.runsModelFile(settings) ? live.models.chosen : nil
    bench.run = LiveRun(id: id, description, settings, model: model?.name, guesses: guesses, at: now)
    bench.top = 0
    LiveForm.clearAfterwards(&bench.form, description)
    live.benches[description.id] = bench
    live.running = LiveState.Running(run: id, experiment: description.id)
    live.isOnRun = true
    current.isSheetFocused = true
    return [.runExperiment(id, description.id, settings, model: model?.path)]
  }

  /// Stops what runs: for the reader at once, whenever it hears of it.
  mutating func stopExperiment() -> [Effect] {
    guard let running = live.running else {
      say("nothing is running")
      return []
    }
    live.running = nil
    live.benches[running.experiment]?.run?.goOn(at: now)
    live.benches[running.experiment]?.run?.phase = .stopping
    return [.stopExperiment]
  }

  /// Lets what runs wait at its next word, or go on.
  mutating func pauseRun() -> [Effect] {
    guard let running = live.running, let description = live.desk.experiment(running.experiment)?.description,
      let phase = live.benches[running.experiment]?.run?.phase
    else {
      say("nothing is running")
      return []
    }
    guard description.needs.isPausable else {
      say(
        SafeText(
          "“\(description.title)” runs against the clock: it cannot wait; "
            + "\(keymap.name(of: .stopExperiment, in: .run)) stops it"))
      return []
    }
    if phase == .paused {
      live.benches[running.experiment]?.run?.goOn(at: now)
    } else {
      live.benches[running.experiment]?.run?.pause(at: now)
    }
    return [.pauseExperiment(phase != .paused)]
  }

  /// Takes what a run tells; what an older one still tells is passed over.
  mutating func takeObservations(_ id: Int, _ observations: [Observation]) {
    guard let running = live.running, running.run == id else { return }
    for observation in observations { live.benches[running.experiment]?.run?.take(observation) }
  }

  mutating func endExperiment(_ id: Int, _ ending: ExperimentEnding) {
    if let running = live.running, running.run == id {
      live.running = nil
      live.benches[running.experiment]?.run?.end(ending, at: now)
      tell(ending, running.experiment)
    } else if let name = live.benches.first(where: { $0.value.run?.id == id })?.key,
      live.benches[name]?.run?.phase == .stopping
    {
      // Whatever it came to meanwhile: the reader wanted no more of it.
      live.benches[name]?.run?.end(.stopped, at: now)
    }
  }

  /// Says how a run ended where that is not to be seen.
  private mutating func tell(_ ending: ExperimentEnding, _ experiment: ExperimentID) {
    guard pane != .live || openExperiment?.id != experiment, editing == nil,
      let title = live.desk.experiment(experiment)?.description.title
    else { return }
    switch ending {
    case .done: say(SafeText("“\(title)” is done; \(keymap.name(of: .live)) shows it"))
    case .failed(let reason): say(SafeText("“\(title)” failed: ") + reason, isBad: true)
    case .stopped: break
    }
  }

  // MARK: Moving

  /// From the form to the run and back.
  mutating func turnStage() {
    live.isOnRun.toggle()
    settleSetup()
  }

  /// To the next chart or picture of the run, or the one before.
  mutating func turnFigure(_ step: Int) {
    guard let description = openExperiment, let frame = Layout(self).sheet else { return }
    let bench = bench(of: description)
    var area = stageAreas(frame, description, isOnRun: live.isOnRun).run
    if area.isEmpty {
      // Form and run take turns: to ask for a chart is to ask for the run.
      live.isOnRun = true
      area = stageAreas(frame, description, isOnRun: true).run
    }
    guard bench.figureCount > 1 else { return say("there is no other chart to turn to") }
    let row = FigureRow(bench.figures(description), at: bench.figure, width: area.width)
    live.benches[description.id]?.figure = row.name(turnedBy: step)
  }

  /// Sets the words of the stage, once for all frames until they change: setting them takes longer than drawing.
  mutating func settleStageWords() {
    guard pane == .live, let description = openExperiment, let bench = live.benches[description.id],
      let frame = Layout(self).sheet
    else { return }
    let areas = stageAreas(frame, description, isOnRun: live.isOnRun)
    guard areas.run.width > 0 else { return }
    let words = LiveBench.Words(
      width: areas.run.width, saysWhatItDoes: areas.about.isEmpty, rows: stageWords(bench, description, areas))
    live.benches[description.id]?.words = words
  }

  mutating func scrollRun(_ command: Command) {
    let words = runWords
    let page = max(1, words.height - 1)
    switch command {
    case .up: scrollRun(by: -1, words)
    case .down: scrollRun(by: 1, words)
    case .pageUp: scrollRun(by: -page, words)
    case .pageDown: scrollRun(by: page, words)
    case .top: scrollRun(by: -words.count, words)
    default: scrollRun(by: words.count, words)
    }
  }

  mutating func scrollRun(by rows: Int) { scrollRun(by: rows, runWords) }

  private mutating func scrollRun(by rows: Int, _ words: (count: Int, height: Int)) {
    guard let id = openExperiment?.id, let top = live.benches[id]?.top else { return }
    live.benches[id]?.top = Scroll.clamp(top + rows, rows: words.count, height: words.height)
  }

  /// How many rows the words have, and how many show.
  private var runWords: (count: Int, height: Int) {
    guard let description = openExperiment, let frame = Layout(self).sheet else { return (0, 0) }
    let bench = bench(of: description)
    let areas = stageAreas(frame, description, isOnRun: live.isOnRun)
    let rows = stageWords(bench, description, areas).count
    return (rows, runParts(bench, description, areas.run, rows: rows).words.height)
  }

  // MARK: Keeping

  /// Pins the open experiment's result to the notebook.
  mutating func pinRun() -> [Effect] {
    guard let description = openExperiment, let run = bench(of: description).run, let result = run.result else {
      say("there is no result yet", isBad: true)
      return []
    }
    if let number = run.pinned, !run.isAnsweredSince {
      say(SafeText("it is pinned already, as result \(number)"))
      return []
    }
    let own = LiveState.Running(run: run.id, experiment: description.id)
    guard !live.pinning.values.contains(own) else {
      say("it is being kept")
      return []
    }
    live.benches[description.id]?.run?.isAnsweredSince = false
    return pin(LivePin.measurement(run, result, description), of: own)
  }

  /// The notebook has what a write handed over, under a number; true if it is the result of a run that still shows.
  mutating func takePinned(_ id: Int, _ number: Int) -> Bool {
    guard let own = live.pinning.removeValue(forKey: id), live.benches[own.experiment]?.run?.id == own.run else {
      return false
    }
    live.benches[own.experiment]?.run?.pinned = number
    return true
  }

  /// The pinned result of the open experiment, for a note on it.
  var pinnedRun: Int? {
    guard pane == .live, let description = openExperiment else { return nil }
    return bench(of: description).run?.pinned
  }
}
