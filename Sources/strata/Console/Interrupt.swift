import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ctrl-C, while a command does long work: it ends at the next step instead of at once.
enum Interrupt {
  /// The status of a command that was interrupted.
  static let status: Int32 = 130

  private static let wasAsked = Atomic<Bool>(false)

  /// True once the user wants no more.
  static var isAsked: Bool { wasAsked.load(ordering: .relaxed) }

  /// From now on Ctrl-C is only noted; a second one ends the program.
  static func watch() {
    wasAsked.store(false, ordering: .relaxed)
    signal(SIGINT) { _ in
      Interrupt.wasAsked.store(true, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
    }
  }
}
