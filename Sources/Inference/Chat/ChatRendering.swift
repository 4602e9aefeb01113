extension ChatTemplate {
  /// What a model is to continue with its next answer.
  ///
  /// The token that begins a text is not written at its beginning: the tokenizer adds it, as the file says.
  ///
  /// - Parameters:
  ///   - messages: the conversation; what the system says comes first, if at all.
  ///   - today: the date to give to models that ask for it, like `26 Jul 2024`.
  ///   - opensAnswer: whether what comes before the model's next answer is written too.
  public func render(_ messages: [ChatMessage], today: String? = nil, opensAnswer: Bool = true) -> ChatPrompt {
    turns(messages, today) + (opensAnswer ? opening : "")
  }

  /// What comes before an answer.
  private var opening: ChatPrompt {
    switch family {
    case .chatML(let options): "<|im_start|>assistant\n\(own: options.answer)"
    case .llama3: "<|start_header_id|>assistant<|end_header_id|>\n\n"
    case .llama2, .mistral: ""
    case .gemma: "<start_of_turn>model\n"
    case .phi3(let lineBreaks): lineBreaks ? "<|assistant|>\n" : "<|assistant|>"
    case .phi4: "<|im_start|>assistant<|im_sep|>"
    case .zephyr: "<|assistant|>\n"
    case .stackLM: "<|assistant|>"
    case .deepSeek: "Assistant:"
    case .deepSeek3(let answer): "<｜Assistant｜>\(own: answer)"
    }
  }

  /// What was said so far.
  private func turns(_ messages: [ChatMessage], _ today: String?) -> ChatPrompt {
    switch family {
    case .chatML(let options): chatML(messages, options)
    case .llama3(let options): llama3(messages, options, today)
    case .llama2: llama2(messages)
    case .mistral(let options): mistral(messages, options)
    case .gemma: gemma(messages)
    case .phi3(let lineBreaks):
      joined(messages) { role, content in
        lineBreaks
          ? "<|\(own: role)|>\n\(said: content)<|end|>\n" : "<|\(own: role)|>\(said: content)<|end|>"
      }
    case .phi4:
      joined(messages) { role, content in
        "<|im_start|>\(own: role)<|im_sep|>\(said: content)<|im_end|>"
      }
    case .zephyr:
      joined(messages) { role, content in
        "<|\(own: role)|>\n\(said: content)\(own: endOfText)\n"
      }
    case .stackLM:
      messages.reduce(into: ChatPrompt()) { prompt, message in
        switch message.role {
        case .system: prompt += "<|context|> \(said: message.content)"
        case .user: prompt += "<|user|> \(said: message.content)"
        case .assistant: prompt += "<|assistant|> \(said: message.content)<|end|>"
        }
      }
    case .deepSeek: deepSeek(messages)
    case .deepSeek3: deepSeek3(messages)
    }
  }

  private func joined(
    _ messages: [ChatMessage], _ turn: (_ role: String, _ content: String) -> ChatPrompt
  ) -> ChatPrompt {
    messages.reduce(into: ChatPrompt()) { $0 += turn($1.role.rawValue, $1.content) }
  }

  private func chatML(_ messages: [ChatMessage], _ options: ChatML) -> ChatPrompt {
    var prompt: ChatPrompt = ""
    if let system = options.defaultSystem, messages.first?.role != .system {
      prompt = "<|im_start|>system\n\(own: system)<|im_end|>\n"
    }
    return prompt
      + joined(messages) { role, content in
        let isThought = options.forgetsThoughts && role == ChatMessage.Role.assistant.rawValue
        let content = isThought ? ChatTemplate.afterThoughts(content) : content
        return "<|im_start|>\(own: role)\n\(said: content)<|im_end|>\n"
      }
  }

  private func llama3(_ messages: [ChatMessage], _ options: Llama3, _ today: String?) -> ChatPrompt {
    func turns(_ messages: [ChatMessage]) -> ChatPrompt {
      joined(messages) { role, content in
        "<|start_header_id|>\(own: role)<|end_header_id|>\n\n\(said: ChatTemplate.trimmed(content))<|eot_id|>"
      }
    }
    guard let preface = options.preface else { return turns(messages) }
    let date = options.wantsToday ? today ?? options.date : options.date
    let (system, rest) = ChatTemplate.parted(messages)
    let head: ChatPrompt = "<|start_header_id|>system<|end_header_id|>\n\n\(own: preface + date)\n\n"
    return head + "\(said: ChatTemplate.trimmed(system ?? ""))<|eot_id|>" + turns(rest)
  }

  private func llama2(_ messages: [ChatMessage]) -> ChatPrompt {
    let (system, rest) = ChatTemplate.parted(messages)
    var prompt: ChatPrompt = ""
    for (index, message) in rest.enumerated() {
      if message.role == .assistant {
        prompt += " \(said: ChatTemplate.trimmed(message.content)) \(own: endOfText)"
        continue
      }
      prompt += index == 0 ? "[INST] " : "\(own: beginningOfText)[INST] "
      if index == 0, let system {
        // White space before the question stays, since it is not the beginning of the turn.
        let question = ChatTemplate.trimmed(message.content, atStart: false)
        prompt += "<<SYS>>\n\(said: system)\n<</SYS>>"
        if !question.isEmpty { prompt += "\n\n\(said: question)" }
      } else {
        prompt += "\(said: ChatTemplate.trimmed(message.content))"
      }
      prompt += " [/INST]"
    }
    return prompt
  }

  private func mistral(_ messages: [ChatMessage], _ options: Mistral) -> ChatPrompt {
    let (system, rest) = ChatTemplate.parted(messages)
    var prompt: ChatPrompt = ""
    var withSystem = options.system == .lastQuestion ? rest.lastIndex { $0.role != .assistant } : 0
    if case .itsOwn(let blank) = options.system {
      if let system { prompt = "[SYSTEM_PROMPT]\(own: blank)\(said: system)[/SYSTEM_PROMPT]" }
      withSystem = nil
    }
    for (index, message) in rest.enumerated() {
      if message.role == .assistant {
        let content = options.trimsAnswers ? ChatTemplate.trimmed(message.content) : message.content
        prompt += "\(own: options.beforeAnswer)\(said: content)\(own: endOfText + options.afterAnswer)"
      } else {
        prompt += "\(own: options.beforeQuestion)[INST]\(own: options.inQuestion)"
        if index == withSystem, let system { prompt += "\(said: system)\n\n" }
        prompt += "\(said: message.content)\(own: options.afterQuestion)[/INST]"
      }
    }
    return prompt
  }

  private func gemma(_ messages: [ChatMessage]) -> ChatPrompt {
    let (system, rest) = ChatTemplate.parted(messages)
    var prompt: ChatPrompt = ""
    for (index, message) in rest.enumerated() {
      prompt += "<start_of_turn>\(own: message.role == .assistant ? "model" : message.role.rawValue)\n"
      if index == 0, let system { prompt += "\(said: system)\n\n" }
      prompt += "\(said: ChatTemplate.trimmed(message.content))<end_of_turn>\n"
    }
    return prompt
  }

  private func deepSeek(_ messages: [ChatMessage]) -> ChatPrompt {
    messages.reduce(into: ChatPrompt()) { prompt, message in
      switch message.role {
      case .system: prompt += "\(said: message.content)\n\n"
      case .user: prompt += "User: \(said: message.content)\n\n"
      case .assistant: prompt += "Assistant: \(said: message.content)\(own: endOfText)"
      }
    }
  }

  private func deepSeek3(_ messages: [ChatMessage]) -> ChatPrompt {
    messages.reduce(into: ChatPrompt()) { prompt, message in
      switch message.role {
      case .system: prompt += "\(said: message.content)"
      case .user: prompt += "<｜User｜>\(said: message.content)"
      case .assistant:
        let said = message.content.split(separator: "</think>").last.map(String.init) ?? ""
        prompt += "<｜Assistant｜>\(said: said)<｜end▁of▁sentence｜>"
      }
    }
  }

  // MARK: Texts

  /// What the system says first, and the rest.
  private static func parted(_ messages: [ChatMessage]) -> (system: String?, rest: [ChatMessage]) {
    guard let first = messages.first, first.role == .system else { return (nil, messages) }
    return (first.content, Array(messages.dropFirst()))
  }

  /// A text without white space at both ends, or at its end alone.
  private static func trimmed(_ text: String, atStart: Bool = true) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[(atStart ? first : scalars.startIndex)...last])
  }

  /// What a model said after it had thought.
  private static func afterThoughts(_ text: String) -> String {
    guard let end = text.ranges(of: "</think>").last else { return text }
    return String(text[end.upperBound...].drop { $0 == "\n" })
  }
}
