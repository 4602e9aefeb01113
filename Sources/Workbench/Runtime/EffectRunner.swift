public import Curriculum
import Decision
import Experiments
import Foundation
public import Notebook
import Synchronization
import TextSafety

/// Carries effects out on the notebook and the course, and tells what came of them.
///
/// Calls wait for the disk. Writes go through one queue in their order; searches through another, so that neither
/// waits for the other.
public final class EffectRunner: Sendable {
  private let notebook: Notebook
  private let home: String
  /// Numbers that drafts were given.
  private let drafts = Mutex<[Int: Int]>([:])
  /// Unsaved scenarios as this run read or kept them last.
  private let keptDrafts = Mutex<[Place.Draft]>([])
  private let version = Mutex<Int?>(nil)
  private let course = Mutex<Course?>(nil)
  private let search = Mutex<Search?>(nil)
  private let costDesk = Mutex<CostDesk?>(nil)
  private let counter = CostCounter()
  private let experiments = LiveRunner()

  /// - Parameter home: what `~` stands for in a folder's name.
  public init(_ notebook: Notebook, home: String) {
    self.notebook = notebook
    self.home = home
    version.withLock { $0 = try? notebook.dataVersion() }
  }

  /// Takes the course once it is read.
  public func use(_ course: Course) {
    self.course.withLock { $0 = course }
  }

  /// The reader is leaving: another program that holds the notebook is not waited for much longer.
  func hurry() {
    notebook.hurry(within: .seconds(1))
  }

  /// Takes the catalogue once it is read.
  func use(_ desk: CostDesk) {
    costDesk.withLock { $0 = desk }
  }

  /// Predicts the published measurements, once the catalogue is read.
  func readScores() -> Event {
    guard let desk = costDesk.withLock({ $0 }) else {
      return .costScoresFailed("there is no catalogue to predict with")
    }
    do {
      return .costScoresRead(try CostScores.read(desk))
    } catch {
      return .costScoresFailed(error.message)
    }
  }

  /// Ends what is counted in the background; called on any thread.
  func stopCounting() { counter.stop() }

  /// Says that a request counts from now on, before it waits in the queue.
  func accept(_ id: Int) { counter.accept(id) }

  /// Counts a scenario's slow figures and tells them as they come.
  func count(
    _ id: Int, _ scenario: Scenario, known: CostFindings?, beside: Scenario?, post: (Event) -> Void
  ) {
    guard let desk = costDesk.withLock({ $0 }) else { return }
    counter.count(id, scenario, known: known, beside: beside, desk) { findings, progress in
      post(.costsCounted(id: id, findings, progress: progress))
    }
  }

  /// Lets the experiment that runs wait, or go on; called on any thread.
  func pauseExperiment(_ isPaused: Bool) { experiments.pause(isPaused) }

  /// Ends the experiment that runs; called on any thread.
  func stopExperiment() { experiments.stop() }

  /// Says that a run counts from now on, before it waits in the queue.
  func acceptExperiment(_ id: Int) { experiments.accept(id) }

  /// Runs an experiment and tells what it observes as it comes.
  func runExperiment(
    _ id: Int, _ experiment: ExperimentID, _ settings: ExperimentSettings, model: String?, _ desk: LiveDesk,
    post: @escaping @Sendable (Event) -> Void
  ) {
    experiments.run(id, experiment, settings, model: model, desk, post: post)
  }

  /// True for effects that only look something up.
  static func isLookup(_ effect: Effect) -> Bool {
    switch effect {
    case .search, .readVersions, .suggestOptions: true
    default: false
    }
  }

  /// Carries an effect out.
  ///
  /// Effects on the terminal are not its business and give nothing.
  public func perform(_ effect: Effect) -> [Event] {
    do {
      switch effect {
      case .save(let write): return save(write)
      case .setRemoved(let key, let isRemoved):
        try notebook.set(key, removed: isRemoved)
        return [.contentsRead(try notebook.contents())]
      case .renameScenario(let name, let new):
        try notebook.renameScenario(name, to: new)
        return [.contentsRead(try notebook.contents())]
      case .setRead(let page, let isRead):
        try notebook.setRead(page, isRead)
        return [.contentsRead(try notebook.contents())]
      case .addReading(let page, let seconds, let place):
        try notebook.addReading(page, seconds: seconds, place: place)
      case .addClock(let lab, let seconds): try notebook.addClock(lab, seconds: seconds)
      case .grade(let page, let points, let session):
        try notebook.grade(page, points: points, session: session)
        return [.contentsRead(try notebook.contents())]
      case .openEvidence(let lab, let subject, let fields):
        try notebook.openEvidence(lab, subject: subject, locking: fields)
        return [.contentsRead(try notebook.contents())]
      case .resetLab(let lab):
        try notebook.reset(lab)
        return [.contentsRead(try notebook.contents())]
      case .keepPlace(let place): try keep(place)
      case .checkNotebook: return try changes()
      case .search(let query): return [.found(query: query, try hits(query))]
      case .readVersions(let key): return [.versionsRead(key, try notebook.versions(of: key))]
      case .suggestOptions(let scenario): return [.optionsSuggested(scenario, options(for: scenario))]
      case .export(let folder): return export(folder)
      case .readCosts, .readCostScores, .countCosts, .stopCounting: break
      case .findModels, .runExperiment, .pauseExperiment, .stopExperiment: break
      case .copy, .edit, .useMouse, .redraw, .suspend, .quit: break
      }
      return []
    } catch {
      // What was shown before it was kept is shown as it is.
      let told = Event.failed(SafeText(error.message))
      guard !EffectRunner.isLookup(effect), let contents = try? notebook.contents() else { return [told] }
      return [.contentsRead(contents), told]
    }
  }

