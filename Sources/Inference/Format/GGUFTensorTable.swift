/// The list of tensors as the file has it, before the offsets are held against the weights.
struct GGUFTensorTable {
  typealias Reason = GGUFFile.ReadError.Reason

  private struct Row {
    let name: String
    let type: TensorType
    let shape: [Int]
    let byteCount: Int
    /// From the beginning of the weights.
    let offset: UInt64
  }

  private var rows: [Row] = []

  /// Reads the list: per tensor a name, the number of dimensions, the dimensions, a type, an offset.
  init(_ cursor: inout GGUFCursor, count: UInt64) throws(Reason) {
    // The shortest row: length, one letter, number of dimensions, one dimension, type, offset.
    try cursor.require(Figures.product(count, 33), .tensorList)
    rows.reserveCapacity(Int(count))
    var known: Set<String> = []
    for number in 0..<Int(count) {
      let name = try cursor.name(.tensor(number: number + 1), most: GGUFHeader.mostNameBytes)
      guard known.insert(name).inserted else { throw .duplicateTensor(name: name) }
      rows.append(try GGUFTensorTable.row(&cursor, name))
    }
  }

  private static func row(_ cursor: inout GGUFCursor, _ name: String) throws(Reason) -> Row {
    let (begin, here) = (cursor.offset, GGUFFile.ReadError.Place.tensorShape(name: name))
    let dimensions = try cursor.number(here, as: UInt32.self)
    guard (1...UInt32(GGUFHeader.mostDimensions)).contains(dimensions) else {
      throw .badDimensionCount(tensor: name, offset: begin, count: dimensions, most: GGUFHeader.mostDimensions)
    }
    var stored: [UInt64] = []
    for _ in 0..<dimensions { stored.append(try cursor.number(here)) }
    let shape = stored.compactMap { Int(exactly: $0) }
    guard shape.count == stored.count, !shape.contains(0) else {
      throw .badShape(tensor: name, offset: begin + 4, shape: stored)
    }
    let typeOffset = cursor.offset
    let number = try cursor.number(here, as: UInt32.self)
    guard let type = TensorType(rawValue: number) else {
      throw .unsupportedType(tensor: name, offset: typeOffset, number: number, name: TensorTypeName.of(number))
    }
    guard shape[0] % type.weightsPerBlock == 0 else { throw .brokenRow(tensor: name, type: type, columns: shape[0]) }
    guard let bytes = type.byteCount(shape: shape) else {
      throw .badShape(tensor: name, offset: begin + 4, shape: stored)
    }
    return Row(name: name, type: type, shape: shape, byteCount: bytes, offset: try cursor.number(here))
  }

  /// The places in the file: aligned, within the file, and none in another.
  ///
  /// - Parameter cursor: stands behind the list.
  func places(_ cursor: inout GGUFCursor, alignment: Int) throws(Reason) -> [GGUFHeader.TensorPlace] {
    guard let first = rows.first else { return [] }
    let padding = (alignment - cursor.offset % alignment) % alignment
    _ = try cursor.take(UInt64(padding), .weights(tensor: first.name))
    let (begin, available) = (cursor.offset, cursor.remaining)
    var places: [GGUFHeader.TensorPlace] = []
    places.reserveCapacity(rows.count)
    for row in rows {
      guard row.offset % UInt64(alignment) == 0 else {
        throw .misaligned(tensor: row.name, offset: row.offset, alignment: alignment)
      }
      let inside = Int(exactly: row.offset).map { min($0, available) } ?? available
      guard row.offset <= UInt64(available), row.byteCount <= available - inside else {
        let left = row.offset <= UInt64(available) ? available - inside : 0
        let offset = begin.addingReportingOverflow(Int(clamping: row.offset))
        throw .endsEarly(
          .weights(tensor: row.name), offset: offset.overflow ? .max : offset.partialValue,
          needed: UInt64(row.byteCount), available: left)
      }
      places.append(
        GGUFHeader.TensorPlace(
          name: row.name, type: row.type, shape: row.shape, offset: begin + inside, byteCount: row.byteCount))
    }
    try GGUFTensorTable.checkApart(places)
    return places
  }

  private static func checkApart(_ places: [GGUFHeader.TensorPlace]) throws(Reason) {
    let sorted = places.sorted { $0.offset < $1.offset }
    for (before, after) in zip(sorted, sorted.dropFirst()) where before.offset + before.byteCount > after.offset {
      throw .overlap(
        tensor: after.name, offset: after.offset, with: before.name, end: before.offset + before.byteCount)
    }
  }
}
