/// The keys and values at the head of a GGUF file, in their order.
public struct GGUFMetadata: Equatable, Sendable {
  /// A key with its value.
  public struct Entry: Equatable, Sendable {
    /// The key: `llama.block_count`.
    public let key: String
    /// Its value.
    public let value: GGUFValue

    /// A key with its value.
    public init(key: String, value: GGUFValue) {
      self.key = key
      self.value = value
    }
  }

  /// Why a key cannot be used.
  public enum KeyError: Error, Equatable, Sendable {
    /// A key that must be there is not.
    case missing(key: String)
    /// The value is of another kind than the key needs.
    case wrongType(key: String, needed: String, found: String)
    /// The value is of the right kind, but no model can have it.
    case impossible(key: String, value: String, reason: String)
  }

  /// The entries, as the file has them.
  public private(set) var entries: [Entry]
  private var places: [String: Int]

  /// Metadata of such entries; the last value of a key holds.
  public init(_ entries: [Entry] = []) {
    self.entries = []
    places = [:]
    for entry in entries { self[entry.key] = entry.value }
  }

  /// The value of a key; setting nil removes it.
  public subscript(key: String) -> GGUFValue? {
    get { places[key].map { entries[$0].value } }
    set {
      if let place = places[key] {
        if let newValue {
          entries[place] = Entry(key: key, value: newValue)
        } else {
          entries.remove(at: place)
          places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.key, $0) })
        }
      } else if let newValue {
        places[key] = entries.count
        entries.append(Entry(key: key, value: newValue))
      }
    }
  }

  /// The entries that speak of the tokenizer, which models of the same tokens share.
  public var ofTokenizer: GGUFMetadata { GGUFMetadata(entries.filter { $0.key.hasPrefix("tokenizer.") }) }

  /// The text of a key; nil where it is not there or no string.
  public func text(_ key: String) -> String? { if case .string(let value) = self[key] { value.text } else { nil } }

  /// A whole number that need not be there.
  public func integer(_ key: String) throws(KeyError) -> Int? {
    try value(key, needed: "a whole number") { $0.integer }
  }

  /// A number that need not be there.
  public func number(_ key: String) throws(KeyError) -> Double? {
    try value(key, needed: "a number") { $0.number }
  }

  /// A truth value that need not be there.
  public func bool(_ key: String) throws(KeyError) -> Bool? {
    try value(key, needed: "a truth value") { if case .bool(let value) = $0 { value } else { nil } }
  }

  /// A string that need not be there.
  public func string(_ key: String) throws(KeyError) -> String? {
    try value(key, needed: "a string") { if case .string(let value) = $0 { value.text } else { nil } }
  }

  /// Strings that need not be there.
  public func strings(_ key: String) throws(KeyError) -> [GGUFText]? {
    try value(key, needed: "an array of strings") {
      if case .array(let array) = $0 { array.strings } else { nil }
    }
  }

  /// Single-precision numbers that need not be there.
  public func floats(_ key: String) throws(KeyError) -> [Float]? {
    try value(key, needed: "an array of numbers") { if case .array(let array) = $0 { array.floats } else { nil } }
  }

  /// Whole numbers that need not be there.
  public func integers(_ key: String) throws(KeyError) -> [Int]? {
    try value(key, needed: "an array of whole numbers") {
      if case .array(let array) = $0 { array.integers } else { nil }
    }
  }

  private func value<Value>(
    _ key: String, needed: String, _ read: (GGUFValue) -> Value?
  ) throws(KeyError) -> Value? {
    guard let found = self[key] else { return nil }
    guard let value = read(found) else { throw .wrongType(key: key, needed: needed, found: found.kind) }
    return value
  }
}

extension Optional {
  /// The value of a key that must be there.
  public func required(_ key: String) throws(GGUFMetadata.KeyError) -> Wrapped {
    guard let self else { throw .missing(key: key) }
    return self
  }
}
