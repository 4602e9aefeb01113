public import Inference

/// Documents as one row of tokens, with those that a model is to learn to say.
public struct TrainingText: Sendable {
  /// All documents, one behind the other, each with the token that ends a text.
  public private(set) var tokens: [Int32] = []
  /// Whether a token is one that a model is to learn to say.
  public private(set) var learned: [Bool] = []
  /// Documents so far.
  public private(set) var documentCount = 0

  private let tokenizer: Tokenizer

  /// No documents yet.
  public init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  /// Adds a document of which everything is learned; names of control tokens in it are these tokens.
  public mutating func add(_ text: String) {
    append(tokenizer.tokens(of: text, special: true), isLearned: true)
    end()
  }

  /// Adds a conversation of which only the answers are learned: from each mark that opens one to the end behind it.
  ///
  /// A text without such a mark is learned whole.
  public mutating func add(conversation text: String, opening mark: TokenID) {
    let start = tokens.count
    add(text)
    guard tokens[start...].contains(mark) else { return }
    var isAnswer = false
    for place in start..<tokens.count {
      learned[place] = isAnswer
      if tokens[place] == mark { isAnswer = true }
      if tokens[place] == tokenizer.endOfText { isAnswer = false }
    }
  }

  /// Adds a question, which is only read, with the answer that is to be learned.
  ///
  /// - Parameter template: How the model is told who speaks; nil: the answer follows the question as it stands.
  public mutating func add(question: String, answer: String, _ template: ChatTemplate?) {
    if let template {
      let asked = tokenizer.tokens(of: template.render([ChatMessage(.user, question)]))
      let all = tokenizer.tokens(
        of: template.render([ChatMessage(.user, question), ChatMessage(.assistant, answer)], opensAnswer: false))
      let read = zip(asked, all).prefix { $0 == $1 }.count
      append(Array(all[..<read]), isLearned: false)
      append(Array(all[read...]), isLearned: true, isStart: false)
    } else {
      append(tokenizer.tokens(of: question, special: true), isLearned: false)
      append(tokenizer.tokens(of: answer, special: true), isLearned: true)
    }
    end()
  }

  private mutating func append(_ part: [TokenID], isLearned: Bool, isStart: Bool = true) {
    var all = part
    // What a tokenizer adds at both ends of a text belongs to none of its parts.
    if isStart, tokenizer.addsBeginning, all.first == tokenizer.beginningOfText { all.removeFirst() }
    if tokenizer.addsEnd, all.last == tokenizer.endOfText { all.removeLast() }
    tokens += all
    learned += [Bool](repeating: isLearned, count: all.count)
  }

  private mutating func end() {
    documentCount += 1
    guard let end = tokenizer.endOfText ?? tokenizer.beginningOfText, tokens.last != end else { return }
    tokens.append(end)
    learned.append(true)
  }
}
