import Curriculum
import Dispatch
import Foundation
public import Terminal

/// Signals as the run loop sees them: a descriptor to poll, and what to do with them.
public struct SignalSource {
  let descriptor: Int32
  let next: () -> Int32?
  let stop: () -> Void

  /// - Parameters:
  ///   - descriptor: readable when a signal has come.
  ///   - next: takes one.
  ///   - stop: stops the process as ^Z does; returns when it goes on.
  public init(descriptor: Int32, next: @escaping () -> Int32?, stop: @escaping () -> Void) {
    self.descriptor = descriptor
    self.next = next
    self.stop = stop
  }
}

/// The workbench running on a screen: keys in, frames out, effects carried out beside.
///
/// One thread owns the state and the screen; it waits in `poll` and does nothing while nothing happens.
public struct RunLoop<Display: Screen & ~Copyable>: ~Copyable {
  /// How a run ended.
  public enum Ending: Equatable, Sendable {
    case quit
    case signal(Int32)
    /// The terminal is gone.
    case hangUp
  }

  var screen: Display
  var state: State
  private let runner: EffectRunner
  private let mailbox: Mailbox
  let signals: SignalSource
  let editorCommand: String
  private let writes = DispatchQueue(label: "strata.notebook")
  private let lookups = DispatchQueue(label: "strata.lookups")
  private let counting = DispatchQueue(label: "strata.costs", qos: .utility)
  private let experiments = DispatchQueue(label: "strata.experiments", qos: .utility)
  private let models = DispatchQueue(label: "strata.models", qos: .utility)
  private let costs: @Sendable () -> Event
  private var parser = InputParser()
  private var pace = FramePace()
  var ending: Ending?

  /// - Parameters:
  ///   - editorCommand: what `$VISUAL` or `$EDITOR` says.
  ///   - course: reads the course; called on a background thread.
  ///   - costs: reads what costs are reckoned with, when that is needed; called on another.
  /// Nil when the system gives no pipe.
  public init?(
    screen: consuming Display, state: State, runner: EffectRunner, signals: SignalSource, editorCommand: String,
    course: @escaping @Sendable () -> Event, costs: @escaping @Sendable () -> Event
  ) {
    guard let mailbox = Mailbox() else {
      screen.close()
      return nil
    }
    self.screen = screen
    self.state = state
    self.runner = runner
    self.mailbox = mailbox
    self.signals = signals
    self.editorCommand = editorCommand
    self.costs = costs
    lookups.async {
      let event = course()
      if case .courseRead(let course) = event { runner.use(course) }
      mailbox.post(event)
    }
    if let place = runner.lastPlace() { handle(.restored(place)) }
  }

  /// Runs until the reader leaves or a signal ends it, and gives the terminal back.
  ///
  /// Returns how it ended, and the texts that the notebook did not take.
  public consuming func run() -> (ending: Ending, unsaved: [PendingWrite]) {
    while ending == nil {
      draw()
      wait()
    }
    finish()
    let result = (ending ?? .quit, state.pending)
    screen.close()
    return result
  }

  private mutating func draw() {
    let now = ContinuousClock.now
    guard pace.delay(at: now) == .zero else { return }
    pace.draw(at: now)
    state.settle()
    screen.show(state.view(), colors: state.theme.colors)
  }

  // MARK: Waiting

  private mutating func wait() {
    var descriptors = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: mailbox.wakeDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let (limit, frame) = (timeout, frameTimeout ?? -1)
    let isFrameFirst = frame >= 0 && (limit < 0 || frame < limit)
    let count = poll(&descriptors, nfds_t(descriptors.count), isFrameFirst ? frame : limit)
    if count == 0 && isFrameFirst { return }
    if count == 0 {
      if parser.isWaiting {
        for input in parser.flush() { handle(.input(input)) }
      } else {
        handle(.tick)
      }
      return
    }
    guard count > 0 else { return }  // a signal; its byte is in the pipe
    if descriptors[2].revents != 0 { takeSignals() }
    if descriptors[1].revents != 0 { for event in mailbox.take() { handle(event, isBackground: true) } }
    if descriptors[0].revents != 0 && ending == nil { readInput() }
    // Input that never pauses must not keep a text from being handed over.
    if ending == nil, let deadline = state.deadline, deadline <= Date() { handle(.tick) }
  }

