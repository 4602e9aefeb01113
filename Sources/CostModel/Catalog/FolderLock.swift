import Foundation

/// Keeps other programs from changing the tables of a folder while one reads, changes and writes them.
enum FolderLock {
  /// Does something once nobody else is at it.
  ///
  /// The lock is on the folder itself, and the system gives it up when the program ends, however it ends. Where the file
  /// system knows no locks nobody is kept out: there is nothing better to do.
  static func holding<Result, Problem: Error>(
    _ folder: String, _ work: () throws(Problem) -> Result
  ) throws(Problem) -> Result {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    if descriptor >= 0 {
      while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    }
    return try work()
  }
}
