import CostModel

extension ScenarioField {
  /// The fields of an option that its kind has.
  static func of(_ option: ScenarioOption) -> [ScenarioField] {
    table.filter { $0.applies(option.kind) }.map { $0.field(option.id) }
  }

  /// The keys that options of any kind may have, for error messages.
  static var optionKeys: [String] { ["id", "kind"] + table.map(\.key) }

  private static let table: [OptionField] = [
    .name("price", "Model", "The model's name in the price list.", \.price) { $0.paysByToken },
    .name("model", "Open model", "The open-weight model's name in the catalogue.", \.model) {
      $0.rentsGPUs || $0 == .managedOpen
    },
    .name("gpu", "GPU", "The accelerator's name in the catalogue.", \.gpu) { $0.rentsGPUs },
    .name("provider", "Seller", "Of tokens or GPU hours; empty for the cheapest.", \.provider) { $0 != .hybrid },
    .word("precision", "Weights", "How wide the weights are kept.", \.precision) { $0.rentsGPUs },
    .word("cache", "KV cache", "How wide keys and values are kept.", \.cache) { $0.rentsGPUs },
    .whole(
      "tensor_parallel", "GPUs a replica", "GPUs", "GPUs that hold one copy of the model together.", 1...64,
      \.tensorParallel
    ) { $0.rentsGPUs },
    .word("engine", "Engine", "The program that serves.", \.engine) { $0.rentsGPUs },
    .share("reserved_discount", "Reserved", "off", "Discount for a commitment.", \.reservedDiscount) { $0.rentsGPUs },
    .share("spot_share", "Spot", "of hours", "The share of GPU hours on spot machines.", \.spotShare) {
      $0.isOperated
    },
    .whole("redundancy", "Spare replicas", "replicas", "Beyond those that the peak needs.", 0...100, \.redundancy) {
      $0.rentsGPUs
    },
    .whole(
      "minimum_replicas", "At least", "replicas", "The fleet never shrinks below so many.", 1...10_000,
      \.minimumReplicas
    ) { $0.rentsGPUs },
    .toggle("autoscale", "Autoscale", "Whether replicas are switched off in quiet hours.", \.autoscale) {
      $0.rentsGPUs
    },
    OptionField(
      key: "tuning_usd", title: "Tuning", unit: "$ once", meaning: "Making the tuned model, spread over the horizon.",
      kind: .number(0...1e8, step: 1000), isOptional: false, applies: { $0 == .tunedSmall },
      get: { .number($0.tuning.value) }, put: { if case .number(let number)? = $1 { $0.tuning = Dollars(number) } }),
    .name("base", "Base load", "The option that carries the base load.", \.base) { $0 == .hybrid },
    .name("peak", "Peaks", "The option that takes what exceeds it.", \.peak) { $0 == .hybrid },
    OptionField(
      key: "capability", title: "Capability", unit: "",
      meaning: "Your own judgement of what this option's model can do.",
      kind: .choice(Capability.allCases.map(\.rawValue)), isOptional: true, applies: { $0 != .hybrid },
      get: { $0.capability.map { .text($0.rawValue) } },
      put: { option, value in
        if case .text(let text)? = value {
          option.capability = Capability(rawValue: text)
        } else {
          option.capability = nil
        }
      }),
    OptionField(
      key: "rate_limit_tokens_per_minute", title: "Rate limit", unit: "tokens a min",
      meaning: "What the seller lets through; none where it does not bind.",
      kind: .number(1...1e12, step: 0.1, isRatio: true), isOptional: true, applies: { $0.paysByToken },
      get: { $0.rateLimit.map { .number($0.value) } },
      put: { option, value in
        if case .number(let number)? = value {
          option.rateLimit = TokensPerMinute(number)
        } else {
          option.rateLimit = nil
        }
      }),
  ]
}

/// A field that options have, before it is bound to one of them.
private struct OptionField: Sendable {
  var key: String
  var title: String
  var unit = ""
  var meaning: String
  var kind: ScenarioField.Kind
  var isOptional = false
  var applies: @Sendable (ScenarioOption.Kind) -> Bool
  var get: @Sendable (ScenarioOption) -> FieldValue?
  var put: @Sendable (inout ScenarioOption, FieldValue?) -> Void

  typealias Applies = @Sendable (ScenarioOption.Kind) -> Bool
  typealias Key<Value> = any WritableKeyPath<ScenarioOption, Value> & Sendable

  func field(_ id: String) -> ScenarioField {
    ScenarioField(
      path: "options.\(id).\(key)", title: title, unit: unit, meaning: meaning, kind: kind, isOptional: isOptional,
      get: { [get] in $0.option(id).flatMap(get) },
      put: { [put] scenario, value in
        guard let place = scenario.options.firstIndex(where: { $0.id == id }) else { return }
        put(&scenario.options[place], value)
      })
  }

  static func name(
    _ key: String, _ title: String, _ meaning: String, _ path: Key<String>, _ applies: @escaping Applies
  ) -> OptionField {
    OptionField(
      key: key, title: title, meaning: meaning, kind: .name, applies: applies, get: { .text($0[keyPath: path]) },
      put: { if case .text(let text)? = $1 { $0[keyPath: path] = text } })
  }

  static func word<Word: RawRepresentable & CaseIterable & Sendable>(
    _ key: String, _ title: String, _ meaning: String, _ path: Key<Word>, _ applies: @escaping Applies
  ) -> OptionField where Word.RawValue == String {
    OptionField(
      key: key, title: title, meaning: meaning, kind: .choice(Word.allCases.map(\.rawValue)), applies: applies,
      get: { .text($0[keyPath: path].rawValue) },
      put: { if case .text(let text)? = $1, let word = Word(rawValue: text) { $0[keyPath: path] = word } })
  }

  static func whole(
    _ key: String, _ title: String, _ unit: String, _ meaning: String, _ range: ClosedRange<Double>,
    _ path: Key<Int>, _ applies: @escaping Applies
  ) -> OptionField {
    OptionField(
      key: key, title: title, unit: unit, meaning: meaning, kind: .number(range, step: 1, isWhole: true),
      applies: applies, get: { .number(Double($0[keyPath: path])) },
      put: { if case .number(let number)? = $1 { $0[keyPath: path] = Int(number) } })
  }

  static func share(
    _ key: String, _ title: String, _ unit: String, _ meaning: String, _ path: Key<Double>,
    _ applies: @escaping Applies
  ) -> OptionField {
    OptionField(
      key: key, title: title, unit: unit, meaning: meaning, kind: .number(0...1, step: 0.05), applies: applies,
      get: { .number($0[keyPath: path]) }, put: { if case .number(let number)? = $1 { $0[keyPath: path] = number } })
  }

  static func toggle(
    _ key: String, _ title: String, _ meaning: String, _ path: Key<Bool>, _ applies: @escaping Applies
  ) -> OptionField {
    OptionField(
      key: key, title: title, meaning: meaning, kind: .toggle, applies: applies,
      get: { .text($0[keyPath: path] ? "true" : "false") },
      put: { if case .text(let text)? = $1 { $0[keyPath: path] = text == "true" } })
  }
}
