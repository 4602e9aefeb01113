// The target of `make fuzz`: libFuzzer makes bytes, the reader must make a file or a typed error of them. No part of the
// package: scripts/fuzz compiles it together with the sources of the format.

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads bytes as a file; of a file, everything that it has.
@_cdecl("LLVMFuzzerTestOneInput")
public func readModel(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let data, count > 0 else { return 0 }
  final class Borrowed: Sendable {}
  let bytes = TensorBytes(start: UnsafeRawPointer(data), count: count, owner: Borrowed())
  do throws(GGUFFile.ReadError) {
    let file = try GGUFFile(bytes: bytes, name: "input")
    var sum: UInt8 = 0
    for tensor in file.tensors {
      for place in 0..<tensor.byteCount { sum ^= tensor.bytes.start.load(fromByteOffset: place, as: UInt8.self) }
    }
    // What was read can be written, and is the same when it is read again; longer names are not written.
    guard sum <= 255, var writer = try? GGUFWriter(metadata: file.metadata) else { return 0 }
    for tensor in file.tensors { guard (try? writer.add(tensor)) != nil else { return 0 } }
    guard let copy = try? writer.bytes() else { preconditionFailure("what was read can be written") }
    let memory = AlignedMemory(count: copy.count)
    memory.start.copyMemory(from: copy, byteCount: copy.count)
    let again = try GGUFFile(bytes: memory.tensorBytes, name: "copy")
    precondition(again.metadata.entries.map(\.key) == file.metadata.entries.map(\.key))
    precondition(again.tensors.map(\.name) == file.tensors.map(\.name))
  } catch {
    precondition(error.file == "input" && !error.description.isEmpty, error.description)
  }
  return 0
}

/// Writes the files from which libFuzzer begins into the folder `STRATA_FUZZ_SEEDS`.
@_cdecl("LLVMFuzzerInitialize")
public func writeSeeds(_ count: UnsafeMutableRawPointer?, _ words: UnsafeMutableRawPointer?) -> CInt {
  guard let folder = getenv("STRATA_FUZZ_SEEDS").map({ String(cString: $0) }) else { return 0 }
  let values: [(String, GGUFValue)] = [
    ("general.architecture", .string("llama")), ("general.alignment", .uint32(32)), ("b", .bool(true)),
    ("f", .float64(1)), ("i", .int8(-1)), ("t", .array(.string(["a", "", "bc"]))), ("n", .array(.int32([1, 2, 3]))),
    ("d", .array(.array([.bool([true]), .array([.float32([1])])]))), ("empty", .array(.uint64([]))),
  ]
  let metadata = GGUFMetadata(values.map { GGUFMetadata.Entry(key: $0.0, value: $0.1) })
  do {
    try GGUFWriter(metadata: metadata).write(to: folder + "/keys.gguf")
    for type in TensorType.allCases {
      var writer = try GGUFWriter(metadata: GGUFMetadata(metadata.entries.prefix(2).map { $0 }))
      for name in ["token_embd.weight", "b"] {
        let bytes = AlignedMemory(count: type.bytesPerBlock * 2).tensorBytes
        try writer.add(Tensor(name: name, type: type, shape: [type.weightsPerBlock, 2], bytes: bytes))
      }
      try writer.write(to: "\(folder)/\(type.name).gguf")
    }
  } catch {
    print("the seeds cannot be written to \(folder): \(error)")
    exit(1)
  }
  return 0
}
