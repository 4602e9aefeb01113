#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file whose bytes lie in memory without having been read: the system brings each page when it is touched.
///
/// Nothing can be written through it. The bytes stay valid as long as a `TensorBytes` of it lives; a program that
/// shortens the file meanwhile takes them away.
public final class MappedFile: @unchecked Sendable {
  // Unchecked, since pointers are not Sendable: the mapping is read-only, and ends with its last owner.

  /// Why a file cannot be mapped.
  public enum OpenError: Error, Equatable, Sendable {
    /// The system says why.
    case refused(why: String)
    /// A directory, a pipe, a device: nothing that has a size and stays.
    case notAFile(kind: String)
    /// It holds nothing.
    case empty
  }

  /// Bytes of the file.
  public let count: Int
  private let start: UnsafeMutableRawPointer

  /// Maps a whole file.
  public init(path: String) throws(OpenError) {
    // Without waiting: a named pipe would let the program hang until somebody writes into it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .refused(why: SystemMessage.ofError(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .refused(why: SystemMessage.ofError(errno)) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .notAFile(kind: "a directory")
    case S_IFIFO: throw .notAFile(kind: "a pipe")
    default: throw .notAFile(kind: "a device")
    }
    guard status.st_size > 0 else { throw .empty }
    let size = Int(status.st_size)
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw .refused(why: SystemMessage.ofError(errno))
    }
    self.start = start
    count = size
  }

  deinit { munmap(start, count) }

  /// All bytes; they keep the mapping alive.
  public var bytes: TensorBytes { TensorBytes(start: UnsafeRawPointer(start), count: count, owner: self) }
}

/// What the system says of an error number.
enum SystemMessage {
  static func ofError(_ number: Int32) -> String { String(cString: strerror(number)) }
}
