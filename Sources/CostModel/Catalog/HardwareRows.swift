/// How accelerators and models stand in their tables.
enum HardwareRows {
  static let acceleratorColumns =
    [
      "id", "aliases", "generation", "memory_mib", "memory_bandwidth_gb_s", "peak16_tflops", "peak8_tflops",
      "peak4_tflops", "link", "link_gb_s_one_way", "link_is_host", "watts",
    ] + PriceRows.provenanceColumns

  static let modelColumns =
    [
      "id", "aliases", "repository", "parameters_b", "active_parameters_b", "matrix_parameters_b", "layers", "hidden",
      "heads", "kv_heads", "head_dim", "intermediate", "vocabulary", "tied_embeddings", "experts", "experts_per_token",
      "expert_width", "shared_experts", "attention", "window_tokens", "latent_rank", "latent_rope", "max_context",
      "kv_bytes_per_token_16", "native_precision",
    ] + PriceRows.provenanceColumns

  static func accelerator(_ row: FieldReader) -> Accelerator {
    let tera = 0.001...1_000_000.0
    return Accelerator(
      id: row.text("id"), generation: row.word("generation", default: .hopper),
      memory: row.quantity("memory_mib", in: 256...100_000_000, times: 1_048_576),
      memoryBandwidth: row.quantity("memory_bandwidth_gb_s", in: 1...1_000_000, times: 1e9),
      peak16: row.quantity("peak16_tflops", in: tera, times: 1e12),
      peak8: row.optionalQuantity("peak8_tflops", in: tera, times: 1e12),
      peak4: row.optionalQuantity("peak4_tflops", in: tera, times: 1e12), linkName: row.text("link"),
      linkBandwidth: row.quantity("link_gb_s_one_way", in: 1...100_000, times: 1e9),
      linkIsHost: row.flag("link_is_host"), watts: row.optionalWhole("watts", in: 1...100_000),
      provenance: row.provenance(), note: row.optionalText("note") ?? "")
  }

  static func model(_ row: FieldReader) -> LanguageModel {
    let billions = 0.001...100_000.0
    let width = 1...10_000_000
    let total = row.number("parameters_b", in: billions)
    let active = row.number("active_parameters_b", in: billions)
    if active > total { row.report("active_parameters_b", nil, .other("must not be more than parameters_b")) }
    let heads = row.whole("heads", in: 1...100_000)
    let kvHeads = row.whole("kv_heads", in: 1...100_000)
    if kvHeads > heads { row.report("kv_heads", nil, .other("must not be more than heads")) }
    return LanguageModel(
      id: row.text("id"), repository: row.text("repository"), parameters: total * 1e9, activeParameters: active * 1e9,
      matrixParameters: row.number("matrix_parameters_b", in: billions) * 1e9,
      layers: row.whole("layers", in: 1...10_000), hidden: row.whole("hidden", in: width), heads: heads,
      kvHeads: kvHeads, headDim: row.whole("head_dim", in: 1...100_000),
      intermediate: row.whole("intermediate", in: width), vocabulary: row.whole("vocabulary", in: width),
      tiedEmbeddings: row.flag("tied_embeddings"), experts: experts(row), attention: attention(row),
      maxContext: row.quantity("max_context", in: 1...1e9),
      kvBytesPerToken16: row.quantity("kv_bytes_per_token_16", in: 1...1e9),
      nativePrecision: row.word("native_precision", default: .bf16), provenance: row.provenance())
  }

  private static func experts(_ row: FieldReader) -> LanguageModel.Experts? {
    guard let count = row.optionalWhole("experts", in: 1...100_000) else { return nil }
    return LanguageModel.Experts(
      count: count, perToken: row.whole("experts_per_token", in: 1...count),
      width: row.whole("expert_width", in: 1...10_000_000), shared: row.whole("shared_experts", in: 0...1000))
  }

  private enum Memory: String, CaseIterable {
    case full
    case alternatingWindow = "alternating-window"
    case latent
  }

  private static func attention(_ row: FieldReader) -> LanguageModel.Attention {
    switch row.word("attention", default: Memory.full) {
    case .full: .full
    case .alternatingWindow: .alternatingWindow(tokens: row.whole("window_tokens", in: 1...100_000_000))
    case .latent:
      .latent(rank: row.whole("latent_rank", in: 1...1_000_000), rope: row.whole("latent_rope", in: 0...1_000_000))
    }
  }
}
