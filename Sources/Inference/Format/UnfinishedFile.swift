#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Synchronization

/// The file that is being written, so that a program that is ended at once can take it away.
public enum UnfinishedFile {
  /// The address of its name as a C string, or 0.
  ///
  /// Only the last one is known: files are written one after the other.
  private static let name = Atomic<UInt>(0)

  /// Removes the file, if there is one; may be called by the handler of a signal.
  public static func remove() {
    let address = name.exchange(0, ordering: .acquiringAndReleasing)
    if let path = UnsafePointer<CChar>(bitPattern: address) { unlink(path) }
  }

  /// From now on it is this one.
  static func note(_ path: String) {
    name.store(UInt(bitPattern: strdup(path)), ordering: .releasing)
  }

  /// Now there is none.
  ///
  /// Its name stays in memory: a handler might be reading it.
  static func forget() { name.store(0, ordering: .releasing) }
}
