import Foundation

/// Dates as exports write them: ISO 8601, in UTC, to the second.
enum ISOTime {
  /// The second that a date falls into: `2026-07-01T12:30:05Z`.
  ///
  /// Dates outside the years 1 to 9999 are drawn to that range's ends.
  static func text(_ date: Date) -> String {
    let (days, second) = parts(date)
    let time = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: ":")
    return day(days) + "T" + time + "Z"
  }

  /// The day that a date falls on: `2026-07-01`.
  static func day(_ date: Date) -> String { day(parts(date).days) }

  private static func parts(_ date: Date) -> (days: Int, second: Int) {
    let seconds = date.timeIntervalSince1970
    let bounded = seconds.isNaN ? 0 : min(max(seconds, -62_135_596_800), 253_402_300_799)
    let whole = Int(bounded.rounded(.down))
    let second = ((whole % 86400) + 86400) % 86400
    return ((whole - second) / 86400, second)
  }

  /// The civil date of a count of days since 1970, after Howard Hinnant's `civil_from_days`.
  private static func day(_ days: Int) -> String {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return [padded(year, 4), padded(month, 2), padded(day, 2)].joined(separator: "-")
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
