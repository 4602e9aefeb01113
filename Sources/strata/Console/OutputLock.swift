import Foundation

/// Keeps two programs from making the same file at once.
enum OutputLock {
  /// Does something while no other program makes the file.
  ///
  /// The lock is on a file beside it, which goes when the work ends; the system gives up the lock of a program that
  /// crashes. Where no lock can be had, as on some network drives, nobody is kept out.
  static func holding<Result>(_ output: String, _ work: () throws -> Result) throws -> Result {
    let path = output + ".lock"
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard descriptor >= 0 else { return try work() }
      defer { close(descriptor) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
        throw Failure(
          "another program is making \(output) at this moment; let it come to its end, or name another file with -o")
      }
      // Whoever had it may have removed the file between the two calls: then the lock is on nothing that others see.
      guard isThere(path, descriptor) else { continue }
      defer { unlink(path) }
      return try work()
    }
  }

  private static func isThere(_ path: String, _ descriptor: Int32) -> Bool {
    var (named, held) = (stat(), stat())
    return lstat(path, &named) == 0 && fstat(descriptor, &held) == 0
      && (named.st_dev, named.st_ino) == (held.st_dev, held.st_ino)
  }
}
