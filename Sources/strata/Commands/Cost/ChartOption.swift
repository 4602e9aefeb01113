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

  /// Writes a chart's picture where it was asked for; what is no chart of Strata's is left alone.
  func write(_ plot: some Plot) throws(Failure) {
    guard let path = chart else { return }
    try OutputFile.write(plot.svg(), to: path, else: "Name another one: only an earlier chart is replaced") { old in
      let head = String(decoding: old.prefix(400), as: UTF8.self)
      return head.hasPrefix("<svg ") && head.contains("role=\"img\"") && head.contains("ui-monospace, Menlo")
    }
  }
}
