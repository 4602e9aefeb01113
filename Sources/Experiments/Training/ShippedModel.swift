import Inference
import Training

/// The file of the model that is experimented with.
struct ShippedModel {
  let path: String
  let file: GGUFFile
  let tokenizer: Tokenizer

  init(_ environment: ExperimentEnvironment) throws {
    guard let path = environment.modelPath else { throw ExperimentError.noModel }
    self.path = path
    file = try GGUFFile.open(path)
    do { tokenizer = try Tokenizer(metadata: file.metadata) } catch {
      throw ExperimentError.unusableModel(path: path, reason: "has no tokenizer that can be used: \(error)")
    }
  }

  /// The tokenizer's keys.
  var keys: GGUFMetadata { file.metadata.ofTokenizer }

  /// A copy that can be trained on sequences of a length.
  func trainable(length: Int) throws -> TrainableModel {
    // Weights, gradients and what the optimizer remembers of them, in four bytes each.
    if let shape = try? TrainableModel.shape(of: file) { try checkMemory(16 * shape.parameterCount) }
    let model: TrainableModel
    do { model = try TrainableModel(file) } catch {
      throw ExperimentError.unusableModel(path: path, reason: "\(error)")
    }
    guard model.shape.contextLength >= length else {
      throw ExperimentError.unusableModel(
        path: path, reason: "has a context of \(model.shape.contextLength) tokens, and \(length) are needed")
    }
    return model
  }

  /// Refuses what would not find room in the memory that is free.
  func checkMemory(_ bytes: Int) throws(ExperimentError) {
    let available = Machine.availableMemory
    guard Double(bytes) < 0.8 * Double(available) else {
      throw .unusableModel(
        path: path,
        reason:
          "is too large for this: some \(bytes >> 20) MiB are needed, and \(available >> 20) MiB of memory are free")
    }
  }

  /// The model as the engine runs it.
  func model() throws -> Model {
    do { return try Model(metadata: file.metadata, tensors: file.tensors) } catch {
      throw ExperimentError.unusableModel(path: path, reason: "cannot be run: \(error)")
    }
  }
}

/// Files of models that lie in memory.
enum MemoryFile {
  static func open(_ bytes: [UInt8], name: String) throws -> GGUFFile {
    let memory = AlignedMemory(count: bytes.count)
    memory.start.copyMemory(from: bytes, byteCount: bytes.count)
    return try GGUFFile(bytes: memory.tensorBytes, name: name)
  }
}

extension TrainableModel {
  /// What was learned, as the engine runs it.
  func engineModel(_ keys: GGUFMetadata, name: String) throws -> Model {
    let bytes = try bytes(metadata: shape.metadata(name: name, tokenizer: keys, type: .f32), type: .f32)
    let file = try MemoryFile.open(bytes, name: name)
    return try Model(metadata: file.metadata, tensors: file.tensors)
  }

  /// What the model writes behind a beginning, each time the most likely token.
  func sample(_ text: CourseTokens, beginning: String, count: Int, threads: Int) throws -> String {
    let model = try engineModel(text.keys, name: "sample")
    let transformer = try Transformer(model, threads: threads, capacity: 64)
    let said = try Answers.of(transformer, text.tokenizer, to: [beginning], most: count)
    return beginning + (said.first ?? "")
  }

  /// The mean of −ln p(target) over a stream.
  func loss(of stream: TokenStream, threads: Int) throws -> Double {
    try TrainingPass(self, capacity: 4 * stream.length, threads: threads).loss(of: stream, sequences: 4)
  }
}
