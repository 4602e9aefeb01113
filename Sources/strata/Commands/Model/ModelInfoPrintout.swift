import Decision
import Foundation
import Inference

/// A model file as text.
struct ModelInfoPrintout {
  let info: ModelInfo

  var printout: Printout {
    var out = Printout()
    out.heading(info.file.metadata.text("general.name") ?? info.path)
    out.table(facts, indent: 2)
    section("Hyper-parameters", info.outline.hyperParameters.map { [$0.key, ModelInfoPrintout.shown($0.value)] }, &out)
    section("Tensors", tensors, right: [1, 2, 3, 4], &out)
    section("Memory", memory, right: [1, 2, 3], &out)
    for sentence in memoryNotes { out.wrapped(sentence, width: Console.columns, indent: 2) }
    section("Tokenizer", tokenizer, &out)
    return out
  }

  private func section(_ title: String, _ rows: [[String]], right: Set<Int> = [], _ out: inout Printout) {
    guard !rows.isEmpty else { return }
    out.line()
    out.heading(title)
    out.table(rows, indent: 2, right: right)
  }

  private var facts: [[String]] {
    let (file, outline) = (info.file, info.outline)
    var rows = [
      ["file", info.path], ["architecture", outline.architecture ?? "not said"],
      ["format", "GGUF version \(file.version), alignment \(file.alignment)"],
      ["size", "\(ByteCount(file.byteCount))"],
    ]
    if file.parts.count > 1 { rows.append(["parts", "\(file.parts.count) files"]) }
    if let bits = outline.bitsPerWeight {
      rows.append(["weights", Figure.count(Double(outline.weightCount))])
      rows.append(["bits per weight", String(format: "%.2f", bits)])
    } else {
      rows.append(["weights", "none: the file has a vocabulary alone"])
    }
    rows.append(["runs here", info.obstacle.map { "no: \($0)" } ?? "yes"])
    return rows
  }

  private var tensors: [[String]] {
    guard info.file.hasTensors else { return [] }
    let outline = info.outline
    var rows = [["type", "tensors", "weights", "size", "bits per weight"]]
    for tally in outline.tallies {
      rows.append([
        tally.type.name, "\(tally.tensors)", Figure.count(Double(tally.weights)), "\(ByteCount(tally.bytes))",
        String(format: "%.2f", tally.type.bitsPerWeight),
      ])
    }
    guard outline.tallies.count > 1, let bits = outline.bitsPerWeight else { return rows }
    rows.append([
      "all", "\(info.file.tensors.count)", Figure.count(Double(outline.weightCount)),
      "\(ByteCount(outline.weightBytes))", String(format: "%.2f", bits),
    ])
    return rows
  }

  // MARK: Memory

  private var memory: [[String]] {
    let outline = info.outline
    guard info.file.hasTensors, outline.kvBytesPerToken(.f16) != nil else { return [] }
    func row(_ title: String, _ bytes: (KVType) -> Int?) -> [String] {
      [title] + KVType.allCases.map { bytes($0).map { "\(ByteCount($0))" } ?? "–" }
    }
    var rows = [
      ["keys and values as"] + KVType.allCases.map { $0.rawValue.uppercased() },
      row("one token", outline.kvBytesPerToken),
    ]
    guard let context = info.context else { return rows }
    rows.append(row(Figure.count(Double(context)) + (context == 1 ? " token" : " tokens"), info.cache))
    rows.append(row("in all", info.total))
    return rows
  }

  /// What the figures count.
  private var memoryNotes: [String] {
    guard info.file.hasTensors, info.cache(.f16) != nil else { return [] }
    var weights = "In all counts the weights (\(ByteCount(info.outline.weightBytes)))"
    if let rows = info.activations { weights += " and the rows of a pass (\(ByteCount(rows)))" }
    let hasWindow = info.outline.hyperParameters.contains { $0.key == "attention.sliding_window" }
    return [weights + "."] + (hasWindow ? ["Layers that see a window are counted with the whole context."] : [])
  }

  // MARK: Tokenizer

  private var tokenizer: [[String]] {
    guard let size = info.outline.vocabularySize else { return [] }
    var rows = [["model", info.file.metadata.text("tokenizer.ggml.model") ?? "not said"]]
    if let pre = info.file.metadata.text("tokenizer.ggml.pre") { rows.append(["pre-tokenizer", pre]) }
    rows.append(["vocabulary", Figure.count(Double(size)) + (size == 1 ? " token" : " tokens")])
    for token in info.outline.specialTokens {
      rows.append([
        token.role, "\(token.id)" + (token.text.map { "  \($0)" } ?? ", which the vocabulary does not have"),
      ])
    }
    rows.append(["chat template", chatTemplate])
    return rows
  }

  private var chatTemplate: String {
    if let template = ChatTemplate.recognise(info.file.metadata) { return template.family.name }
    return info.file.metadata.text("tokenizer.chat_template") == nil
      ? "none" : "in the file, of no family that is known"
  }

  // MARK: Values

  /// A value of a key; of an array the first few.
  private static func shown(_ value: GGUFValue) -> String {
    switch value {
    case .bool(let value): return value ? "true" : "false"
    case .string(let text): return text.text.count > 60 ? text.text.prefix(59) + "…" : text.text
    case .float32(let number): return "\(number)"
    case .float64(let number): return "\(number)"
    case .uint64(let number): return "\(number)"
    case .array(let array): return shown(array)
    default: return value.integer.map { "\($0)" } ?? ""
    }
  }

  private static func shown(_ array: GGUFArray) -> String {
    let texts: [String]? =
      array.integers?.prefix(8).map { "\($0)" } ?? array.floats?.prefix(8).map { "\($0)" }
      ?? array.bools?.prefix(8).map { $0 ? "true" : "false" }
    guard let texts else { return "\(array.count) values" }
    return texts.joined(separator: ", ") + (array.count > texts.count ? ", … (\(array.count))" : "")
  }
}
