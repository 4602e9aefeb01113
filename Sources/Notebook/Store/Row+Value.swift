import Foundation
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

  /// A moment within the years 1 to 9999; a damaged file must not name one that no calendar has.
  func moment(_ column: String) throws -> Date {
    Row.moment(try value(column))
  }

  static func moment(_ seconds: Double) -> Date {
    Date(timeIntervalSince1970: Swift.min(Swift.max(seconds, -62_135_596_800), 253_402_300_799))
  }
}
