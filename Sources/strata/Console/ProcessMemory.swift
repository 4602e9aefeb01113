#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What this process takes of the machine's memory.
enum ProcessMemory {
  /// The most bytes that were resident at once.
  static var peakResident: Int {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}
