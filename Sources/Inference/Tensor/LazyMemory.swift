#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Zeroed memory that the system hands out page by page when it is first written to.
final class LazyMemory: @unchecked Sendable {
  // Unchecked, since pointers are not Sendable: who writes sees to it that nobody else does.
  let start: UnsafeMutableRawPointer
  private let count: Int

  init(count: Int) {
    self.count = max(count, 1)
    let anonymous = Int32(MAP_PRIVATE) | Int32(MAP_ANONYMOUS)
    let mapped = mmap(nil, self.count, PROT_READ | PROT_WRITE, anonymous, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { preconditionFailure("no address space for \(count) bytes") }
    start = mapped
  }

  deinit { munmap(start, count) }
}
