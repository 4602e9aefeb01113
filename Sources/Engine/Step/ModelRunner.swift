public import Inference

/// The model of an engine and its KV cache: carries out what a step asks for.
///
/// Which sequence holds which KV block is for the scheduler to know; here they are only memory.
public final class ModelRunner {
  /// The forward pass.
  public let transformer: Transformer
  private let cache: KVCache
  private var logits: [Float] = []

  /// Memory for so many KV blocks.
  public init(_ transformer: Transformer, kvBlocks: Int, kvType: KVType = .f16) throws(OutOfMemory) {
    self.transformer = transformer
    cache = try KVCache(
      blueprint: transformer.model.blueprint, positions: kvBlocks * KVCache.tokensPerBlock, type: kvType)
  }

  /// Computes a step and draws its tokens.
  ///
  /// A step of more tokens than a forward pass takes needs several.
  public func run(_ work: inout StepWork) {
    var left = work.steps[...]
    var drawn = 0
    while !left.isEmpty {
      var pass = ModelRunner.nextPass(&left, capacity: transformer.capacity)
      transformer.forward(&pass, cache, logits: &logits)
      let size = transformer.model.blueprint.vocabularySize
      for row in 0..<logits.count / size {
        work.draws[drawn].draw(Array(logits[row * size..<(row + 1) * size]))
        drawn += 1
      }
    }
  }

  /// Takes from the front as much as one pass can compute, cutting a long prompt.
  private static func nextPass(_ steps: inout ArraySlice<SequenceStep>, capacity: Int) -> [SequenceStep] {
    var pass: [SequenceStep] = []
    var room = capacity
    while room > 0, let step = steps.popFirst() {
      guard step.tokens.count > room else {
        pass.append(step)
        room -= step.tokens.count
        continue
      }
      pass.append(SequenceStep(tokens: Array(step.tokens.prefix(room)), table: step.table, logits: .none))
      let rest = BlockTable(blocks: step.table.blocks, positions: step.table.positions + room)
      steps = [SequenceStep(tokens: Array(step.tokens.dropFirst(room)), table: rest, logits: step.logits)] + steps
      room = 0
    }
    return pass
  }
}
