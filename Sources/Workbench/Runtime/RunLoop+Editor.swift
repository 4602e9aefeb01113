import Foundation
import Terminal

extension RunLoop where Display: ~Copyable {
  /// Hands a text to the reader's editor and waits for it; signals are heeded meanwhile.
  mutating func edit(_ text: String) {
    guard let path = RunLoop.temporaryFile(text) else {
      handle(.edited(nil))
      return
    }
    defer { unlink(path) }
    screen.suspend()
    let status = runEditor(path)
    screen.resume()
    resize()
    let edited = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    handle(.edited(status ? edited : nil))
  }

  /// Runs the editor on a file.
  ///
  /// False when it could not be run.
  private mutating func runEditor(_ path: String) -> Bool {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    // The setting is a line for the shell, with options and quotes, as other programs take it; the file's name is not
    // part of it.
    let words = ["/bin/sh", "-c", editorCommand + " \"$1\"", "sh", path]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    guard posix_spawn(&child, words[0], nil, &attributes, arguments, environ) == 0 else { return false }
    return wait(for: child)
  }

  private mutating func wait(for child: pid_t) -> Bool {
    var status: Int32 = 0
    while true {
      let result = waitpid(child, &status, WNOHANG)
      if result == child { break }
      if result < 0 && errno != EINTR { return false }
      var descriptor = pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&descriptor, 1, 1000)
      while let signal = signals.next() {
        switch signal {
        case SIGWINCH, SIGCONT, SIGCHLD, SIGINT, SIGQUIT: break  // ^C and ^\ are the editor's own
        case SIGTSTP: signals.stop()
        default:
          // The workbench has to end: so has the editor; what it wrote is taken.
          ending = .signal(signal)
          kill(child, signal)
        }
      }
    }
    let code = (status >> 8) & 0xFF
    // What a shell says of a command that is not there, or cannot be run.
    return status & 0x7F != 0 || (code != 127 && code != 126)
  }

  private static func temporaryFile(_ text: String) -> String? {
    var template = Array((FileManager.default.temporaryDirectory.path + "/strata-XXXXXX.md").utf8CString)
    let descriptor = mkstemps(&template, 3)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = Array(text.utf8)
    if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
      unlink(path)
      return nil
    }
    return path
  }
}
