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
  /// The exit status of a command that was interrupted.
  static let status: Int32 = 130

  private static let flag = Atomic<Bool>(false)

  /// Whether the work should end now, and clean up after itself.
  static var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// From now on the first such signal only asks; the second one ends the program at once, but for a file that is being
  /// written: it is removed.
  static func heed() {
    flag.store(false, ordering: .relaxed)
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let before = signal(number) { number in
        guard Interruption.flag.exchange(true, ordering: .relaxed) else { return }
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
