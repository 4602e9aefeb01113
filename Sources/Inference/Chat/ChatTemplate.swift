/// How a model was taught to tell who speaks: turns a conversation into the text that the model is to continue.
///
/// A file carries this as a program in the language Jinja. It is not run: the families that matter are few, each is
/// known by certain words in the program, and what differs within a family (default system text, blanks) is read out of
/// it. Tools are left out, and so is a default system text that the program puts together from parts.
public struct ChatTemplate: Equatable, Sendable {
  /// Models whose conversations look alike.
  public enum Family: Equatable, Sendable {
    /// `<|im_start|>user`: Qwen, SmolLM, Yi, Hermes and many others.
    case chatML(ChatML)
    /// `<|start_header_id|>user<|end_header_id|>`.
    case llama3(Llama3)
    /// `[INST] <<SYS>>`.
    case llama2
    /// `[INST]`, with blanks that depend on the version.
    case mistral(Mistral)
    /// `<start_of_turn>user`.
    case gemma
    /// `<|user|>` and `<|end|>`, with a line break after the name or without.
    case phi3(lineBreaks: Bool)
    /// `<|im_start|>user<|im_sep|>`.
    case phi4
    /// `<|user|>` and the token that ends a text: Zephyr, TinyLlama.
    case zephyr
    /// `<|user|>` with a blank behind it, and `<|context|>` for what is handed in: StackLM.
    case stackLM
    /// `User: `.
    case deepSeek
    /// `<｜User｜>`, with what comes before an answer.
    case deepSeek3(answer: String)

    /// What the family is called.
    public var name: String {
      switch self {
      case .chatML: "ChatML"
      case .llama3: "Llama 3"
      case .llama2: "Llama 2"
      case .mistral: "Mistral"
      case .gemma: "Gemma"
      case .phi3: "Phi-3"
      case .phi4: "Phi-4"
      case .zephyr: "Zephyr"
      case .stackLM: "StackLM"
      case .deepSeek: "DeepSeek"
      case .deepSeek3: "DeepSeek V3"
      }
    }
  }

  /// What differs among models with `<|im_start|>`.
  public struct ChatML: Equatable, Sendable {
    /// What the system says when the conversation doesn't begin with it.
    public var defaultSystem: String?
    /// Whether what a model thought before an answer is left out of the conversation later.
    public var forgetsThoughts = false
    /// What comes before an answer, behind the name of who speaks.
    public var answer = ""
  }

  /// What differs among models with `<|start_header_id|>`.
  public struct Llama3: Equatable, Sendable {
    /// What the system says before anything else, up to the date; nil if nothing.
    public var preface: String?
    /// The date that is given to a model when nobody knows another one.
    public var date = ""
    /// Whether today's date is to be given.
    public var wantsToday = false
  }

  /// What differs among models with `[INST]`.
  public struct Mistral: Equatable, Sendable {
    /// A blank, or nothing, before `[INST]`.
    public var beforeQuestion = ""
    /// A blank, or nothing, behind `[INST]`.
    public var inQuestion = ""
    /// A blank, or nothing, before `[/INST]`.
    public var afterQuestion = ""
    /// A blank, or nothing, before an answer.
    public var beforeAnswer = ""
    /// A blank, or nothing, behind the token that ends an answer.
    public var afterAnswer = ""
    /// Whether white space around an answer is left out.
    public var trimsAnswers = false
    /// Where the system's text goes.
    public var system = System.firstQuestion

    /// Where the system's text goes.
    public enum System: Equatable, Sendable {
      case firstQuestion
      case lastQuestion
      /// `[SYSTEM_PROMPT]`, with a blank behind it or nothing.
      case itsOwn(blank: String)
    }
  }

  /// Which models' conversations these are.
  public let family: Family
  /// The name of the token that begins a text, which some families write between turns.
  public let beginningOfText: String
  /// The name of the token that ends a text, which some families write behind answers.
  public let endOfText: String

  /// A template of a family.
  public init(_ family: Family, beginningOfText: String = "<s>", endOfText: String = "</s>") {
    self.family = family
    self.beginningOfText = beginningOfText
    self.endOfText = endOfText
  }

  /// The template of a file; nil if it has none, or none of a known family: the model is to complete plain text then.
  public static func recognise(_ metadata: GGUFMetadata) -> ChatTemplate? {
    guard let family = metadata.text(Keys.chatTemplate).flatMap({ Family(template: $0) }) else { return nil }
    func name(_ key: String) -> String? {
      guard let id = metadata[key]?.integer, case .array(.string(let tokens))? = metadata[Keys.tokens],
        tokens.indices.contains(id)
      else { return nil }
      return tokens[id].text
    }
    return ChatTemplate(
      family, beginningOfText: name(Keys.beginning) ?? "<s>", endOfText: name(Keys.end) ?? "</s>")
  }
}
