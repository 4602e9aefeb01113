import Foundation

/// Moments and spans of time for people.
enum TimeText {
  /// Day and minute where the user is: `2026-11-26 06:42`.
  static func moment(_ date: Date) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd HH:mm"
    return formatter.string(from: date)
  }

  /// Hours and minutes: `1 h 05 min`, `12 min`, `0 min`.
  static func span(seconds: Int) -> String {
    let minutes = seconds / 60
    if minutes < 60 { return "\(minutes) min" }
    return "\(minutes / 60) h " + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60) min"
  }
}
