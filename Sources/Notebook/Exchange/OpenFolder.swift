import Foundation

/// What the system said when it refused: an `errno`, and what for.
struct FileFailure: Error {
  var path: String
  var code: Int32

  var reason: String { String(cString: strerror(code)) }
}

/// A folder held open.
///
/// Names in it are looked up there and links are not followed, so that nobody can lead a write elsewhere by putting a
/// link in its way.
final class OpenFolder {
  enum Kind { case file, folder, link, other }

  /// As the user named it.
  let path: String
  private let descriptor: Int32

  /// Opens a folder by its path, along links: the path is the user's own word.
  init(at path: String) throws(FileFailure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw FileFailure(path: path, code: errno) }
  }

  private init(_ path: String, _ descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The path of something inside, for messages.
  func path(of name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

  private func failure(_ name: String, _ code: Int32 = errno) -> FileFailure {
    FileFailure(path: path(of: name), code: code)
  }

  /// What stands under a name; nil when nothing does.
  func kind(of name: String) throws(FileFailure) -> Kind? {
    var status = stat()
    if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0 {
      if errno == ENOENT { return nil }
      throw failure(name)
    }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .other
    }
  }

  /// Opens a folder inside, making it when it is not there.
  func folder(_ name: String, making: Bool) throws(FileFailure) -> OpenFolder {
    if making, mkdirat(descriptor, name, 0o777) != 0, errno != EEXIST { throw failure(name) }
    let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if child < 0 { throw failure(name) }
    return OpenFolder(path(of: name), child)
  }

  /// The names inside, sorted, without `.` and `..`.
  func names() throws(FileFailure) -> [String] {
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { throw FileFailure(path: path, code: errno) }
    guard let stream = fdopendir(copy) else {
      let code = errno
      close(copy)
      throw FileFailure(path: path, code: code)
    }
    defer { closedir(stream) }
    var out: [String] = []
    while let entry = readdir(stream) {
      let length = MemoryLayout.size(ofValue: entry.pointee.d_name)
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: length) { String(cString: $0) }
      }
      if name != "." && name != ".." { out.append(name) }
    }
    return out.sorted()
  }

  /// The bytes of a regular file, no more than `limit`.
  func read(_ name: String, limit: Int) throws(FileFailure) -> [UInt8] {
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if file < 0 { throw failure(name) }
    defer { close(file) }
    var status = stat()
    if fstat(file, &status) != 0 { throw failure(name) }
    if status.st_mode & S_IFMT != S_IFREG { throw failure(name, EINVAL) }
    var out: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Foundation.read(file, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw failure(name) }
      if count == 0 { return out }
      out += buffer[..<count]
      if out.count > limit { throw failure(name, EFBIG) }
    }
  }

  /// Puts a whole file in place at once: readers see the old bytes or the new ones, also after a crash.
  func replace(_ name: String, with bytes: [UInt8]) throws(FileFailure) {
    var status = stat()
    let isThere = fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IFMT == S_IFREG
    let temporary = ".strata-\(Notebook.newUID()).tmp"
    let file = openat(descriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    if file < 0 { throw failure(name) }
    do throws(FileFailure) {
      defer { close(file) }
      if isThere { fchmod(file, status.st_mode & 0o777) }
      try write(bytes, to: file, called: name)
      if fsync(file) != 0 { throw failure(name) }
      if renameat(descriptor, temporary, descriptor, name) != 0 { throw failure(name) }
    } catch {
      unlinkat(descriptor, temporary, 0)
      throw error
    }
    try synchronize()
  }

  /// Takes a file away.
  func remove(_ name: String) throws(FileFailure) {
    if unlinkat(descriptor, name, 0) != 0 { throw failure(name) }
    try synchronize()
  }

  /// Brings the list of names to the disk.
  ///
  /// File systems that cannot do that say so and are believed.
  private func synchronize() throws(FileFailure) {
    if fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP && errno != EBADF {
      throw FileFailure(path: path, code: errno)
    }
  }

  private func write(_ bytes: [UInt8], to file: Int32, called name: String) throws(FileFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { throw failure(name, count < 0 ? errno : EIO) }
      rest = rest.dropFirst(count)
    }
  }
}
