/// Cuts a text into words before byte pairs are merged, since no token of such a vocabulary crosses two words.
///
/// A vocabulary was trained with one cut and is right with that one only. The file names it in `tokenizer.ggml.pre`.
/// Where several patterns stand, each cuts the words of the one before.
public struct PreTokenizer: Sendable {
  /// The patterns, in their order.
  let patterns: [any SplitPattern]
  /// Whether a word that is a token as a whole is taken as that token, whatever the merges would make of it.
  var ignoresMerges = false
  /// Whether the token that begins a text is put before it, if the file doesn't say.
  var addsBeginning = false

  /// Where the words of a text lie, as ranges of its bytes: without gaps, in their order.
  ///
  /// The text should be UTF-8, but need not be: a byte that is part of no character counts as U+FFFD. Takes some 30 times
  /// the memory of the text.
  public func words(of text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    let scalars = ScalarText(text)
    var words = words(of: scalars)
    for place in words.indices {
      let word = words[place]
      words[place] = scalars.offsets[word.lowerBound]..<scalars.offsets[word.upperBound]
    }
    return words
  }

  /// Where the words of a text lie, as places among its scalars.
  private func words(of text: borrowing ScalarText) -> [Range<Int>] {
    var words = [0..<text.count]
    for pattern in patterns {
      var cut: [Range<Int>] = []
      cut.reserveCapacity(words.count)
      for word in words { pattern.split(text, word, into: &cut) }
      words = cut
    }
    return words
  }

  /// The pre-tokenizer of a name; nil if none is known by it.
  public init?(named name: String) {
    guard let known = PreTokenizer.families.first(where: { $0.names.contains(name) }) else { return nil }
    self = known.preTokenizer
  }

  private init(_ patterns: [any SplitPattern], ignoresMerges: Bool = false, addsBeginning: Bool = false) {
    self.patterns = patterns
    self.ignoresMerges = ignoresMerges
    self.addsBeginning = addsBeginning
  }

  /// All names that are known, in the order of the alphabet.
  public static var knownNames: [String] { families.flatMap(\.names).sorted() }

  // MARK: The families

  /// Names whose vocabularies were trained with the same patterns.
  private struct Family: Sendable {
    let names: [String]
    let preTokenizer: PreTokenizer
  }

  private static let families: [Family] = [
    Family(names: ["default"], preTokenizer: byDefault),
    Family(
      names: [
        "gpt-2", "phi-2", "mpt", "olmo", "jais", "gigachat", "a.x-4.0", "mellum", "trillion", "exaone4",
        "granite-docling",
      ],
      preTokenizer: PreTokenizer([GPT2Pattern()])),
    Family(
      names: ["smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b", "mellum2"],
      preTokenizer: PreTokenizer([singleDigits, GPT2Pattern()])),
    Family(names: ["falcon"], preTokenizer: falcon),
    Family(
      names: ["llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2"],
      preTokenizer: PreTokenizer([TiktokenPattern()], ignoresMerges: true, addsBeginning: true)),
    Family(names: ["dbrx", "smaug-bpe", "chatglm-bpe"], preTokenizer: PreTokenizer([TiktokenPattern()])),
    Family(names: ["glm4", "glm5"], preTokenizer: PreTokenizer([TiktokenPattern()], ignoresMerges: true)),
    Family(
      names: [
        "qwen2", "deepseek-r1-qwen", "megrez", "kormo", "f2llmv2", "stablelm2", "hunyuan", "solar-open", "grok-2",
        "bailingmoe", "bailingmoe2", "llada-moe",
      ],
      preTokenizer: PreTokenizer([TiktokenPattern(digits: 1)])),
    Family(names: ["qwen35"], preTokenizer: PreTokenizer([TiktokenPattern(words: .withMarks, digits: 1)])),
    Family(
      names: ["seed-coder"], preTokenizer: PreTokenizer([TiktokenPattern(digits: 1, signsTakeLineBreaks: false)])),
    Family(
      names: ["tekken"],
      preTokenizer: PreTokenizer(
        [TiktokenPattern(words: .cased, contractions: .nowhere, digits: 1)], ignoresMerges: true, addsBeginning: true)),
    Family(
      names: ["gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2"],
      preTokenizer: PreTokenizer([TiktokenPattern(words: .cased, contractions: .atWords)])),
    Family(names: ["deepseek-llm"], preTokenizer: deepSeekLLM),
    Family(names: ["deepseek-coder"], preTokenizer: deepSeekCoder),
    Family(names: ["deepseek-v3", "hunyuan-dense", "joyai-llm"], preTokenizer: deepSeekV3),
    Family(names: ["bloom", "gpt3-finnish", "poro-chat"], preTokenizer: PreTokenizer([bloomWords])),
    Family(names: ["viking"], preTokenizer: PreTokenizer([bloomWords, singleDigits])),
  ]

