import Foundation

/// Keeps two programs from making the same file at once.
enum OutputLock {
  /// Does something while no other program makes the file.
  ///
  /// The lock is on a file beside it, which goes when the work ends; the system gives up the lock of a program that
  /// crashes. Where no lock can be had, as on some network drives, nobody is kept out.
  static func holding<Result>(_ output: String, _ work: () throws -> Result) throws -> Result {
    let path = output + ".lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { return try work() }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      throw Failure(
        "another program is making \(output) at this moment; let it come to its end, or name another file with -o")
    }
    defer { unlink(path) }
    return try work()
  }
}
