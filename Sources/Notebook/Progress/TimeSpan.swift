/// Spans of time for people.
package enum TimeSpan {
  /// Hours and minutes: `1 h 05 min`, `12 min`, `0 min`.
  package static func text(seconds: Int) -> String {
    let minutes = seconds / 60
    if minutes < 60 { return "\(minutes) min" }
    return "\(minutes / 60) h " + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60) min"
  }
}