  /// Milliseconds; -1 to wait for ever.
  private var timeout: Int32 {
    if parser.isWaiting { return parser.patience }
    guard let deadline = state.deadline else { return -1 }
    return Int32(min(60_000, max(20, deadline.timeIntervalSince(Date()) * 1000 + 1)))
  }

  /// Milliseconds until a frame that waits may be drawn; nil when none does.
  private var frameTimeout: Int32? {
    pace.delay(at: .now).map { Int32(($0 / .milliseconds(1)).rounded(.up)) }
  }

  private mutating func readInput() {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return }
    guard count > 0 else {
      ending = .hangUp
      return
    }
    // All that came together is taken before anything is drawn.
    for input in parser.feed(bytes[..<count]) {
      handle(.input(input))
      if ending != nil { return }
    }
  }

  private mutating func takeSignals() {
    var isResized = false
    while let signal = signals.next() {
      switch signal {
      case SIGWINCH: isResized = true
      case SIGTSTP: suspend()
      case SIGCONT, SIGCHLD: break
      default:
        ending = .signal(signal)
        return
      }
    }
    if isResized { resize() }
  }

  mutating func resize() {
    let size = Display.size
    screen.resize(to: size)
    handle(.resized(size))
  }

  // MARK: Events and effects

  mutating func handle(_ event: Event, isBackground: Bool = false) {
    pace.change(isBackground: isBackground)
    for effect in state.update(event, at: Date()) { carryOut(effect) }
  }

  private mutating func carryOut(_ effect: Effect) {
    switch effect {
    case .quit: ending = .quit
    case .suspend: suspend()
    case .redraw: screen.forget()
    case .useMouse(let isOn): screen.useMouse(isOn)
    case .copy(let text): screen.copy(text)
    case .edit(let text): edit(text)
    case .readCosts:
      let (runner, mailbox, costs) = (runner, mailbox, costs)
      counting.async {
        let event = costs()
        if case .costDeskRead(let desk) = event { runner.use(desk) }
        mailbox.post(event)
      }
    case .readCostScores:
      let (runner, mailbox) = (runner, mailbox)
      counting.async { mailbox.post(runner.readScores()) }
    case .stopCounting: runner.stopCounting()
    case .countCosts(let id, let scenario, let known, let beside):
      let (runner, mailbox) = (runner, mailbox)
      runner.accept(id)
      counting.async { runner.count(id, scenario, known: known, beside: beside) { mailbox.post($0) } }
    case .stopExperiment: runner.stopExperiment()
    case .findModels:
      let (mailbox, desk) = (mailbox, state.live.desk)
      models.async { mailbox.post(.modelsFound(desk.models())) }
    case .pauseExperiment(let isPaused): runner.pauseExperiment(isPaused)
    case .runExperiment(let id, let experiment, let settings, let model):
      let (runner, mailbox, desk) = (runner, mailbox, state.live.desk)
      runner.acceptExperiment(id)
      experiments.async {
        QuietThread.run {
          runner.runExperiment(id, experiment, settings, model: model, desk) { mailbox.post($0) }
        }
      }
    default:
      let (runner, mailbox) = (runner, mailbox)
      (EffectRunner.isLookup(effect) ? lookups : writes).async {
        for event in runner.perform(effect) { mailbox.post(event) }
      }
    }
  }

  /// Nothing is left to be written: a stopped process must not hold the notebook's lock, and may never go on.
  private mutating func suspend() {
    for effect in state.handOver() { carryOut(effect) }
    screen.suspend()
    writes.sync {}
    signals.stop()
    screen.resume()
    resize()
  }

  /// What is being written is handed over, and all writes are waited for, but not for long when another program holds
  /// the notebook: what it did not take is returned as unsaved.
  private mutating func finish() {
    runner.hurry()
    runner.stopCounting()
    runner.stopExperiment()
    for effect in state.leave(at: Date()) { carryOut(effect) }
    writes.sync {}
    // What came to its end just now may still have something to be kept.
    for _ in 0..<2 {
      for event in mailbox.take() {
        for case .save(let write) in state.update(event, at: Date()) { carryOut(.save(write)) }
      }
      writes.sync {}
    }
    for event in mailbox.take() { _ = state.update(event, at: Date()) }
  }
}
