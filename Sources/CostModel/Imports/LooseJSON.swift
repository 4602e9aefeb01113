/// Any JSON value; a number that no double holds reads as unusable.
enum LooseJSON: Decodable {
  case number(Double)
  case text(String)
  case list([LooseJSON])
  case mapping([String: LooseJSON])
  case unusable

  init(from decoder: any Decoder) throws {
    if let container = try? decoder.singleValueContainer() {
      if let number = try? container.decode(Double.self) {
        self = number.isFinite ? .number(number) : .unusable
        return
      }
      if let text = try? container.decode(String.self) {
        self = .text(text)
        return
      }
    }
    if let list = try? [LooseJSON](from: decoder) {
      self = .list(list)
    } else if let mapping = try? [String: LooseJSON](from: decoder) {
      self = .mapping(mapping)
    } else {
      self = .unusable
    }
  }

  var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }
}
