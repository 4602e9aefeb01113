extension ChatTemplate.Family {
  /// The family whose telling words a Jinja template has; nil if it has none of them.
  init?(template text: String) {
    // Line breaks within Jinja's strings are written either way.
    let text = text.replacing("\\n", with: "\n")
    let double = text.replacing("'", with: "\"")
    if text.contains("<|im_start|>") {
      if text.contains("<|im_sep|>") {
        self = .phi4
      } else {
        self = .chatML(ChatTemplate.ChatML(template: text))
      }
    } else if text.contains("[INST]") {
      if text.contains("<<SYS>>") {
        self = .llama2
      } else {
        self = .mistral(ChatTemplate.Mistral(template: double))
      }
    } else if text.contains("<|start_header_id|>") {
      // One that tells of a date in another way is some other family's.
      guard !text.contains("Cutting Knowledge Date: ") || text.contains("date_string") else { return nil }
      self = .llama3(ChatTemplate.Llama3(template: double))
    } else if text.contains("<start_of_turn>") {
      self = .gemma
    } else if text.contains("<|context|> "), text.contains("<|user|> ") {
      self = .stackLM
    } else if text.contains("<|assistant|>"), double.contains("message[\"content\"] + \"<|end|>") {
      self = .phi3(lineBreaks: text.contains("<|assistant|>\n") || text.contains("<|user|>\n"))
    } else if double.contains("<|user|>\n\" + message[\"content\"] + eos_token") {
      self = .zephyr
    } else if text.contains("<｜User｜>"), text.contains("<｜Assistant｜>"), !text.contains("thinking") {
      self = .deepSeek3(answer: text.contains("<｜Assistant｜><think>\n") ? "<think>\n" : "")
    } else if double.contains("\"User: \" + message[\"content\"]"),
      double.contains("\"Assistant: \" + message[\"content\"]")
    {
      self = .deepSeek
    } else {
      return nil
    }
  }
}

extension ChatTemplate.ChatML {
  init(template text: String) {
    forgetsThoughts = text.contains("split('</think>')[-1].lstrip('\n')")
    if text.contains("<|im_start|>assistant\n<think>\n'") || text.contains("<|im_start|>assistant\n<think>\n\"") {
      answer = "<think>\n"
    }
    // A text between the two marks is what is said by default; an expression is what the conversation has.
    for part in text.split(separator: "<|im_start|>system\n").dropFirst() {
      guard let end = part.firstRange(of: "<|im_end|>") else { continue }
      let system = String(part[..<end.lowerBound])
      if system.isEmpty || system.contains(where: { "'\"{}".contains($0) }) { continue }
      defaultSystem = system
      return
    }
  }
}

extension ChatTemplate.Llama3 {
  init(template text: String) {
    guard text.contains("Cutting Knowledge Date: ") else { return }
    let cut = text.split(separator: "Cutting Knowledge Date: ", maxSplits: 1).last?.prefix { $0 != "\n" && $0 != "\"" }
    preface = "Cutting Knowledge Date: \(cut ?? "")\nToday Date: "
    wantsToday = text.contains("strftime_now")
    for part in text.split(separator: "date_string = \"").dropFirst() {
      date = String(part.prefix { $0 != "\"" })
    }
  }
}

extension ChatTemplate.Mistral {
  init(template text: String) {
    func blank(_ word: String) -> String { text.contains(word) ? " " : "" }
    beforeQuestion = blank("\" [INST]")
    inQuestion = blank("[INST] \"")
    afterQuestion = blank("\" [/INST]")
    beforeAnswer = blank("\" \" + message[\"content\"]")
    afterAnswer = blank("eos_token + \" \"")
    trimsAnswers = text.contains("message[\"content\"]|trim + eos_token")
    if text.contains("[SYSTEM_PROMPT]") {
      system = .itsOwn(blank: blank("[SYSTEM_PROMPT] "))
      if text.contains("\" \" + message[\"content\"] + eos_token") { beforeAnswer = " " }
    } else if text.contains("loop.last and system_message") {
      system = .lastQuestion
    }
  }
}
