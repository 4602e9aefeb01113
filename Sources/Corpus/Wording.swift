import Curriculum

extension String {
  /// The text with a capital at its start.
  var asSentenceStart: String { prefix(1).uppercased() + dropFirst() }

  /// The text with each `{name}` replaced.
  func filled(_ values: KeyValuePairs<String, String>) -> String {
    var out = self
    for (name, value) in values { out = out.replacing("{\(name)}", with: value) }
    return out
  }
}

extension Layer {
  /// The layer as an answer names it.
  var word: String { self == .agents ? "agent" : rawValue }
}
