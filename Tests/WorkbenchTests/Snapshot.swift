import Foundation
import StrataTesting
import Terminal
import Testing

/// Pictures of screens that lie beside the tests, a file for each scene, a part for each size.
///
/// With `STRATA_RECORD=1` they are written anew, and the test fails: a recording never passes by itself.
enum Snapshot {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("__Snapshots__")

  static func expect(_ name: String, _ parts: [(title: String, text: String)]) throws {
    let file = folder.appendingPathComponent(name + ".txt")
    if ProcessInfo.processInfo.environment["STRATA_RECORD"] == "1" {
      let text = parts.map { "=== \($0.title)\n\($0.text)\n" }.joined()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      Issue.record("recorded \(name)")
      return
    }
    guard let data = FileManager.default.contents(atPath: file.path) else {
      Issue.record("there is no picture of \(name); STRATA_RECORD=1 takes it")
      return
    }
    let stored = sections(String(decoding: data, as: UTF8.self))
    #expect(stored.map(\.title) == parts.map(\.title), "\(name)")
    for (part, old) in zip(parts, stored) where part.text != old.text {
      Issue.record(
        "\(name) at \(part.title), row \(firstDifference(part.text, old.text)):\n\(part.text)\nstored:\n\(old.text)")
    }
  }

  private static func sections(_ text: String) -> [(title: String, text: String)] {
    var out: [(title: String, lines: [Substring])] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("=== ") {
        out.append((String(line.dropFirst(4)), []))
      } else if let last = out.indices.last {
        out[last].lines.append(line)
      }
    }
    // The file ends with a line break, which is no row.
    if let last = out.indices.last, out[last].lines.last == "" { out[last].lines.removeLast() }
    return out.map { ($0.title, $0.lines.joined(separator: "\n")) }
  }

  private static func firstDifference(_ a: String, _ b: String) -> Int {
    let (a, b) = (
      a.split(separator: "\n", omittingEmptySubsequences: false),
      b.split(separator: "\n", omittingEmptySubsequences: false)
    )
    return zip(a, b).prefix { $0 == $1 }.count
  }
}
