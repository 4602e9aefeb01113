/// A tensor of a model: bytes that somebody else keeps, read as rows of weights of one type.
public struct Tensor: Sendable {
  /// The name in the file: `blk.0.attn_q.weight`.
  public let name: String
  /// How the weights are stored.
  public let type: TensorType
  /// The dimensions in the order of the format: the length of a row first. [columns, rows, …]
  public let shape: [Int]
  /// The stored weights, row after row.
  public let bytes: TensorBytes

  /// A tensor over bytes that hold all its rows.
  public init(name: String, type: TensorType, shape: [Int], bytes: TensorBytes) {
    precondition(
      type.byteCount(shape: shape).map { $0 <= bytes.count } == true,
      "\(name): \(shape) of \(type.name) needs more than its bytes")
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// Weights in a row.
  public var columns: Int { shape.first ?? 0 }
  /// Rows, over all further dimensions.
  public var rows: Int { shape.dropFirst().reduce(1, *) }
  /// Weights in all.
  public var weightCount: Int { columns * rows }
  /// Bytes of one row.
  public var bytesPerRow: Int { columns / type.weightsPerBlock * type.bytesPerBlock }
  /// Bytes of all rows.
  public var byteCount: Int { bytesPerRow * rows }
}

/// Memory that does not change any more, together with what keeps it alive: a mapped file or an own allocation.
public struct TensorBytes: @unchecked Sendable {
  // Unchecked, since pointers are not Sendable: nobody writes to the bytes after this value is made.

  /// Where the bytes begin.
  public let start: UnsafeRawPointer
  /// How many there are.
  public let count: Int
  private let owner: any AnyObject & Sendable

  /// A view of bytes that `owner` keeps alive and unchanged.
  public init(start: UnsafeRawPointer, count: Int, owner: any AnyObject & Sendable) {
    self.start = start
    self.count = count
    self.owner = owner
  }

  /// A part of these bytes.
  public func slice(offset: Int, count: Int) -> TensorBytes {
    precondition(offset >= 0 && count >= 0 && offset <= self.count - count, "a slice lies within its bytes")
    return TensorBytes(start: start + offset, count: count, owner: owner)
  }
}

/// Zeroed memory of an own, aligned to 64 bytes so that a vector never crosses a cache line.
public final class AlignedMemory: @unchecked Sendable {
  // Unchecked, since pointers are not Sendable: who writes sees to it that nobody else does.

  /// Where the memory begins.
  public let start: UnsafeMutableRawPointer
  /// How many bytes there are.
  public let count: Int

  /// Takes so many bytes and sets them to zero.
  public init(count: Int) {
    start = UnsafeMutableRawPointer.allocate(byteCount: max(count, 64), alignment: 64)
    start.initializeMemory(as: UInt8.self, repeating: 0, count: max(count, 64))
    self.count = count
  }

  deinit { start.deallocate() }

  /// The memory as a tensor's bytes, from when nobody writes to it any more.
  public var tensorBytes: TensorBytes { TensorBytes(start: UnsafeRawPointer(start), count: count, owner: self) }
}