  // MARK: Patterns

  /// `\p{N}`.
  private static let singleDigits = RunPattern(set: ScalarSet(classes: .number), count: 1...1)
  /// `[0-9][0-9][0-9]`.
  private static let threeDigits = RunPattern(set: ScalarSet(ranges: ["0"..."9"]), count: 3...3)
  /// `[\r\n]`.
  private static let lineBreak = RunPattern(set: ScalarSet(classes: .newline), count: 1...1)

  /// What files say that were made before there were names:
  /// `[\p{P}$\+<=>\^~\|]+`, GPT-2's words, `\p{N}+`, `[0-9][0-9][0-9]`.
  private static let byDefault = PreTokenizer([
    RunPattern(
      set: ScalarSet(
        classes: .punctuation, ranges: ["$"..."$", "+"..."+", "<"...">", "^"..."^", "|"..."|", "~"..."~"])),
    GPT2Pattern(), RunPattern(set: ScalarSet(classes: .number)), threeDigits,
  ])

  /// `[\p{P}$\+<=>\^~\|`]+`, GPT-2's words, `[0-9][0-9][0-9]`.
  private static let falcon = PreTokenizer([
    RunPattern(
      set: ScalarSet(
        classes: .punctuation,
        ranges: ["$"..."$", "+"..."+", "<"...">", "^"..."^", "`"..."`", "|"..."|", "~"..."~"])),
    GPT2Pattern(), threeDigits,
  ])

  /// ` ?[^(\s|.,!?…。，、।۔،)]+`.
  private static let bloomWords = RunPattern(
    leading: .blank,
    set: ScalarSet(
      classes: .space,
      ranges: [
        "!"..."!", "("...")", ","...",", "."...".", "?"..."?", "|"..."|", "\u{60C}"..."\u{60C}",
        "\u{6D4}"..."\u{6D4}", "\u{964}"..."\u{964}", "\u{2026}"..."\u{2026}", "\u{3001}"..."\u{3002}",
        "\u{FF0C}"..."\u{FF0C}",
      ],
      isInverted: true))

  /// `[一-龥ࠀ-一가-퟿]+`.
  private static let eastAsian = RunPattern(
    set: ScalarSet(ranges: ["\u{800}"..."\u{9FA5}", "\u{AC00}"..."\u{D7FF}"]))

  /// `[\r\n]`, `\s?` and cased letters of Unicode 10 but for some, `\s?[!-/:-~！-／：-～‘-‟　-。]+`, `\s+$`,
  /// `[一-龥ࠀ-一가-퟿]+`, `\p{N}+`.
  private static let deepSeekLLM = PreTokenizer([
    lineBreak,
    RunPattern(
      leading: .anySpace,
      set: ScalarSet(
        ranges: deepSeekLetters.compactMap { first, last in
          guard let first = Unicode.Scalar(first), let last = Unicode.Scalar(last) else { return nil }
          return first...last
        })),
    RunPattern(
      leading: .anySpace,
      set: ScalarSet(ranges: [
        "!"..."/", ":"..."~", "\u{2018}"..."\u{201F}", "\u{3000}"..."\u{3002}", "\u{FF01}"..."\u{FF0F}",
        "\u{FF1A}"..."\u{FF5E}",
      ])),
    TrailingSpacePattern(), eastAsian, RunPattern(set: ScalarSet(classes: .number)),
  ])

