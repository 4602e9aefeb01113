import Testing

@testable import Inference

@Suite struct `Chat templates` {
  /// What Jinja makes of such a template is what the tests expect; the templates are short ones with the telling words.
  private func recognised(_ jinja: String) -> ChatTemplate? {
    var metadata = GGUFMetadata()
    metadata["tokenizer.chat_template"] = .string(GGUFText(jinja))
    metadata["tokenizer.ggml.tokens"] = .array(.string(["<bos>", "<eos>"]))
    metadata["tokenizer.ggml.bos_token_id"] = .uint32(0)
    metadata["tokenizer.ggml.eos_token_id"] = .uint32(1)
    return ChatTemplate.recognise(metadata)
  }

  private let question = [ChatMessage(.user, "Hi\nthere ")]
  private let talk = [
    ChatMessage(.system, "Be brief. "), ChatMessage(.user, "Hello"), ChatMessage(.assistant, " Hi! "),
    ChatMessage(.user, "Bye"),
  ]

  @Test func `ChatML says who speaks between marks`() throws {
    let template = try #require(
      recognised(
        "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>\\n' }}{% endfor %}"))
    #expect(template.family.name == "ChatML")
    #expect(
      template.render(talk).text == """
        <|im_start|>system
        Be brief. <|im_end|>
        <|im_start|>user
        Hello<|im_end|>
        <|im_start|>assistant
         Hi! <|im_end|>
        <|im_start|>user
        Bye<|im_end|>
        <|im_start|>assistant

        """)
  }

  @Test func `StackLM reads a blank behind each mark, and what the system says as a context`() throws {
    let template = try #require(
      recognised("{{ '<|user|> ' + m['content'] }}{{ '<|context|> ' + m['content'] }}{{ '<|assistant|>' }}"))
    #expect(template.family.name == "StackLM")
    let said = "<|context|> Be brief. <|user|> Hello<|assistant|>  Hi! <|end|><|user|> Bye"
    #expect(template.render(talk).text == said + "<|assistant|>")
    #expect(template.render(talk, opensAnswer: false).text == said)
  }

  @Test func `what opens an answer is left out where none is wanted`() throws {
    for family: ChatTemplate.Family in [
      .chatML(ChatTemplate.ChatML()), .llama3(ChatTemplate.Llama3()), .gemma, .phi3(lineBreaks: true), .phi4, .zephyr,
      .deepSeek, .deepSeek3(answer: ""),
    ] {
      let template = ChatTemplate(family)
      let (open, closed) = (template.render(talk).text, template.render(talk, opensAnswer: false).text)
      #expect(open.hasPrefix(closed) && open != closed && closed.contains("Bye"), "\(family.name)")
    }
  }

  @Test func `a default text of the system is read out of the template, and given where there is no other`() throws {
    let template = try #require(
      recognised(
        "{{ '<|im_start|>system\\nYou help.<|im_end|>\\n' }}{{ '<|im_start|>system\\n' + x + '<|im_end|>\\n' }}"))
    #expect(
      template.render(question).text
        == "<|im_start|>system\nYou help.<|im_end|>\n<|im_start|>user\nHi\nthere <|im_end|>\n<|im_start|>assistant\n")
    #expect(!template.render(talk).text.contains("You help."))
  }

  @Test func `thoughts of earlier answers are left out where the template does so`() throws {
    let thought = [
      ChatMessage(.user, "Q"), ChatMessage(.assistant, "<think>\nhm\n</think>\n\nA"), ChatMessage(.user, "R"),
    ]
    let plain = try #require(recognised("'<|im_start|>'"))
    #expect(plain.render(thought).text.contains("hm"))
    let forgetting = try #require(recognised("'<|im_start|>' content.split('</think>')[-1].lstrip('\\n')"))
    #expect(
      forgetting.render(thought).text
        == "<|im_start|>user\nQ<|im_end|>\n<|im_start|>assistant\nA<|im_end|>\n<|im_start|>user\nR<|im_end|>\n"
        + "<|im_start|>assistant\n")
    let thinking = try #require(recognised("'<|im_start|>assistant\\n<think>\\n'"))
    #expect(thinking.render(question).text.hasSuffix("<|im_start|>assistant\n<think>\n"))
  }

  @Test func `Llama 3 trims what is said, and gives a date where it is taught to`() throws {
    let plain = try #require(recognised("'<|start_header_id|>' + role + '<|end_header_id|>'"))
    let end = "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
    #expect(plain.render(question).text == "<|start_header_id|>user<|end_header_id|>\n\nHi\nthere" + end)
    let dated = try #require(
      recognised(
        """
        {%- if strftime_now is defined %}{%- set date_string = strftime_now("%d %b %Y") %}
        {%- else %}{%- set date_string = "26 Jul 2024" %}{%- endif %}
        {{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}{{- "Cutting Knowledge Date: December 2023\\n" }}
        {{- "Today Date: " + date_string + "\\n\\n" }}
        """))
    let head = "<|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: "
    #expect(
      dated.render(talk, today: "01 Feb 2026").text.hasPrefix(
        head + "01 Feb 2026\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHello<|eot_id|>"))
    #expect(dated.render(question).text.hasPrefix(head + "26 Jul 2024\n\n<|eot_id|>"))
  }

  @Test func `Llama 2 puts the system into the first question, and begins each turn anew`() throws {
    let template = try #require(recognised("bos_token + '[INST] ' '<<SYS>>\\n'"))
    #expect(template.family.name == "Llama 2")
    #expect(
      template.render(talk).text
        == "[INST] <<SYS>>\nBe brief. \n<</SYS>>\n\nHello [/INST] Hi! <eos><bos>[INST] Bye [/INST]")
  }

  @Test(arguments: [
    // The first one has no place for the system; it goes into the first question.
    (
      "'[INST] ' + message['content'] + ' [/INST]' message['content'] + eos_token",
      "[INST] Be brief. \n\nHello [/INST] Hi! <eos>[INST] Bye [/INST]"
    ),
    (
      "\" [INST] \" + message[\"content\"] + \" [/INST]\" \" \" + message[\"content\"] + eos_token",
      " [INST] Be brief. \n\nHello [/INST]  Hi! <eos> [INST] Bye [/INST]"
    ),
    (
      "loop.last and system_message \"[INST] \" + message[\"content\"] + \"[/INST]\" "
        + "\" \" + message[\"content\"]|trim + eos_token",
      "[INST] Hello[/INST] Hi!<eos>[INST] Be brief. \n\nBye[/INST]"
    ),
    (
      "loop.last and system_message \"[INST]\" + message[\"content\"] + \"[/INST]\" message[\"content\"] + eos_token",
      "[INST]Hello[/INST] Hi! <eos>[INST]Be brief. \n\nBye[/INST]"
    ),
    (
      "'[SYSTEM_PROMPT] ' '[INST] ' + message['content'] + '[/INST]' ' ' + message['content'] + eos_token",
      "[SYSTEM_PROMPT] Be brief. [/SYSTEM_PROMPT][INST] Hello[/INST]  Hi! <eos>[INST] Bye[/INST]"
    ),
    (
      "'[SYSTEM_PROMPT]' '[INST]' + message['content'] + '[/INST]' message['content'] + eos_token",
      "[SYSTEM_PROMPT]Be brief. [/SYSTEM_PROMPT][INST]Hello[/INST] Hi! <eos>[INST]Bye[/INST]"
    ),
  ])
  func `each version of Mistral's has its own blanks`(_ jinja: String, _ expected: String) throws {
    let template = try #require(recognised(jinja))
    #expect(template.family.name == "Mistral")
    #expect(template.render(talk).text == expected)
  }

  @Test func `Gemma has no system, so its text goes into the first question`() throws {
    let template = try #require(recognised("'<start_of_turn>' + role"))
    #expect(
      template.render(talk).text
        == "<start_of_turn>user\nBe brief. \n\nHello<end_of_turn>\n<start_of_turn>model\nHi!<end_of_turn>\n"
        + "<start_of_turn>user\nBye<end_of_turn>\n<start_of_turn>model\n")
  }

  @Test func `Phi has line breaks or none, or marks of its own`() throws {
    let third = try #require(recognised("'<|user|>\\n' + message['content'] + '<|end|>\\n' '<|assistant|>\\n'"))
    #expect(third.render(question).text == "<|user|>\nHi\nthere <|end|>\n<|assistant|>\n")
    let small = try #require(
      recognised("'<|' + message['role'] + '|>' + message['content'] + '<|end|>' '<|assistant|>'"))
    #expect(small.render(question).text == "<|user|>Hi\nthere <|end|><|assistant|>")
    let fourth = try #require(recognised("'<|im_start|>user<|im_sep|>'"))
    #expect(
      fourth.render(question).text
        == "<|im_start|>user<|im_sep|>Hi\nthere <|im_end|><|im_start|>assistant<|im_sep|>")
  }

  @Test func `Zephyr and DeepSeek end answers with the token that ends a text`() throws {
    let zephyr = try #require(recognised("'<|user|>\\n' + message['content'] + eos_token"))
    #expect(
      zephyr.render(talk).text
        == "<|system|>\nBe brief. <eos>\n<|user|>\nHello<eos>\n<|assistant|>\n Hi! <eos>\n<|user|>\nBye<eos>\n"
        + "<|assistant|>\n"
    )
    let second = try #require(
      recognised("'User: ' + message['content'] + '\\n\\n' 'Assistant: ' + message['content'] + eos_token"))
    #expect(
      second.render(talk).text == "Be brief. \n\nUser: Hello\n\nAssistant:  Hi! <eos>User: Bye\n\nAssistant:")
    let third = try #require(recognised("'<｜User｜>' '<｜Assistant｜><think>\\n'"))
    #expect(
      third.render(talk).text
        == "Be brief. <｜User｜>Hello<｜Assistant｜> Hi! <｜end▁of▁sentence｜><｜User｜>Bye<｜Assistant｜><think>\n")
  }

  @Test func `a template of no known family is none, and so is no template`() {
    #expect(recognised("{{ messages[0].content }}") == nil)
    #expect(ChatTemplate.recognise(GGUFMetadata()) == nil)
  }

  @Test func `an empty conversation asks for an answer all the same`() throws {
    for jinja in [
      "<|im_start|>", "[INST]", "<<SYS>>[INST]", "<start_of_turn>", "<|start_header_id|>", "<|im_start|><|im_sep|>",
    ] {
      _ = try #require(recognised(jinja)).render([])
    }
  }
}
