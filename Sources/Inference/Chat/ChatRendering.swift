extension ChatTemplate {
  /// The text that a model is to continue with its next answer.
  ///
  /// The token that begins a text is not written at its beginning: the tokenizer adds it, as the file says.
  ///
  /// - Parameters:
  ///   - messages: the conversation; what the system says comes first, if at all.
  ///   - today: the date to give to models that ask for it, like `26 Jul 2024`.
  public func render(_ messages: [ChatMessage], today: String? = nil) -> String {
    switch family {
    case .chatML(let options): chatML(messages, options)
    case .llama3(let options): llama3(messages, options, today)
    case .llama2: llama2(messages)
    case .mistral(let options): mistral(messages, options)
    case .gemma: gemma(messages)
    case .phi3(let lineBreaks):
      joined(messages, answer: lineBreaks ? "<|assistant|>\n" : "<|assistant|>") {
        lineBreaks ? "<|\($0.role)|>\n\($0.content)<|end|>\n" : "<|\($0.role)|>\($0.content)<|end|>"
      }
    case .phi4:
      joined(messages, answer: "<|im_start|>assistant<|im_sep|>") {
        "<|im_start|>\($0.role)<|im_sep|>\($0.content)<|im_end|>"
      }
    case .zephyr: joined(messages, answer: "<|assistant|>\n") { "<|\($0.role)|>\n\($0.content)\(endOfText)\n" }
    case .deepSeek: deepSeek(messages)
    case .deepSeek3(let answer): deepSeek3(messages, answer)
    }
  }

  private func joined(_ messages: [ChatMessage], answer: String, _ turn: (ChatMessage) -> String) -> String {
    messages.map(turn).joined() + answer
  }

  private func chatML(_ messages: [ChatMessage], _ options: ChatML) -> String {
    var messages = messages
    if let system = options.defaultSystem, messages.first?.role != .system {
      messages.insert(ChatMessage(.system, system), at: 0)
    }
    return joined(messages, answer: "<|im_start|>assistant\n" + options.answer) { message in
      var content = message.content
      if options.forgetsThoughts, message.role == .assistant { content = ChatTemplate.afterThoughts(content) }
      return "<|im_start|>\(message.role)\n\(content)<|im_end|>\n"
    }
  }

  private func llama3(_ messages: [ChatMessage], _ options: Llama3, _ today: String?) -> String {
    func turn(_ role: ChatMessage.Role, _ content: String) -> String {
      "<|start_header_id|>\(role)<|end_header_id|>\n\n\(content)<|eot_id|>"
    }
    let answer = "<|start_header_id|>assistant<|end_header_id|>\n\n"
    guard let preface = options.preface else {
      return joined(messages, answer: answer) { turn($0.role, ChatTemplate.trimmed($0.content)) }
    }
    let date = options.wantsToday ? today ?? options.date : options.date
    let (system, rest) = ChatTemplate.parted(messages)
    let first = turn(.system, preface + date + "\n\n" + ChatTemplate.trimmed(system ?? ""))
    return first + joined(rest, answer: answer) { turn($0.role, ChatTemplate.trimmed($0.content)) }
  }

  private func llama2(_ messages: [ChatMessage]) -> String {
    let (system, rest) = ChatTemplate.parted(messages)
    var text = ""
    for (index, message) in rest.enumerated() {
      var content = message.content
      if index == 0, let system { content = "<<SYS>>\n\(system)\n<</SYS>>\n\n\(content)" }
      content = ChatTemplate.trimmed(content)
      if message.role == .assistant {
        text += " \(content) \(endOfText)"
      } else {
        text += (index == 0 ? "" : beginningOfText) + "[INST] \(content) [/INST]"
      }
    }
    return text
  }

  private func mistral(_ messages: [ChatMessage], _ options: Mistral) -> String {
    let (system, rest) = ChatTemplate.parted(messages)
    var text = ""
    var withSystem = options.system == .lastQuestion ? rest.lastIndex { $0.role != .assistant } : 0
    if case .itsOwn(let blank) = options.system {
      if let system { text = "[SYSTEM_PROMPT]\(blank)\(system)[/SYSTEM_PROMPT]" }
      withSystem = nil
    }
    for (index, message) in rest.enumerated() {
      if message.role == .assistant {
        let content = options.trimsAnswers ? ChatTemplate.trimmed(message.content) : message.content
        text += options.beforeAnswer + content + endOfText + options.afterAnswer
      } else {
        let preface = index == withSystem ? system.map { $0 + "\n\n" } ?? "" : ""
        text += options.beforeQuestion + "[INST]" + options.inQuestion + preface + message.content
        text += options.afterQuestion + "[/INST]"
      }
    }
    return text
  }

  private func gemma(_ messages: [ChatMessage]) -> String {
    let (system, rest) = ChatTemplate.parted(messages)
    var text = ""
    for (index, message) in rest.enumerated() {
      let role = message.role == .assistant ? "model" : "\(message.role)"
      let preface = index == 0 ? system.map { $0 + "\n\n" } ?? "" : ""
      text += "<start_of_turn>\(role)\n\(preface)\(ChatTemplate.trimmed(message.content))<end_of_turn>\n"
    }
    return text + "<start_of_turn>model\n"
  }

  private func deepSeek(_ messages: [ChatMessage]) -> String {
    joined(messages, answer: "Assistant:") { message in
      switch message.role {
      case .system: message.content + "\n\n"
      case .user: "User: \(message.content)\n\n"
      case .assistant: "Assistant: \(message.content)\(endOfText)"
      }
    }
  }

  private func deepSeek3(_ messages: [ChatMessage], _ answer: String) -> String {
    joined(messages, answer: "<｜Assistant｜>" + answer) { message in
      switch message.role {
      case .system: message.content
      case .user: "<｜User｜>\(message.content)"
      case .assistant:
        "<｜Assistant｜>\(message.content.split(separator: "</think>").last ?? "")<｜end▁of▁sentence｜>"
      }
    }
  }

  // MARK: Texts

  /// What the system says first, and the rest.
  private static func parted(_ messages: [ChatMessage]) -> (system: String?, rest: [ChatMessage]) {
    guard let first = messages.first, first.role == .system else { return (nil, messages) }
    return (first.content, Array(messages.dropFirst()))
  }

  /// A text without white space at both ends.
  private static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  /// What a model said after it had thought.
  private static func afterThoughts(_ text: String) -> String {
    guard let end = text.ranges(of: "</think>").last else { return text }
    return String(text[end.upperBound...].drop { $0 == "\n" })
  }
}
