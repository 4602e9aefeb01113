#if canImport(Glibc)
  import CKernels
  import Glibc

  /// The cores of this machine: two hardware threads of one core share its arithmetic and count once.
  enum PhysicalCores {
    /// Cores that this process may run on; at least 1.
    static var count: Int {
      var list = [UInt32](repeating: 0, count: 1_024)
      let count = ck_allowed_processors(&list, list.count)
      let processors = list.prefix(count).map(Int.init)
      // The list of a core's hardware threads names the core: "0,64".
      let cores = Set(processors.map { siblings(of: $0) ?? "\($0)" })
      return max(1, cores.count)
    }

    private static func siblings(of processor: Int) -> String? {
      let path = "/sys/devices/system/cpu/cpu\(processor)/topology/thread_siblings_list"
      guard let file = fopen(path, "r") else { return nil }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 64)
      guard fgets(&line, Int32(line.count), file) != nil else { return nil }
      return String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
#endif
