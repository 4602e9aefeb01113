import ArgumentParser

/// `strata doctor`: what the program finds around it, whatever is broken.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look at terminal, paths, course, catalogue and notebook, and say what is wrong.",
    discussion: "Exits with 1 when something is broken. Changes nothing.")

  @OptionGroup var options: GlobalOptions
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let findings = Examination(desk: Desk(options)).findings()
    let broken = findings.filter { $0.state == .broken }
    if json {
      try value(findings, isHealthy: broken.isEmpty).write()
    } else {
      try printout(findings).write()
    }
    if !broken.isEmpty {
      let names = broken.map(\.name).joined(separator: ", ")
      throw Failure("doctor found \(broken.count) broken: \(names). What to do stands beside each")
    }
  }

  private func value(_ findings: [Examination.Finding], isHealthy: Bool) -> JSON {
    [
      "version": .text(Strata.version), "healthy": .bool(isHealthy),
      "findings": .list(
        findings.map { finding in
          [
            "name": .text(finding.name), "state": .text(finding.state.rawValue), "value": .text(finding.value),
            "advice": .text(finding.advice),
          ]
        }),
    ]
  }

  private func printout(_ findings: [Examination.Finding]) -> Printout {
    var out = Printout()
    let marks: [Examination.State: String] = [.fine: "✓", .mind: "!", .broken: "✗"]
    out.table(findings.map { [marks[$0.state] ?? "", $0.name, $0.value] })
    let advised = findings.filter { $0.advice != nil }
    if !advised.isEmpty { out.line() }
    for finding in advised {
      let word = finding.state == .broken ? "broken" : "mind"
      out.wrapped("\(word): \(finding.name): \(finding.advice ?? "")", width: Console.columns)
    }
    return out
  }
}
