import Inference

/// Learns the vocabulary of a byte-pair tokenizer from texts.
///
/// A text is cut into words, and every word into its bytes. Then, again and again, the two neighbouring tokens that occur
/// most often side by side become one new token (Sennrich, Haddow and Birch 2016, *Neural Machine Translation of Rare
/// Words with Subword Units*, https://aclanthology.org/P16-1162). The list of these merges, in their order, is the
/// tokenizer. Beginning with bytes, as GPT-2 does (Radford et al. 2019, *Language Models are Unsupervised Multitask
/// Learners*), leaves no text that cannot be written; beginning with words keeps `dog`, `dog.` and `dog!` from becoming
/// tokens of their own.
///
/// The same texts give the same vocabulary, in whatever order they come: of pairs that are equally frequent the first by
/// its bytes is merged, those of the left token before those of the right one.
public struct BytePairTrainer: Sendable {
  /// How many tokens there are to be: 256 bytes, the merges, the special tokens.
  public var vocabularySize: Int
  /// The names of the special tokens, each once: `<|end|>`.
  ///
  /// Where a name stands in a text it is that token: nothing is learnt from it, and no token reaches over it.
  public var specialTokens: [String]
  /// The special token that begins a text; without one, files say nothing of it.
  public var beginningOfText: String?
  /// The special token that ends a text; without one, files say nothing of it.
  public var endOfText: String?
  /// How texts are cut into words, by the name that files give it.
  ///
  /// `smollm` takes each digit by itself and cuts the rest as GPT-2 does. Small models calculate better with digits than
  /// with numbers of which each is another token.
  public var preTokenizer = "smollm"
  /// How often a pair must occur to be merged; below 1 means 1.
  ///
  /// A pair that occurs once says nothing of other texts.
  public var leastCount = 2

  /// A trainer of vocabularies of such a size.
  public init(
    vocabularySize: Int, specialTokens: [String] = [], beginningOfText: String? = nil, endOfText: String? = nil
  ) {
    self.vocabularySize = vocabularySize
    self.specialTokens = specialTokens
    self.beginningOfText = beginningOfText
    self.endOfText = endOfText
  }

  /// Learns from texts; no token reaches from one to the next.
  public func train(on texts: some Sequence<String>) throws(TrainError) -> BytePairVocabulary {
    try train(on: texts.lazy.map { Array($0.utf8) })
  }

  /// Learns from texts of bytes, which should be UTF-8, but need not be; no token reaches from one to the next.
  ///
  /// One text at a time is looked at, with some 30 times its size of memory.
  public func train(on texts: some Sequence<[UInt8]>) throws(TrainError) -> BytePairVocabulary {
    let merges = try mergeCount()
    guard let cut = PreTokenizer(named: preTokenizer) else { throw .unknownPreTokenizer(name: preTokenizer) }
    let (beginning, end) = (try place(of: beginningOfText), try place(of: endOfText))
    let special = SpecialTokens(specialTokens.enumerated().map { (TokenID($0), Array($1.utf8)) })
    var words = WordCounts()
    for text in texts {
      text.withUnsafeBufferPointer { BytePairTrainer.count($0, special, cut, &words) }
      guard words.bytes.count <= BytePairTrainer.mostBytes else {
        throw .tooManyWords(bytes: words.bytes.count, most: BytePairTrainer.mostBytes)
      }
    }
    guard words.count > 0 else { throw .noText }
    var learner = MergeLearner(words, leastCount: max(leastCount, 1))
    learner.learn(most: merges)
    guard learner.merges.count == merges else {
      throw .tooFewPairs(
        size: vocabularySize, reached: vocabularySize - merges + learner.merges.count, leastCount: max(leastCount, 1))
    }
    let ordinary = learner.spellings.bytes
    return BytePairVocabulary(
      tokens: ordinary + specialTokens.map { Array($0.utf8) }, merges: learner.merges, specialTokens: specialTokens,
      beginningOfText: beginning.map { TokenID(ordinary.count + $0) },
      endOfText: end.map { TokenID(ordinary.count + $0) }, preTokenizer: preTokenizer)
  }

  /// Places in the words are numbers of 32 bits.
  static let mostBytes = Int(Int32.max)

  /// Counts the words of a text between its special tokens.
  private static func count(
    _ text: UnsafeBufferPointer<UInt8>, _ special: SpecialTokens, _ cut: PreTokenizer, _ words: inout WordCounts
  ) {
    for case .text(let range) in special.parts(of: text) {
      let stretch = UnsafeBufferPointer(rebasing: text[range])
      for word in cut.words(of: stretch) { words.add(UnsafeBufferPointer(rebasing: stretch[word])) }
    }
  }

  // MARK: What was asked for

  /// How many merges are to be learnt.
  private func mergeCount() throws(TrainError) -> Int {
    var names: Set<GGUFText> = []
    for name in specialTokens {
      if let fault = BytePairTrainer.fault(of: name) { throw .unusableSpecialToken(name: name, reason: fault) }
      guard names.insert(GGUFText(name)).inserted else { throw .duplicateSpecialToken(name: name) }
    }
    let least = 256 + specialTokens.count
    guard vocabularySize >= least else {
      throw .vocabularyTooSmall(size: vocabularySize, least: least, specialTokens: specialTokens.count)
    }
    return vocabularySize - least
  }

  private static func fault(of name: String) -> TrainError.NameFault? {
    if name.isEmpty { return .empty }
    let count = name.utf8.count
    if count > SpecialTokens.mostNameBytes { return .tooLong(bytes: count, most: SpecialTokens.mostNameBytes) }
    // No token is ever made of the bytes of the name, since texts are cut there. But `Ġa` in a file is a blank and an a.
    guard let bytes = ByteAlphabet.bytes(of: GGUFText(name)) else { return nil }
    return bytes.count == 1 || bytes != Array(name.utf8) ? .readAsBytes : nil
  }

  /// Where a name stands among the special tokens.
  private func place(of name: String?) throws(TrainError) -> Int? {
    guard let name else { return nil }
    guard let place = specialTokens.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) else {
      throw .noSuchSpecialToken(name: name)
    }
    return place
  }
}
