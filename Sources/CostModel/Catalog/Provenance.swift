/// Where a figure comes from and how old it is: every row of the catalogue carries one.
public struct Provenance: Hashable, Sendable {
  public enum Confidence: String, Sendable, CaseIterable { case high, medium, low }

  /// The page, file or paper that the figure was read from.
  public var source: String
  /// The day on which the source stood for the figure; of a month or a year, its first day.
  public var date: CalendarDay
  public var confidence: Confidence

  public init(source: String, date: CalendarDay, confidence: Confidence) {
    self.source = source
    self.date = date
    self.confidence = confidence
  }

  /// Prices move: a row older than this is marked wherever it is used.
  public static let staleAfterDays = 90

  /// Whether the figure is older than ``staleAfterDays`` on a day.
  public func isStale(on today: CalendarDay) -> Bool { ageInDays(on: today) > Provenance.staleAfterDays }

  /// Full days between the source's day and another, negative when it lies ahead.
  public func ageInDays(on today: CalendarDay) -> Int { today.dayNumber - date.dayNumber }
}

/// A day of the Gregorian calendar.
public struct CalendarDay: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let year: Int
  public let month: Int
  public let day: Int

  /// Fails for a day that does not exist.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...lengths[month - 1]).contains(day) else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `2026-11-12`, `2026-11` or `2026`, and ignores what follows a full day.
  public init?(_ text: some StringProtocol) {
    let head = text.prefix { $0.isNumber || $0 == "-" }
    let parts = head.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...3).contains(parts.count), !parts.contains(nil), head.count >= 4 else { return nil }
    let numbers = parts.compactMap { $0 } + [1, 1]
    self.init(year: numbers[0], month: numbers[1], day: numbers[2])
  }

  /// The day so many days after 1970-01-01 (Howard Hinnant, the same paper, civil_from_days); before the year 1 and after
  /// 9999 the nearest day of them.
  public init(dayNumber: Int) {
    let days = min(max(dayNumber, -719_162), 2_932_896) + 719_468
    let era = days / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil).
  public var dayNumber: Int {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  public static func < (a: CalendarDay, b: CalendarDay) -> Bool { a.dayNumber < b.dayNumber }

  public var description: String {
    func padded(_ number: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}
