import Curriculum
import Experiments
import Notebook
import Terminal
import TextSafety

/// A run in the live pane that belongs to a step of a lab.
struct LabRun: Equatable, Sendable {
  var lab: LabID
  var step: Int
}

extension State {
  /// Opens an experiment that a page, a question or a lab names.
  mutating func openDemo(_ id: DemoID) -> [Effect] {
    let subject = Subject.experiment(ExperimentID(id.rawValue))
    guard let course, exists(subject, course) else {
      say(SafeText("there is no experiment \(id)"), isBad: true)
      return []
    }
    let effects = open(subject)
    if message == nil { say(SafeText("\(keymap.name(of: .back, in: context)) leads back")) }
    return effects
  }

  /// Runs the experiment of a lab's step in the live pane: locks the predictions, sets the step's parameters, takes the
  /// predictions over, and begins.
  mutating func runLive(_ lab: Lab, _ step: Int) -> [Effect] {
    let experiment: LabExperiment
    do throws(LabExperiment.Problem) {
      guard let found = try LabExperiment(lab, step, among: live.desk.experiments) else { return [] }
      experiment = found
    } catch {
      say(SafeText("not run: " + error.description), isBad: true)
      return []
    }
    if let running = live.running, let title = live.desk.experiment(running.experiment)?.description.title {
      say(SafeText("“\(title)” is running in Live: wait for its end, or stop it there"))
      return []
    }
    var effects: [Effect] = []
    if !contents.worksheet(lab).isRun {
      effects = openEvidence(lab.id, Worksheet.whole)
      guard !effects.isEmpty else { return [] }
    }
    effects += open(.experiment(experiment.description.id))
    // What a lab asks is about the model that came along.
    if experiment.description.runsModelFile, let own = live.models.usable.first(where: \.isShipped) {
      live.models.choose(own)
    }
    var bench = bench(of: experiment.description)
    bench.form = LiveForm.form(experiment.description, experiment.settings, experiment.guesses(contents.worksheet(lab)))
    live.benches[experiment.description.id] = bench
    effects += startExperiment()
    if let running = live.running, running.experiment == experiment.description.id {
      labRuns[running.run] = LabRun(lab: lab.id, step: step)
      let back = keymap.name(of: .back, in: context)
      say(SafeText("what you predicted is locked; \(back) leads back to the step, the run goes on"))
    }
    return effects
  }

  /// Keeps what a run gave in the notebook, if it belongs to a lab.
  mutating func keepLabRun(_ id: Int, _ ending: ExperimentEnding) -> [Effect] {
    guard let own = labRuns.removeValue(forKey: id), case .done(let result) = ending, let lab = course?.lab(own.lab),
      let experiment = (try? LabExperiment(lab, own.step, among: live.desk.experiments)) ?? nil,
      let run = live.benches[experiment.description.id]?.run, run.id == id, run.phase == .done
    else { return [] }
    return pin(
      experiment.measurement(run, result), of: LiveState.Running(run: id, experiment: experiment.description.id))
  }

  /// What is said when the notebook has the result of a lab's run; nil for any other result.
  func wordsOnLabRun(_ number: Int) -> SafeText? {
    guard let subject = contents.measurements[number]?.subject, let course else { return nil }
    for lab in course.labs {
      for step in lab.liveSteps where LabExperiment.subject(lab, step) == subject {
        return SafeText("kept for “\(lab.title)”, as result \(number) of the notebook")
      }
    }
    return nil
  }
}

extension LiveForm {
  /// The form with parameters set and predictions made.
  static func form(
    _ description: ExperimentDescription, _ settings: ExperimentSettings,
    _ guesses: [String: ExperimentPrediction.Answer]
  ) -> Form {
    var form = form(description)
    for (name, value) in settings.values { set(path(ofParameter: name), value, in: &form) }
    for (id, guess) in guesses {
      switch guess {
      case .number(let number): set(path(ofPrediction: id), .number(number), in: &form)
      case .choice(let name): set(path(ofPrediction: id), .choice(name), in: &form)
      }
    }
    return form
  }

  private static func set(_ path: String, _ value: SettingValue, in form: inout Form) {
    switch (form[path]?.kind, value) {
    case (.number(var number)?, .whole(let value)):
      number.value = Double(value)
      form[path]?.kind = .number(number)
    case (.number(var number)?, .number(let value)):
      number.value = value
      form[path]?.kind = .number(number)
    case (.choice(let names, _)?, .choice(let name)):
      if let index = names.firstIndex(where: { $0.string == name }) { form[path]?.kind = .choice(names, index) }
    case (.text?, let value): form[path]?.kind = .text(value.description)
    default: break
    }
  }
}

extension SheetBuilder {
  /// What a step runs on this machine, what it needs, and what was kept of it.
  mutating func liveExperiment(
    _ sheet: Worksheet, _ index: Int, _ contents: NotebookContents, _ live: LiveDesk
  ) {
    blank()
    do throws(LabExperiment.Problem) {
      guard let found = try LabExperiment(sheet.lab, index, among: live.experiments) else { return }
      let set = sheet.lab.steps[index].parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      let settings = set.isEmpty ? SafeText.empty : SafeText(" Set: " + set.joined(separator: " ") + ".")
      paragraph([
        Span(SafeText("“\(found.description.title)” runs on this machine. ")),
        Span(LiveWords.needs(found.description) + settings, Style(.muted)),
      ])
    } catch {
      paragraph([Span(SafeText(error.description), Style(.warning))])
      return
    }
    let kept = contents.kept(sheet.lab, index)
    if let kept {
      let date = DateText.minute(kept.measurement.measuredAt)
      paragraph([
        Span(SafeText("Last run on \(date), kept as result \(kept.number) of the notebook."), Style(.muted))
      ])
    }
    experiment(sheet, index, kept == nil ? "Run it in Live" : "Run it again in Live")
  }

  /// Predictions beside what was measured, run by run.
  mutating func measurements(_ comparison: MeasuredComparison) {
    heading("Your predictions beside the measurement")
    for run in comparison.runs {
      blank()
      paragraph([Span(SafeText("\(run.title): \(run.experiment)"), Style(.text, on: nil, .bold))])
      guard let at = run.measuredAt, let number = run.number else {
        paragraph([Span("Not measured yet.", Style(.muted))])
        action(.open(.step(comparison.lab.id, run.step)), SafeText("Go to: " + run.title))
        continue
      }
      for row in run.rows {
        measurement(row)
        blank()
      }
      paragraph([
        Span(
          SafeText("Measured on \(DateText.minute(at)), result \(number) of the notebook. \(run.machine)."),
          Style(.muted))
      ])
    }
    blank()
  }

  private mutating func measurement(_ row: MeasuredComparison.Row) {
    paragraph([Span(SafeText(row.entry.field.prompt), Style(.muted))])
    var spans = [
      Span(SafeText("You said \(row.own ?? "nothing"), measured \(row.measured ?? "nothing")"))
    ]
    if let verdict = row.verdict {
      spans += [
        Span(": "),
        Span(
          SafeText((verdict.isHit ? "✓ " : "≠ ") + verdict.words),
          Style(verdict.isHit ? .good : .warning, on: nil, .bold)),
      ]
    } else if let excuse = row.excuse {
      spans += [Span(": "), Span(SafeText(excuse), Style(.muted))]
    }
    paragraph(spans, lead: [Span("  ")])
    if let expected = row.expected {
      paragraph([Span(SafeText("Expected " + expected), Style(.muted))], lead: [Span("  ")])
    }
  }
}
