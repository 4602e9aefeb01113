import CostModel
import Decision
import TextSafety

/// The options side by side, as JSON.
struct ComparisonJSON {
  let comparison: Comparison
  let verdict: Verdict
  let costing: Costing

  var value: JSON {
    [
      "scenario": costing.json, "tokens_per_month": .number(comparison.tokens.value),
      "cheapest": .text(comparison.cheapest?.id), "options": .list(comparison.options.map(option)),
      "missing_services": .texts(comparison.missingServices),
      "verdict": [
        "headline": .text(verdict.headline),
        "points": .list(
          verdict.points.map { ["subject": .text($0.subject.rawValue), "text": .text($0.text)] }),
      ],
      "sources": SourceList(comparison.sources, today: comparison.today).json,
    ]
  }

  private func option(_ option: OptionResult) -> JSON {
    let parts = CostKind.allCases.map { ($0.rawValue, JSON.number(option.total($0).value)) }
    return [
      "id": .text(option.id), "kind": .text(option.option.kind.rawValue), "runs": .text(option.subtitle),
      "out": .texts(option.failures), "conditions": .texts(option.conditions),
      "usd_per_month": .number(option.total.value),
      "usd_per_million_tokens": .number(comparison.perMillionTokens(option).value),
      "parts_usd_per_month": .object(Dictionary(parts, uniquingKeysWith: { first, _ in first })),
      "lines": .list(option.bill.lines.map(ComparisonJSON.line)),
      "share_not_inference": .number(option.bill.shareBesidesInference.value),
      "utilization": .number(option.fleet?.utilisation.value), "overflow_share": .number(option.overflow),
      "fleet": option.fleet.map(ComparisonJSON.fleet) ?? .null,
    ]
  }

  static func line(_ line: BillLine) -> JSON {
    [
      "part": .text(line.part.rawValue), "label": .text(line.label.string),
      "usd_per_month": .number(line.amount.value), "date": .text(line.provenance?.date.description),
    ]
  }

  static func fleet(_ fleet: FleetResult) -> JSON {
    [
      "model": .text(fleet.deployment.model.id), "gpu": .text(fleet.deployment.accelerator.id),
      "precision": .text(fleet.deployment.weights.rawValue), "cache": .text(fleet.deployment.cache.rawValue),
      "engine": .text(fleet.deployment.engine.rawValue), "tensor_parallel": .int(fleet.deployment.gpus),
      "replicas": .int(fleet.replicas), "mean_replicas": .number(fleet.meanReplicas), "gpus": .int(fleet.gpus),
      "utilization": .number(fleet.utilisation.value), "usd_per_gpu_hour": .number(fleet.price.value),
      "capacity": fleet.capacity.map(capacity) ?? .null, "memory": memory(fleet.memory),
    ]
  }

  private static func capacity(_ capacity: Decision.Capacity) -> JSON {
    let basis: JSON =
      switch capacity.basis {
      case .estimated: ["kind": "estimated"]
      case .simulated(let requests): ["kind": "simulated", "requests": .int(requests)]
      }
    return [
      "requests_per_s": .number(capacity.rate.value), "batch": .number(capacity.batch),
      "ttft_s": .number(capacity.ttft.value), "tpot_s": .number(capacity.tpot.value),
      "limit": .text(capacity.limit.rawValue), "basis": basis,
    ]
  }

  private static func memory(_ memory: MemoryPlan) -> JSON {
    [
      "total_bytes": .number(memory.total.value), "weights_bytes": .number(memory.weights.value),
      "overhead_bytes": .number(memory.overhead.value), "cache_tokens": .number(memory.tokens.value),
      "fits": .bool(memory.fits), "missing_bytes": .number(memory.missing.value),
    ]
  }
}
