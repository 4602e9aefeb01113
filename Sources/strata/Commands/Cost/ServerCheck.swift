import CostModel
import Decision
import Foundation
import Serving
import Simulation

/// The commands that would measure a predicted load on a real server.
///
/// Options as of vLLM 0.33 and guidellm 0.8.1 (November 2026).
struct ServerCheck {
  private let load: OptionLoad
  private let rate: RequestsPerSecond
  private let scenario: Scenario
  private let requests: Int
  private let seed: UInt64

  /// - Parameter rate: what one replica gets.
  init(_ load: OptionLoad, rate: RequestsPerSecond, scenario: Scenario, requests: Int, seed: UInt64) {
    self.load = load
    self.rate = rate
    self.scenario = scenario
    self.seed = seed
    // Half an hour, unless that is too few for a 99th percentile.
    self.requests = min(requests, max(500, Int(min(rate.value * 1800, 1e6))))
  }

  func add(to out: inout Printout) {
    out.heading("To check it on a server: one replica, with its part of the load")
    if let note = weightsNote { out.line("# \(note)", indent: 2) }
    if load.deployment.engine == .vLLM { ServerCheck.wrap(serve, &out) }
    ServerCheck.wrap(bench, &out)
    ServerCheck.wrap(guide, &out)
    out.line("# guidellm up to 0.6:", indent: 2)
    ServerCheck.wrap(olderGuide, &out)
    out.line()
    out.wrapped(
      "vLLM draws lengths evenly and guidellm from a normal curve; here they are lognormal. With "
        + "workload.prompt_cv and workload.output_cv at 0 all three have the same lengths." + burstNote,
      width: Console.columns)
  }

  var json: JSON {
    [
      "vllm_serve": .text(load.deployment.engine == .vLLM ? ServerCheck.line(serve) : nil),
      "vllm_bench_serve": .text(ServerCheck.line(bench)), "guidellm": .text(ServerCheck.line(guide)),
      "guidellm_0_6": .text(ServerCheck.line(olderGuide)),
    ]
  }

  private var burstNote: String {
    scenario.workload.burstiness == 1 ? "" : " guidellm knows no bursts: its arrivals are a Poisson process."
  }

  /// Widths that no option of the server makes from the published weights.
  private var weightsNote: String? {
    let deployment = load.deployment
    let isMade = [.bf16, .fp8, deployment.model.nativePrecision].contains(deployment.weights)
    return isMade ? nil : "with a checkpoint in \(deployment.weights.rawValue) in place of \(model):"
  }

  // MARK: The commands, an option with its value an entry

  private var model: String { ShellWord.quoted(load.deployment.model.repository) }
  private var fresh: Int { max(1, Int((load.prompt - load.cached).value.rounded())) }
  private var known: Int { Int(load.cached.value.rounded()) }
  private var answer: Int { max(1, Int(load.output.value.rounded())) }
  private var rateText: String { ServerCheck.plain(rate.value, digits: 4) }

  private var serve: [String] {
    let deployment = load.deployment
    var out = ["vllm serve \(model)", "--tensor-parallel-size \(deployment.gpus)"]
    switch deployment.weights {
    case .fp8 where deployment.model.nativePrecision == .bf16: out.append("--quantization fp8")
    default: break
    }
    if deployment.cache == .fp8 { out.append("--kv-cache-dtype fp8") }
    let limits = load.question.fleet.limits
    out += ["--max-num-seqs \(limits.maximumSequences)", "--max-num-batched-tokens \(Decision.Capacity.stepTokens)"]
    return out
  }

  private var bench: [String] {
    // Evenly from 1 - r to 1 + r times the mean deviates by r/√3; more than 0.99 is not taken.
    let variation = (scenario.workload.promptVariation + scenario.workload.outputVariation) / 2
    let spread = min(0.99, variation * 3.0.squareRoot())
    let cv = scenario.workload.burstiness
    var out = [
      "vllm bench serve", "--backend openai", "--base-url http://localhost:8000", "--model \(model)",
      "--dataset-name random", "--random-prefix-len \(known)", "--random-input-len \(fresh)",
      "--random-output-len \(answer)", "--random-range-ratio \(ServerCheck.plain(spread, digits: 2))", "--ignore-eos",
      "--request-rate \(rateText)", "--burstiness \(ServerCheck.plain(1 / (cv * cv), digits: 3))",
      "--num-prompts \(requests)", "--seed \(seed)", "--percentile-metrics ttft,tpot,itl,e2el",
      "--metric-percentiles 50,90,99",
    ]
    let goals = scenario.objectives
    let limits = [("ttft", goals.ttft), ("tpot", goals.tpot), ("e2el", goals.endToEnd)].compactMap { name, limit in
      limit.map { "\(name):\(ServerCheck.plain($0.value * 1000, digits: 3))" }
    }
    if !limits.isEmpty { out.append("--goodput \(limits.joined(separator: " "))") }
    return out
  }

  private var guide: [String] {
    [
      "guidellm run", "--backend kind=openai_http,target=http://localhost:8000,model=\(model)",
      "--profile kind=poisson,rate=\(rateText)", "--data kind=synthetic_text,\(lengths)",
      "--constraint kind=max_requests,count=\(requests)", "--seed kind=static,value=\(seed)",
    ]
  }

  private var olderGuide: [String] {
    [
      "guidellm benchmark", "--target http://localhost:8000", "--model \(model)", "--profile poisson",
      "--rate \(rateText)", "--data \(lengths)", "--max-requests \(requests)", "--random-seed \(seed)",
    ]
  }

  private var lengths: String {
    var parts: [String] = []
    let workload = scenario.workload
    for (name, mean, variation) in [
      ("prompt", fresh, workload.promptVariation), ("output", answer, workload.outputVariation),
    ] {
      parts.append("\(name)_tokens=\(mean)")
      let deviation = Int((Double(mean) * variation).rounded())
      if deviation > 0 { parts += ["\(name)_tokens_stdev=\(deviation)", "\(name)_tokens_min=1"] }
      if deviation > 0 { parts.append("\(name)_tokens_max=\(mean + 5 * deviation)") }
    }
    if known > 0 { parts.append("prefix_tokens=\(known)") }
    return parts.joined(separator: ",")
  }

  // MARK: Writing them

  private static func line(_ command: [String]) -> String { command.joined(separator: " ") }

  /// A command over several lines, as a shell reads it.
  private static func wrap(_ command: [String], _ out: inout Printout) {
    var rows = [command[0]]
    for part in command.dropFirst() {
      if rows[rows.count - 1].count + part.count + 3 > Console.columns - 2 {
        rows.append("  " + part)
      } else {
        rows[rows.count - 1] += " " + part
      }
    }
    for (place, row) in rows.enumerated() { out.line(row + (place < rows.count - 1 ? " \\" : ""), indent: 2) }
  }

  private static func plain(_ number: Double, digits: Int) -> String {
    var text = String(format: "%.\(digits)f", number)
    if text.contains(".") {
      while text.last == "0" { text.removeLast() }
      if text.last == "." { text.removeLast() }
    }
    return text
  }
}
