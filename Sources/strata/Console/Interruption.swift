import Inference
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether somebody asked for an end, by Ctrl-C or the signals of a closing session.
///
/// Long work looks at it now and then.
enum Interruption {
  /// The signal that asked; 0 while none did.
  private static let asked = Atomic<Int32>(0)

  /// The exit status of a command that was interrupted, as shells have it: 130 after Ctrl-C, 143 after SIGTERM.
  static var status: Int32 {
    let number = asked.load(ordering: .relaxed)
    return 128 + (number == 0 ? SIGINT : number)
  }

  /// Whether the work should end now, and clean up after itself.
  static var isRequested: Bool { asked.load(ordering: .relaxed) != 0 }

  /// From now on the first such signal only asks; the second one ends the program at once, but for a file that is being
  /// written: it is removed.
  static func heed() {
    asked.store(0, ordering: .relaxed)
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let before = signal(number) { number in
        guard Interruption.asked.exchange(number, ordering: .relaxed) != 0 else { return }
        UnfinishedFile.remove()
        signal(number, SIG_DFL)
        raise(number)
      }
      // What was to be ignored, as by nohup, still is.
      if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
      sigaddset(&signals, number)
    }
    // A parent's threads may have blocked them, and a child inherits that.
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
