import ArgumentParser
import Decision
import Inference
import Terminal

/// `strata model list`: the models on this machine.
struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the models on this machine, and say which can be run here.",
    discussion: """
      Looks at those that came along, then through folders and files that STRATA_MODELS names (separated by colons), and where LM \
      Studio, llama.cpp and Ollama keep theirs. Each is looked into, not read: memory is counted with 2,048 tokens of context.
      """)

  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let findings = ModelFinder(Console.environment).find()
    json ? try ModelListCommand.value(findings).write() : try ModelListCommand.printout(findings).write(styled: true)
  }

  private static func printout(_ findings: ModelFinder.Findings) -> Printout {
    var out = Printout()
    var place = ""
    for model in findings.models {
      if model.place != place {
        if !place.isEmpty { out.line() }
        place = model.place
        out.heading(place == FoundModel.cameAlong ? "Came along" : place)
      }
      out.line(model.name, indent: 2)
      if let type = model.type, let bytes = model.byteCount {
        let weights = model.weightCount.map { ", \(Figure.count(Double($0))) weights" } ?? ""
        let takes = model.need == nil ? "" : "; \(model.takes)"
        out.wrapped("\(type), \(ByteCount(bytes))\(weights)\(takes)", width: Console.columns, indent: 6)
      }
      if let obstacle = model.obstacle {
        out.wrapped("✗ cannot be run: \(obstacle)", width: Console.columns, indent: 6)
      }
      out.line(model.shownPath, .init(.muted), indent: 6)
    }
    if findings.models.isEmpty { out.line("No models were found.") }
    for note in findings.notes { out.wrapped(note, width: Console.columns) }
    return out
  }

  private static func value(_ findings: ModelFinder.Findings) -> JSON {
    .object([
      "models": .list(
        findings.models.map { model in
          [
            "name": .text(model.name), "path": .text(model.path), "place": .text(model.place),
            "type": .text(model.type), "bytes": model.byteCount.map { .int($0) } ?? .null,
            "weights": model.weightCount.map { .int($0) } ?? .null, "memory": model.need.map { .int($0) } ?? .null,
            "context": model.need == nil ? .null : .int(model.positions), "runs": .bool(model.obstacle == nil),
            "speed_only": .bool(model.isSpeedOnly),
            "obstacle": .text(model.obstacle),
          ]
        }),
      "places": .list(findings.places.map { ["name": .text($0.name), "path": .text($0.path)] }),
      "notes": .texts(findings.notes),
    ])
  }
}
