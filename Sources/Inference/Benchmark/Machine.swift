#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the system says of the machine.
public enum Machine {
  /// The processor's name; nil if the system has none.
  public static var processorName: String? {
    #if canImport(Glibc)
      for line in lines(of: "/proc/cpuinfo") where line.hasPrefix("model name") {
        let name = line.drop { $0 != ":" }.dropFirst().drop { $0 == " " }
        if !name.isEmpty { return String(name) }
      }
      return nil
    #else
      return text("machdep.cpu.brand_string")
    #endif
  }

  /// Programs that wanted to run in the last minute, on average, for each core; nil if the system does not say.
  public static var loadPerCore: Double? {
    var averages = [0.0, 0, 0]
    let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    guard cores > 0, getloadavg(&averages, 1) == 1 else { return nil }
    return averages[0] / Double(cores)
  }

  /// Bytes of the largest cache.
  public static var lastCacheBytes: Int {
    #if canImport(Glibc)
      let sizes = (0..<8).compactMap { index -> Int? in
        guard let line = lines(of: "/sys/devices/system/cpu/cpu0/cache/index\(index)/size").first else { return nil }
        let unit = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30][line.suffix(1)] ?? 1
        return Int(line.prefix { $0.isNumber }).map { $0 * unit }
      }
      return sizes.max() ?? 32 << 20
    #else
      return [integer("hw.l3cachesize"), integer("hw.l2cachesize")].compactMap { $0 }.max() ?? 32 << 20
    #endif
  }

  /// Bytes of memory that this process can still have: what the system has, or what a limit (`ulimit -v`) leaves of it.
  public static var availableMemory: Int {
    #if canImport(Glibc)
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, let most = Int(exactly: limit.rlim_cur)
      else { return systemMemory }
      // The first number of statm is the size of the address space, in pages.
      let pages = lines(of: "/proc/self/statm").first.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
      return min(systemMemory, max(0, most - pages * sysconf(Int32(_SC_PAGESIZE))))
    #else
      return systemMemory
    #endif
  }

  private static var systemMemory: Int {
    #if canImport(Glibc)
      for line in lines(of: "/proc/meminfo") where line.hasPrefix("MemAvailable:") {
        if let count = Int(line.drop { !$0.isNumber }.prefix { $0.isNumber }) { return count << 10 }
      }
      return sysconf(Int32(_SC_AVPHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    #else
      return integer("hw.memsize") ?? 4 << 30
    #endif
  }

  /// Forgets how much memory the process has held, if the system can; then `peakMemory` begins anew.
  static func resetPeakMemory() -> Bool {
    #if canImport(Glibc)
      guard let file = fopen("/proc/self/clear_refs", "w") else { return false }
      let written = fputs("5", file) >= 0
      return fclose(file) == 0 && written
    #else
      return false
    #endif
  }

  /// The most bytes of memory that the process has held, mapped files included.
  public static var peakMemory: Int? {
    #if canImport(Glibc)
      for line in lines(of: "/proc/self/status") where line.hasPrefix("VmHWM:") {
        if let count = Int(line.drop { !$0.isNumber }.prefix { $0.isNumber }) { return count << 10 }
      }
      return nil
    #else
      var usage = rusage()
      return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : nil
    #endif
  }

  #if canImport(Glibc)
    /// The lines of a small file of the system, none if it cannot be read.
    private static func lines(of path: String) -> [String] {
      guard let file = fopen(path, "r") else { return [] }
      defer { fclose(file) }
      var out: [String] = []
      var line = [CChar](repeating: 0, count: 4_096)
      while fgets(&line, Int32(line.count), file) != nil {
        let bytes = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
        out.append(String(decoding: bytes, as: UTF8.self))
        if out.count == 256 { break }
      }
      return out
    }
  #else
    private static func integer(_ name: String) -> Int? {
      var value: Int64 = 0
      var size = MemoryLayout<Int64>.size
      return sysctlbyname(name, &value, &size, nil, 0) == 0 && value > 0 ? Int(value) : nil
    }

    private static func text(_ name: String) -> String? {
      var bytes = [UInt8](repeating: 0, count: 256)
      var size = bytes.count
      guard sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  #endif
}
