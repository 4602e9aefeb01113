/// What a model says to prompts, each time the most likely words.
public enum Answers {
  /// The continuations of prompts, without what ends them.
  ///
  /// - Parameters:
  ///   - prompts: Names of control tokens in them are these tokens.
  ///   - most: The most tokens of an answer.
  ///   - progress: Told the prompts done, and asked before each token whether to go on; on false fewer answers come.
  /// - Throws: ``OutOfMemory``, or ``InferenceContext/ContextError`` when a prompt has tokens that the model has not.
  public static func of(
    _ transformer: Transformer, _ tokenizer: Tokenizer, to prompts: [String], most: Int,
    progress: (Int) -> Bool = { _ in true }
  ) throws -> [String] {
    let all = prompts.map { tokenizer.tokens(of: $0, special: true) }
    let room = (all.map(\.count).max() ?? 0) + most
    var context = try InferenceContext(transformer, contextLength: room)
    var answers: [String] = []
    var isOver = false
    for prompt in all {
      context.truncate(to: 0)
      let result = try Generation.run(
        &context, prompt: prompt, count: most, sampler: Sampler(SamplingParameters(temperature: 0), seed: 0),
        ends: tokenizer.endOfGeneration,
        shouldStop: {
          if !isOver { isOver = !progress(answers.count) }
          return isOver
        })
      if isOver { break }
      answers.append(String(decoding: tokenizer.bytes(of: result.tokens, special: true), as: UTF8.self))
    }
    return answers
  }
}
