import Foundation

#if os(Linux)
  import Glibc

  /// Gives the pages of the program's code back to the system: what runs again is found in the system's page cache.
  ///
  /// The start passes once through half of the libraries that the program carries (command line, YAML, file search), and
  /// would hold them, 10 MB, for as long as the program runs.
  func releaseCodePages() {
    guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return }
    let here = UInt(bitPattern: unsafeBitCast(releaseCodePages as @convention(c) () -> Void, to: Int.self))
    for line in maps.split(separator: "\n") {
      let fields = line.split(separator: " ", maxSplits: 2)
      let bounds = (fields.first ?? "").split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard bounds.count == 2, fields.count > 1, (bounds[0]..<bounds[1]).contains(here), fields[1] == "r-xp" else {
        continue
      }
      madvise(UnsafeMutableRawPointer(bitPattern: bounds[0]), Int(bounds[1] - bounds[0]), MADV_DONTNEED)
    }
  }
#else
  func releaseCodePages() {}
#endif
