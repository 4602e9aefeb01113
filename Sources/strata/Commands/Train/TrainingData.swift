import Corpus
import Inference
import Training

/// The text of a recipe as tokens, and how they came to be.
struct TrainingData {
  /// The tokenizer's keys of a model's file.
  let keys: GGUFMetadata
  let tokenizer: Tokenizer
  let training: TrainingText
  /// Held out; empty where there is too little.
  let validation: TrainingText

  /// How a file with a conversation's marks wants them read, as a program in the language Jinja.
  private static let chatTemplate =
    "{% for message in messages %}{% if message['role'] == 'user' %}{{ '<|user|> ' + message['content'] }}"
    + "{% elif message['role'] == 'assistant' %}{{ '<|assistant|> ' + message['content'] + '<|end|>' }}"
    + "{% else %}{{ '<|context|> ' + message['content'] }}{% endif %}{% endfor %}"
    + "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"

  /// Reads or makes the text of a recipe, and cuts it into tokens.
  ///
  /// - Parameter progress: says what is being done.
  init(_ recipe: TrainRecipe, _ desk: Desk, progress: (String) -> Void) throws {
    let texts = try TrainingTexts(recipe.source, desk, progress: progress)
    switch (recipe.start, recipe.tokens) {
    case (.base(let path), _), (_, .from(let path)?):
      keys = try ModelFile.open(path).metadata.ofTokenizer
    case (.shape, let tokens):
      progress("learning the tokens")
      var size = 2_048
      if case .learnt(let count)? = tokens { size = count }
      keys = try TrainingData.learntKeys(size, texts.training.map(\.plain))
    }
    do { tokenizer = try Tokenizer(metadata: keys) } catch { throw Failure("the tokens cannot be used: \(error)") }
    progress("cutting the text into tokens")
    let template = ChatTemplate.recognise(keys)
    let mark = recipe.isAnswersOnly ? try TrainingData.answerMark(tokenizer) : nil
    training = texts.training.reduce(into: TrainingText(tokenizer)) { $1.add(to: &$0, template, opening: mark) }
    validation = texts.validation.reduce(into: TrainingText(tokenizer)) { $1.add(to: &$0, template, opening: nil) }
  }

  /// The token that opens an answer.
  private static func answerMark(_ tokenizer: Tokenizer) throws -> TokenID {
    let found = tokenizer.tokens(of: Corpus.Mark.assistant, special: true).filter { $0 != tokenizer.beginningOfText }
    guard found.count == 1, let mark = found.first else {
      throw Failure("only answers cannot be learned: the tokens have no mark \(Corpus.Mark.assistant)")
    }
    return mark
  }

  private static func learntKeys(_ size: Int, _ texts: [String]) throws -> GGUFMetadata {
    let end = Corpus.Mark.end
    let trainer = BytePairTrainer(
      vocabularySize: size, specialTokens: Corpus.Mark.all, beginningOfText: end, endOfText: end)
    var keys = try trainer.train(on: texts).metadata
    keys["tokenizer.chat_template"] = .string(GGUFText(chatTemplate))
    return keys
  }
}
