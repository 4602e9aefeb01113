public import Foundation
public import Terminal

/// A program in a terminal of its own: its session's leader, with what it writes read into a picture of the screen.
///
/// Calls wait, with a deadline, and throw what the screen showed when it passes. Not for more than one thread.
public final class PseudoTerminal {
  /// How a program ended.
  public enum Ending: Equatable, Sendable {
    case exit(Int32)
    case signal(Int32)
  }

  /// What went wrong, with the screen as it was then.
  public struct Trouble: Error, CustomStringConvertible {
    /// What was waited for, or what could not be done.
    public let what: String
    /// The screen's text.
    public let screen: String

    public var description: String { "\(what)\nthe screen:\n\(screen)" }
  }

  /// The program that was started.
  public let process: pid_t
  /// Every byte that was written to the terminal.
  public private(set) var output: [UInt8] = []
  /// What the terminal shows.
  public private(set) var picture: TerminalPicture
  private let before: termios
  private var master: Int32
  /// Held open, so that the terminal's modes can be asked for when the program is gone.
  private var slave: Int32
  private var ending: Ending?
  private let owner: AnyObject?
  /// Seconds until a wait is given up: many times what a loaded machine needs.
  private static let patience: TimeInterval = 30

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - words: the program's file and its arguments.
  ///   - environment: all that it gets.
  ///   - size: the window's size.
  ///   - owner: what has to live as long as the program, such as the folder that it works in.
  public init(
    _ words: [String], environment: [String: String], size: Size = Size(80, 24), keeping owner: AnyObject? = nil
  ) throws {
    self.owner = owner
    let (master, path) = try PseudoTerminal.openMaster()
    let slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else {
      close(master)
      throw Trouble(what: "\(path) cannot be opened", screen: "")
    }
    var modes = termios()
    tcgetattr(slave, &modes)
    PseudoTerminal.setSize(size, of: master)
    (self.master, self.slave, before, picture) = (master, slave, modes, TerminalPicture(size))
    do {
      process = try PseudoTerminal.spawn(words, environment, on: path)
    } catch {
      close(master)
      close(slave)
      throw error
    }
  }

  deinit {
    if ending == nil {
      kill(process, SIGKILL)
      kill(process, SIGCONT)
      var status: Int32 = 0
      waitpid(process, &status, 0)
    }
    hangUp()
  }

  // MARK: The terminal's side

  /// Types text, or sends the bytes of keys.
  public func type(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    let deadline = Date(timeIntervalSinceNow: PseudoTerminal.patience)
    while !rest.isEmpty {
      // The terminal holds some kilobytes: what the program writes meanwhile has to be read.
      take(waiting: 0)
      var ready = pollfd(fd: master, events: Int16(POLLOUT), revents: 0)
      if poll(&ready, 1, 20) > 0 {
        let count = rest.prefix(512).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
        if count > 0 { rest = rest.dropFirst(count) }
      }
      guard Date() < deadline else { throw Trouble(what: "the program reads no keys", screen: picture.text) }
    }
  }

  /// Changes the window's size.
  public func resize(to size: Size) {
    take(waiting: 0)
    picture.resize(to: size)
    PseudoTerminal.setSize(size, of: master)
  }

  /// Closes the terminal, as its window's close button does.
  public func hangUp() {
    if master >= 0 { close(master) }
    if slave >= 0 { close(slave) }
    (master, slave) = (-1, -1)
  }

  /// True when the terminal's line modes (echo, line input, signals …) are those it began with.
  public var isAsItWas: Bool {
    var now = termios()
    guard tcgetattr(slave, &now) == 0 else { return false }
    return now.c_iflag == before.c_iflag && now.c_oflag == before.c_oflag && now.c_cflag == before.c_cflag
      && now.c_lflag == before.c_lflag
      && withUnsafeBytes(of: now.c_cc) { new in withUnsafeBytes(of: before.c_cc) { new.elementsEqual($0) } }
  }

  // MARK: Waiting

  /// Takes what was written, waiting at most so many milliseconds for something.
  ///
  /// False when nothing came.
  @discardableResult
  public func take(waiting milliseconds: Int32) -> Bool {
    guard master >= 0 else { return false }
    var found = false
    var bytes = [UInt8](repeating: 0, count: 65_536)
    var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    while poll(&ready, 1, found ? 0 : milliseconds) > 0 {
      let count = read(master, &bytes, bytes.count)
      guard count > 0 else { break }
      output += bytes[..<count]
      picture.feed(bytes[..<count])
      found = true
    }
    return found
  }

  /// Waits until something holds of the screen.
  public func wait(until what: String, _ holds: (TerminalPicture) -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: PseudoTerminal.patience)
    take(waiting: 0)
    while !holds(picture) {
      take(waiting: 20)
      let isOver = hasEnded
      if isOver { take(waiting: 0) }
      if holds(picture) { return }
      guard Date() < deadline, !isOver else {
        let end = isOver ? " before the program ended" : ""
        throw Trouble(what: "never came\(end): \(what)", screen: picture.text)
      }
    }
  }

  /// Waits until a text is on the screen.
  public func wait(for text: String) throws {
    try wait(until: text) { $0.text.contains(text) }
  }

  /// Waits until the program ends.
  public func waitForEnd() throws -> Ending {
    let deadline = Date(timeIntervalSinceNow: PseudoTerminal.patience)
    while !hasEnded {
      take(waiting: 10)
      if Date() > deadline { throw Trouble(what: "the program does not end", screen: picture.text) }
    }
    take(waiting: 0)
    return ending ?? .exit(-1)
  }

  /// True once the program has ended.
  public var hasEnded: Bool {
    if ending != nil { return true }
    var status: Int32 = 0
    guard waitpid(process, &status, WNOHANG) == process else { return false }
    let signal = status & 0x7F
    ending = signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
    return true
  }

  // MARK: Inside

  private static func setSize(_ size: Size, of descriptor: Int32) {
    var window = winsize(
      ws_row: UInt16(size.height), ws_col: UInt16(size.width), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &window)
  }

  /// The terminal's own end, and the path of the program's.
  private static func openMaster() throws -> (Int32, path: String) {
    #if os(Linux)
      let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
      var unlocked: Int32 = 0
      var number: UInt32 = 0
      // TIOCSPTLCK and TIOCGPTN; the C library's functions for them are not visible here.
      guard master >= 0, ioctl(master, 0x4004_5431, &unlocked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
        throw Trouble(what: "the system gives no terminal", screen: "")
      }
      return (master, "/dev/pts/\(number)")
    #else
      let master = posix_openpt(O_RDWR | O_NOCTTY)
      guard master >= 0, grantpt(master) == 0, unlockpt(master) == 0, let name = ptsname(master) else {
        throw Trouble(what: "the system gives no terminal", screen: "")
      }
      _ = fcntl(master, F_SETFD, FD_CLOEXEC)
      return (master, String(cString: name))
    #endif
  }

  private static func spawn(_ words: [String], _ environment: [String: String], on path: String) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The leader of a session that opens a terminal is controlled by it from then on.
    posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (all, none) = (sigset_t(), sigset_t())
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    #if os(Linux)
      let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which is not visible here
    #else
      let newSession = POSIX_SPAWN_SETSID
    #endif
    posix_spawnattr_setflags(&attributes, Int16(newSession | Int32(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)))
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in arguments + settings { free(pointer) } }
    var child = pid_t()
    guard posix_spawn(&child, words[0], &actions, &attributes, &arguments, &settings) == 0 else {
      throw Trouble(what: "\(words[0]) cannot be started", screen: "")
    }
    return child
  }
}
