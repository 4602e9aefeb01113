import ArgumentParser
import Foundation
import Terminal

/// Where a verb's chart is written.
struct ChartOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write the chart as an SVG picture.", valueName: "file.svg"),
    completion: .file(extensions: ["svg"]))
  var chart: String?

  func validate() throws {
    if chart?.isEmpty == true { throw ValidationError("--chart needs the name of a file, not an empty text") }
  }

  /// Writes a chart's picture where it was asked for; a file that is no picture is left alone.
  func write(_ plot: some Plot) throws(Failure) {
    guard let path = chart else { return }
    if let old = FileManager.default.contents(atPath: path), !old.isEmpty, !old.starts(with: Data("<svg".utf8)) {
      throw Failure("the file \(path) is there and is no SVG picture; it was left as it is. Name another one")
    }
    do {
      try Data(plot.svg().utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Failure("the picture \(path) cannot be written: \(error.localizedDescription)")
    }
  }
}
