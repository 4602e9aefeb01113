/// What a training of 2024 in a data centre was like: what the experiments' formulas are applied to once more.
enum DataCentre {
  /// Parameters of Llama 3.1 405B.
  ///
  /// This and the tokens that it learned from: Grattafiori et al. 2024, "The Llama 3 herd of models", arXiv 2407.21783.
  static let parameters = 405e9
  static let tokens = 15.6e12
  /// Accelerators of that training, same paper, section 3.3.
  static let accelerators = 16_384.0
  /// The share of their peak that was used: the paper says 38 to 43 %.
  static let utilization = 0.4
  /// FLOP/s of one of them in BF16 without sparsity: NVIDIA, data sheet of the H100 SXM, 2023.
  static let peak = 989e12
  /// Bytes a second that one of them reads from its memory, and the bytes of that memory; same data sheet.
  static let bandwidth = 3.35e12
  static let memory = 80e9
  static let source = "Llama 3.1 405B, arXiv 2407.21783; H100 SXM data sheet 2023"

  /// Operations of a training: six for each parameter and token.
  ///
  /// Kaplan et al. 2020, "Scaling laws for neural language models".
  static func operations(_ parameters: Double, _ tokens: Double) -> Double { 6 * parameters * tokens }

  static var days: Double { operations(parameters, tokens) / (accelerators * peak * utilization) / 86_400 }

  /// A model of 8 billion parameters: Llama 3.1 8B, same paper, table 3; parameters as its file has them.
  enum Small {
    static let layers = 32
    static let heads = 32
    static let kvHeads = 8
    static let headDimension = 128
    static let parameters = 8.03e9
    static let source = "Llama 3.1 8B, arXiv 2407.21783; H100 SXM data sheet 2023"
  }

  /// A model of 70 billion parameters: Llama 3 70B, same paper, table 3.
  enum Large {
    static let layers = 80
    static let hidden = 8_192
    static let kvWidth = 1_024
    static let feedForward = 28_672
    static let parameters = 70.6e9
  }
}
