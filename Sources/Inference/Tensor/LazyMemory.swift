#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The system gives no more memory.
public struct OutOfMemory: Error, Equatable, Sendable, CustomStringConvertible {
  /// The bytes that were asked for.
  public let bytes: Int

  public var description: String {
    "the system refused \(ByteCount(bytes)) of memory; take fewer threads, a smaller model or a shorter context"
  }
}

/// Zeroed memory that the system hands out page by page when it is first written to.
public final class LazyMemory: @unchecked Sendable {
  // Unchecked, since pointers are not Sendable: who writes sees to it that nobody else does.
  /// The first byte, on a page of its own.
  public let start: UnsafeMutableRawPointer
  private let count: Int

  /// So many bytes, all of them zero.
  public init(count: Int) throws(OutOfMemory) {
    let count = max(count, 1)
    let anonymous = Int32(MAP_PRIVATE) | Int32(MAP_ANONYMOUS)
    guard let mapped = mmap(nil, count, PROT_READ | PROT_WRITE, anonymous, -1, 0), mapped != MAP_FAILED else {
      throw OutOfMemory(bytes: count)
    }
    start = mapped
    self.count = count
  }

  deinit { munmap(start, count) }
}
