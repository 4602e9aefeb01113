package import Foundation

/// Dates and times as people are shown them, on the screen and by the commands, in the reader's time zone.
package enum DateText {
  /// `2026-11-25`.
  static func day(_ date: Date) -> String { text(date).day }

  /// The time for a date of the same day as `now`, else month and day.
  static func short(_ date: Date, _ now: Date) -> String {
    day(date) == day(now) ? String(time(date).prefix(5)) : String(day(date).dropFirst(5))
  }

  /// `2026-11-25 14:05`.
  package static func minute(_ date: Date) -> String {
    let (day, time) = text(date)
    return day + " " + time.prefix(5)
  }

  /// `2026-11-25 14:05:09`.
  static func second(_ date: Date) -> String {
    let (day, time) = text(date)
    return day + " " + time
  }

  /// `14:05:09`.
  static func time(_ date: Date) -> String { text(date).time }

  private static func text(_ date: Date) -> (day: String, time: String) {
    var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
    var parts = tm()
    localtime_r(&seconds, &parts)
    func two(_ value: Int32) -> String { String(String(100 + value).dropFirst()) }
    let day = "\(1900 + parts.tm_year)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return (day, "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))")
  }
}
