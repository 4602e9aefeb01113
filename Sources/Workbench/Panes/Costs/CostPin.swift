import CostModel
import Decision
import Foundation
import Notebook
import Terminal
import TextSafety

/// A cost decision as it is kept in the notebook.
enum CostPin {
  static func measurement(
    _ scenario: Scenario, _ results: CostResults, _ plots: [any Plot], _ desk: CostDesk, _ now: Date
  ) -> Notebook.Measurement {
    typealias Figure = Notebook.Measurement.Figure
    let parameters = scenario.fields.compactMap { field -> Figure? in
      guard !["title", "summary"].contains(field.path), let value = field.value(in: scenario), value != .text("") else {
        return nil
      }
      return Figure(field.path, value.text, field.unit)
    }
    var figures = [Figure("verdict", results.verdict.headline)]
    for option in results.comparison.options {
      if option.isOut {
        figures.append(Figure(option.id, "out: " + option.failures.joined(separator: "; ")))
      } else {
        figures.append(Figure(option.id, Decision.Figure.dollars(option.total.value), "a month"))
      }
    }
    figures += results.verdict.points.map { Figure($0.subject.rawValue, $0.text) }
    return Notebook.Measurement(
      kind: .cost, title: scenario.name, subject: scenario.id,
      parameters: parameters, results: figures,
      chart: plots.isEmpty ? nil : plots.map { $0.text(width: Layout.pinWidth) }.joined(separator: "\n\n"),
      svg: plots.first?.svg(),
      catalogs: results.comparison.sources.map {
        Notebook.Measurement.Catalog($0.what, $0.provenance.date.description)
      },
      program: Release.name, machine: Machine.words, measuredAt: now)
  }
}

/// The machine that the program runs on.
enum Machine {
  /// CPU, cores, memory and system, in a line.
  static let words: String = {
    let info = ProcessInfo.processInfo
    let gigabytes = Double(info.physicalMemory) / 1e9
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    let name = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last.map { String($0).trimmed }
    return [
      name, "\(info.activeProcessorCount) cores", "\(Int(gigabytes.rounded())) GB", info.operatingSystemVersionString,
    ].compactMap { $0 }.joined(separator: ", ")
  }()
}
