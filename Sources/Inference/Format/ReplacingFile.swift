#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that is written beside its place and takes it when it is complete and on the disk.
final class ReplacingFile {
  typealias WriteError = GGUFWriter.WriteError

  /// The place, with symbolic links followed.
  private let path: String
  /// As it was named, for errors.
  private let name: String
  private let folder: String
  private let temporary: String
  private let byteCount: Int
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private var written = 0
  /// Small pieces are gathered up to so many bytes.
  private static let bufferSize = 1 << 20

  /// Makes the temporary file, if the place can take it.
  init(path: String, byteCount: Int) throws(WriteError) {
    name = path
    self.byteCount = byteCount
    self.path = try ReplacingFile.place(path)
    folder = ReplacingFile.folder(of: self.path)
    if let free = ReplacingFile.freeBytes(folder), free < byteCount {
      throw .noSpace(path: path, needed: byteCount, available: free)
    }
    var number = 0
    var made: (name: String, descriptor: Int32)
    repeat {
      let name = "\(folder)/.strata-\(getpid())-\(number).part"
      // Noted before it is there: a signal may come as soon as it is.
      UnfinishedFile.note(name)
      made = (name, open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666))
      number += 1
    } while made.descriptor < 0 && errno == EEXIST && number < 1000
    (temporary, descriptor) = made
    guard descriptor >= 0 else {
      let why = SystemMessage.ofError(errno)
      UnfinishedFile.forget()
      throw .refused(path: path, why: why)
    }
  }

  /// Appends bytes.
  func put(_ bytes: UnsafeRawBufferPointer) throws(WriteError) {
    if buffer.count + bytes.count > ReplacingFile.bufferSize { try flush() }
    if bytes.count > ReplacingFile.bufferSize { return try send(bytes) }
    buffer.append(contentsOf: bytes)
  }

  /// Brings everything to the disk, and the file to its place.
  func finish() throws(WriteError) {
    try flush()
    guard fsync(descriptor) == 0 else { throw failure(errno) }
    let ended = close(descriptor)
    descriptor = -1
    guard ended == 0, rename(temporary, path) == 0 else { throw failure(errno) }
    UnfinishedFile.forget()
    // The new name, too, should outlast a crash; a folder that cannot be synced is no reason to fail.
    let directory = open(folder, O_RDONLY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  /// Removes what was written so far.
  func abandon() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    unlink(temporary)
    UnfinishedFile.forget()
  }

  // MARK: The system

  private func flush() throws(WriteError) {
    let result = buffer.withUnsafeBytes { bytes -> Result<Void, WriteError> in
      do throws(WriteError) { return .success(try send(bytes)) } catch { return .failure(error) }
    }
    try result.get()
    buffer.removeAll(keepingCapacity: true)
  }

  private func send(_ bytes: UnsafeRawBufferPointer) throws(WriteError) {
    var done = 0
    while let start = bytes.baseAddress, done < bytes.count {
      // Some systems refuse more than 2 GiB at once.
      let count = write(descriptor, start + done, min(bytes.count - done, 1 << 30))
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(errno)
      }
      done += count
      written += count
    }
  }

  private func failure(_ number: Int32) -> WriteError {
    if number == ENOSPC || number == EDQUOT {
      return .noSpace(path: name, needed: byteCount - written, available: ReplacingFile.freeBytes(folder) ?? 0)
    }
    return .refused(path: name, why: SystemMessage.ofError(number))
  }

  /// Where the file shall lie; nothing but a file is replaced.
  private static func place(_ path: String) throws(WriteError) -> String {
    guard !path.isEmpty else { throw .noName }
    var status = stat()
    guard stat(path, &status) == 0 else { return path }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .notAFile(path: path, kind: "a directory")
    case S_IFIFO: throw .notAFile(path: path, kind: "a pipe")
    default: throw .notAFile(path: path, kind: "a device")
    }
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Bytes that may still be written there; nil where the system does not say.
  private static func freeBytes(_ folder: String) -> Int? {
    var status = statvfs()
    guard statvfs(folder, &status) == 0, status.f_blocks > 0 else { return nil }
    let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
    return overflow ? .max : Int(clamping: bytes)
  }
}
