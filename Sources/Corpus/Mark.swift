extension Corpus {
  /// The texts of the special tokens, and the one form that every dialogue has.
  ///
  /// A dialogue is `<|context|> …<|user|> …<|assistant|> …<|end|>`, the context only where there is one. A blank
  /// follows each of the first three, so that a word is cut into the same tokens at the start of an answer as inside
  /// the sentence that it is copied from. A prompt therefore ends with ``assistant`` and no blank.
  /// After a tool call the result comes as another context:
  /// `<|user|> …<|assistant|> call: add(2, 3)<|end|><|context|> result: 5<|assistant|> …<|end|>`.
  public enum Mark {
    /// Ends each text of the assistant, and each document.
    public static let end = "<|end|>"
    /// Begins what the user says.
    public static let user = "<|user|>"
    /// Begins what the assistant says.
    public static let assistant = "<|assistant|>"
    /// Begins what is handed in: passages, or the result of a tool.
    public static let context = "<|context|>"

    /// All four, in the order in which a tokenizer should number them.
    public static let all = [end, user, assistant, context]
  }
}