  private func save(_ write: PendingWrite) -> [Event] {
    do {
      if let result = write.result {
        // Once it is there it is not added again, whatever fails behind it.
        var number = 0
        if let known = drafts.withLock({ $0[write.id] }) {
          number = known
        } else {
          number = try notebook.addMeasurement(
            result, note: write.text, session: write.session, origin: write.origin)
          drafts.withLock { $0[write.id] = number }
        }
        return [.pinned(id: write.id, number: number, try notebook.contents())]
      }
      switch write.target {
      case .entry(let key):
        try notebook.write(write.text, to: key, session: write.session, origin: write.origin)
      case .draft(let id, let anchor):
        let isBlank = write.text.allSatisfy(\.isWhitespace)
        if let number = drafts.withLock({ $0[id] }) {
          try notebook.write(write.text, to: .note(number), session: write.session, origin: write.origin)
          if isBlank { try notebook.setNote(number, removed: true) }
        } else if !isBlank {
          let number = try notebook.addNote(write.text, on: anchor, session: write.session, origin: write.origin)
          drafts.withLock { $0[id] = number }
          return [.noteAdded(id: write.id, number: number, try notebook.contents())]
        }
      }
      return [.saved(id: write.id, try notebook.contents())]
    } catch NotebookError.lockedPrediction(let field) {
      // It will never be taken: told, and not tried again. The words stay as a version of their own.
      if case .entry(let key) = write.target {
        try? notebook.keepAside(write.text, of: key, session: write.session + "-late", origin: write.origin)
      }
      let message = NotebookError.lockedPrediction(field: field).message
      guard let contents = try? notebook.contents() else { return [.failed(SafeText(message))] }
      return [.saved(id: write.id, contents), .failed(SafeText(message))]
    } catch {
      return [.saveFailed(id: write.id, SafeText(error.message))]
    }
  }

  private func changes() throws(NotebookError) -> [Event] {
    let now = try notebook.dataVersion()
    let before = version.withLock { version in
      defer { version = now }
      return version
    }
    return before == now ? [] : [.contentsRead(try notebook.contents())]
  }

  private func options(for scenario: Scenario) -> [ScenarioOption] {
    guard let desk = costDesk.withLock({ $0 }) else { return [] }
    return ScenarioOption.Kind.allCases.compactMap {
      ScenarioOption.suggested($0, for: scenario, desk.catalog, desk.factors, today: desk.today)
    }
  }

  private func hits(_ query: String) throws(NotebookError) -> [SearchHit] {
    guard let course = course.withLock({ $0 }) else { return [] }
    let search: Search
    if let ready = self.search.withLock({ $0 }) {
      search = ready
    } else {
      search = try Search(course, notebook)
      self.search.withLock { $0 = search }
    }
    return try search.find(query, limit: 60)
  }

  private func export(_ folder: String) -> [Event] {
    guard let course = course.withLock({ $0 }) else { return [] }
    let path = folder == "~" ? home : folder.hasPrefix("~/") ? home + folder.dropFirst() : folder
    do {
      let files = MarkdownExport.files(course, try notebook.contents())
      try ExportWriter.write(files, toFolder: path, force: false)
      return [.exported(folder: path, files: files.count)]
    } catch let error as ExchangeError {
      return [.failed(SafeText(error.message))]
    } catch let error as NotebookError {
      return [.failed(SafeText(error.message))]
    } catch {
      return [.failed(SafeText("\(error)"))]
    }
  }

  // MARK: The place between runs

  /// Keeps a place; what another run left unsaved meanwhile stays, before what is unsaved in this one.
  private func keep(_ place: Place) throws(NotebookError) {
    let own = place.drafts ?? []
    let known = keptDrafts.withLock { $0 }
    try notebook.updateState("place") { text in
      var place = place
      place.drafts = (text.flatMap(Place.init(written:))?.drafts ?? []).filter {
        !known.contains($0) && !own.contains($0)
      }
      place.drafts? += own
      return place.written
    }
    keptDrafts.withLock { $0 = own }
  }

  /// Where the last run ended; nil when there was none.
  public func lastPlace() -> Place? {
    guard let text = try? notebook.state("place"), let place = Place(written: text) else { return nil }
    keptDrafts.withLock { $0 = place.drafts ?? [] }
    return place
  }
}

extension Place {
  /// The place that a text of the notebook stands for; nil for one of another kind.
  fileprivate init?(written text: String) {
    guard let place = try? JSONDecoder().decode(Place.self, from: Data(text.utf8)) else { return nil }
    self = place
  }

  fileprivate var written: String? {
    (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) }
  }
}
