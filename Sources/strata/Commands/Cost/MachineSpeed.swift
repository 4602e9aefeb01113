import ArgumentParser
import CostModel
import Experiments
import Inference
import TextSafety

/// What the experiment `roofline` found of this machine.
struct MachineSpeed {
  /// Bytes a second.
  let bandwidth: Double
  /// Multiplications and additions a second, of single-precision numbers and of bytes.
  let floats: Double
  let bytes: Double
  /// Tokens a second for one user, weights in F16.
  let decode: Double
  /// Whether other programs took so much of the machine that this says little.
  let isBusy: Bool
  private let shape: ModelShape

  /// The shapes that may be run.
  static let shapes = ["15m", "110m", "1b"]
  /// Tokens that are written one by one.
  private static let tokens = 24

  /// Runs the experiment, with its progress on standard error.
  init(shape name: String, threads: Int, _ options: GlobalOptions) throws {
    guard let experiment = Experiments.named("roofline"), let shape = ModelShape(named: name) else {
      throw Failure("there is no experiment roofline")
    }
    self.shape = shape
    let description = experiment.description
    let settings = try ExperimentSettings(
      description, setting: [("model", name), ("decode", String(MachineSpeed.tokens))])
    let environment = try DemoSurroundings(options, model: nil, threads: threads, seed: UInt64(SeedOption.usual))
      .environment(description)
    Interruption.heed()
    var progress = ProgressLine()
    let result: ExperimentResult
    do {
      defer { progress.clear() }
      result = try experiment.run(settings, environment) { observation in
        if case .progress(let share, let text) = observation { progress.show(text, share) }
        return !Interruption.isRequested
      }
    } catch ExperimentError.stopped {
      Console.warn("interrupted: nothing was kept")
      throw ExitCode(Interruption.status)
    } catch {
      throw Failure("this machine cannot be measured: \(error)")
    }
    func value(_ id: String, _ scale: Double = 1e9) throws -> Double {
      guard let figure = result.figure(id), figure.value > 0 else {
        throw Failure("this machine cannot be measured: there is no memory for \(name) in F16; take a smaller --model")
      }
      return figure.value * scale
    }
    bandwidth = try value("bandwidth")
    floats = try value("peak-float")
    bytes = try value("peak-byte")
    decode = try value("decode-F16", 1)
    isBusy = result.isBusy
  }

  /// Tokens a second by the cost model for the same model, one user and as many tokens.
  func predicted(_ accelerator: Accelerator, _ factors: Factors) -> Double {
    let deployment = Deployment(
      model: LanguageModel(shape, accelerator.provenance), accelerator: accelerator, gpus: 1, weights: .bf16,
      cache: .bf16, engine: .vLLM)
    let costs = Replica(deployment, factors).costs
    return 1 / costs.seconds(decodes: 1, context: MachineSpeed.tokens / 2, prefill: 0, pairs: 0)
  }
}

extension LanguageModel {
  /// A shape of the engine's speed-only models, as the cost model sees it.
  init(_ shape: ModelShape, _ provenance: Provenance) {
    let table = Double(shape.vocabularySize * shape.hiddenSize)
    let all = Double(shape.weightCount)
    let width = shape.hiddenSize / shape.headCount
    self.init(
      id: shape.name, repository: "", parameters: all, activeParameters: all, matrixParameters: all - table,
      layers: shape.layerCount, hidden: shape.hiddenSize, heads: shape.headCount, kvHeads: shape.kvHeadCount,
      headDim: width, intermediate: shape.feedForwardSize, vocabulary: shape.vocabularySize, tiedEmbeddings: false,
      experts: nil, attention: .full, maxContext: Tokens(Double(shape.contextLength)),
      kvBytesPerToken16: BytesPerToken(Double(4 * shape.layerCount * shape.kvWidth)), nativePrecision: .bf16,
      provenance: provenance)
  }
}
