import GRDB

extension Row {
  /// The value of a column.
  ///
  /// GRDB's own subscript ends the program when a damaged file holds another kind of value.
  func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
    try decode(Value.self, forColumn: column)
  }

  /// A count of seconds or lines; a damaged file must not make sums overflow.
  func amount(_ column: String) throws -> Int {
    let number: Int = try value(column)
    return Swift.min(Swift.max(number, 0), 1 << 40)
  }
}
