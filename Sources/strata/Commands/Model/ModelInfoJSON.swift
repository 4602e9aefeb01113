import Inference

/// A model file as JSON.
struct ModelInfoJSON {
  let info: ModelInfo

  var value: JSON {
    let outline = info.outline
    return [
      "file": .text(info.path), "name": .text(info.file.metadata.text("general.name")),
      "architecture": .text(outline.architecture),
      "version": .int(Int(info.file.version)), "alignment": .int(info.file.alignment),
      "bytes": .int(info.file.byteCount),
      "parts": .list(info.file.parts.map { ["file": .text($0.name), "bytes": .int($0.byteCount)] }),
      "vocabulary_only": .bool(!info.file.hasTensors), "runs": .bool(info.obstacle == nil),
      "why_not": .text(info.obstacle),
      "hyper_parameters": .object(
        Dictionary(
          outline.hyperParameters.map { ($0.key, ModelInfoJSON.value($0.value)) },
          uniquingKeysWith: { first, _ in first }
        )), "tensors": tensors, "kv_bytes_per_token": perType { outline.kvBytesPerToken($0) }, "memory": memory,
      "tokenizer": tokenizer,
    ]
  }

  private var tensors: JSON {
    let outline = info.outline
    return [
      "count": .int(info.file.tensors.count), "weights": .int(outline.weightCount), "bytes": .int(outline.weightBytes),
      "bits_per_weight": .number(outline.bitsPerWeight),
      "types": .list(
        outline.tallies.map { tally in
          [
            "type": .text(tally.type.name), "tensors": .int(tally.tensors), "weights": .int(tally.weights),
            "bytes": .int(tally.bytes),
          ]
        }),
    ]
  }

  private var memory: JSON {
    [
      "context": info.context.map { .int($0) } ?? .null, "weights_bytes": .int(info.outline.weightBytes),
      "activations_bytes": info.activations.map { .int($0) } ?? .null, "kv_bytes": perType(info.cache),
      "total_bytes": perType(info.total),
    ]
  }

  private var tokenizer: JSON {
    guard let size = info.outline.vocabularySize else { return .null }
    let special = info.outline.specialTokens.map { token -> (String, JSON) in
      (token.role, ["id": .int(token.id), "text": .text(token.text)])
    }
    return [
      "model": .text(info.file.metadata.text("tokenizer.ggml.model")),
      "pre": .text(info.file.metadata.text("tokenizer.ggml.pre")),
      "size": .int(size), "special": .object(Dictionary(special, uniquingKeysWith: { first, _ in first })),
      "chat_template": .text(ChatTemplate.recognise(info.file.metadata)?.family.name),
      "has_chat_template": .bool(info.file.metadata.text("tokenizer.chat_template") != nil),
    ]
  }

  private func perType(_ bytes: (KVType) -> Int?) -> JSON {
    .object(
      Dictionary(
        KVType.allCases.map { type in (type.rawValue, bytes(type).map { .int($0) } ?? .null) },
        uniquingKeysWith: { first, _ in first }))
  }

  // MARK: Values of keys

  private static func value(_ value: GGUFValue) -> JSON {
    switch value {
    case .bool(let value): .bool(value)
    case .string(let text): .text(text.text)
    case .float32(let number): shortest(number)
    case .array(let array): list(array)
    default: value.integer.map { .int($0) } ?? .number(value.number ?? unsigned(value))
    }
  }

  /// The elements; of a long array only how many there are.
  private static func list(_ array: GGUFArray) -> JSON {
    if array.count > 4096 { return ["count": .int(array.count)] }
    switch array {
    case .string(let texts): return .texts(texts.map(\.text))
    case .bool(let values): return .list(values.map { .bool($0) })
    case .float32(let numbers): return .list(numbers.map(shortest))
    case .float64(let numbers): return .list(numbers.map { .number($0) })
    case .uint64(let numbers): return .list(numbers.map { Int(exactly: $0).map { .int($0) } ?? .number(Double($0)) })
    case .array(let arrays): return .list(arrays.map(list))
    default: return .list((array.integers ?? []).map { .int($0) })
    }
  }

  /// A single-precision number with the digits that it needs: 1e-05, not 9.999999747378752e-06.
  private static func shortest(_ number: Float) -> JSON { .number(Double("\(number)")) }

  private static func unsigned(_ value: GGUFValue) -> Double? {
    if case .uint64(let number) = value { Double(number) } else { nil }
  }
}
