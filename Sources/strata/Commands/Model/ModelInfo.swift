import Inference

/// What is said of a model file.
struct ModelInfo {
  let path: String
  let file: GGUFFile
  let outline: ModelOutline
  /// Tokens for which memory is counted; nil where nobody says how many.
  let context: Int?
  /// Bytes of the rows of a pass; nil where the engine does not run the model.
  let activations: Int?
  /// Why the engine does not run the model; nil where it does.
  let obstacle: String?

  init(_ file: GGUFFile, path: String, context: Int?) {
    self.path = path
    self.file = file
    outline = ModelOutline(file)
    let made = outline.contextLength.flatMap { (1...1 << 30).contains($0) ? $0 : nil }
    self.context = context ?? made
    do throws(LoadError) {
      let model = try Model(metadata: file.metadata, tensors: file.tensors)
      activations = MemoryNeed(model, positions: 1, type: .f16).activations
      obstacle = nil
    } catch {
      activations = nil
      obstacle = "\(error)"
    }
  }

  /// Bytes of keys and values at the context.
  func cache(_ type: KVType) -> Int? {
    guard let context, let bytes = outline.kvBytesPerToken(type) else { return nil }
    let (product, overflow) = bytes.multipliedReportingOverflow(by: context)
    return overflow || product > 1 << 60 ? nil : product
  }

  /// Bytes of weights, keys and values, and the rows of a pass where they are known.
  func total(_ type: KVType) -> Int? { cache(type).map { $0 + outline.weightBytes + (activations ?? 0) } }
}
