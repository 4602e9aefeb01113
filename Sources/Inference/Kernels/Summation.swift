/// In which order a pass of several tokens adds its sums: the last bits of the logits depend on it.
public enum Summation: Sendable {
  /// As is the fastest for so many tokens.
  case fastest
  /// As passes of one token each do, to the bit; weights still come from memory once for all tokens.
  case tokenByToken
}