  /// `[\r\n]`, `\s?\p{L}+`, `\s?\p{P}+`, `[一-龥ࠀ-一가-퟿]+`, `\p{N}`.
  private static let deepSeekCoder = PreTokenizer([
    lineBreak, RunPattern(leading: .anySpace, set: ScalarSet(classes: .letter)),
    RunPattern(leading: .anySpace, set: ScalarSet(classes: .punctuation)), eastAsian, singleDigits,
  ])

  /// `\p{N}{1,3}`, `[一-龥぀-ゟ゠-ヿ]+`, and ``DeepSeekPattern``.
  private static let deepSeekV3 = PreTokenizer([
    RunPattern(set: ScalarSet(classes: .number), count: 1...3),
    RunPattern(set: ScalarSet(ranges: ["\u{3040}"..."\u{30FF}", "\u{4E00}"..."\u{9FA5}"])), DeepSeekPattern(),
  ])

  /// The letters that DeepSeek's first vocabularies count as such, as ranges of scalars.
  private static let deepSeekLetters: [(UInt32, UInt32)] = [
    (0x41, 0x5A), (0x61, 0x7A), (0xB5, 0xB5), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x1BA), (0x1BC, 0x1BF),
    (0x1C4, 0x293), (0x295, 0x2AF), (0x370, 0x373), (0x376, 0x376), (0x377, 0x377), (0x37B, 0x37D), (0x37F, 0x37F),
    (0x386, 0x386), (0x388, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3F5), (0x3F7, 0x481), (0x48A, 0x52F),
    (0x531, 0x556), (0x10A0, 0x10C5), (0x13A0, 0x13F5), (0x13F8, 0x13FD), (0x1C90, 0x1CBA), (0x1CBD, 0x1CBF),
    (0x1D00, 0x1D2B), (0x1D6B, 0x1D77), (0x1D79, 0x1D9A), (0x1E00, 0x1F15), (0x1F18, 0x1F1D), (0x1F20, 0x1F45),
    (0x1F48, 0x1F4D), (0x1F50, 0x1F57), (0x1F59, 0x1F59), (0x1F5B, 0x1F5B), (0x1F5D, 0x1F5D), (0x1F5F, 0x1F7D),
    (0x1F80, 0x1FB4), (0x1FB6, 0x1FBC), (0x1FBE, 0x1FBE), (0x1FC2, 0x1FC4), (0x1FC6, 0x1FCC), (0x1FD0, 0x1FD3),
    (0x1FD6, 0x1FDB), (0x1FE0, 0x1FEC), (0x1FF2, 0x1FF4), (0x1FF6, 0x1FFC), (0x2102, 0x2102), (0x2107, 0x2107),
    (0x210A, 0x2113), (0x2115, 0x2115), (0x2119, 0x211D), (0x2124, 0x2124), (0x2126, 0x2126), (0x2128, 0x2128),
    (0x212A, 0x212D), (0x212F, 0x2134), (0x2139, 0x2139), (0x213C, 0x213F), (0x2145, 0x2149), (0x214E, 0x214E),
    (0x2183, 0x2183), (0x2184, 0x2184), (0x2C00, 0x2C7B), (0x2C7E, 0x2CE4), (0x2CEB, 0x2CEE), (0x2CF2, 0x2CF2),
    (0x2CF3, 0x2CF3), (0xA640, 0xA66D), (0xA680, 0xA69B), (0xA722, 0xA76F), (0xA771, 0xA787), (0xA78B, 0xA78E),
    (0xAB70, 0xABBF), (0xFB00, 0xFB06), (0xFB13, 0xFB17), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A), (0x10400, 0x1044F),
    (0x104B0, 0x104D3), (0x104D8, 0x104FB), (0x10C80, 0x10CB2), (0x10CC0, 0x10CF2), (0x118A0, 0x118DF),
    (0x1E900, 0x1E943),
  ]
}
