import Terminal
import TextSafety

extension State {
  mutating func beginFind() {
    guard current.subject != nil else { return }
    current.isSheetFocused = true
    // A selected link would look like what is found.
    current.link = nil
    find = Find()
  }

  /// Rows of the open sheet that hold the words of the find, without regard to case.
  var findRows: [Int] {
    guard let text = find?.editor.text.lowercased(), !text.isEmpty else { return [] }
    return current.sheet.rows.indices.filter { current.sheet.rows[$0].line.text.lowercased().contains(text) }
  }

  mutating func pressInFind(_ key: Key) -> [Effect] {
    switch key {
    case .escape, .control("c"):
      find = nil
      return []
    case .enter, .down, .control("n"): find?.index += 1
    case .up, .control("p"): find?.index -= 1
    case .backspace where find?.editor.isEmpty == true:
      find = nil
      return []
    default:
      switch key.base {
      case .character(let character) where !key.control && !key.alt: find?.editor.insert(String(character))
      case .backspace: find?.editor.deleteBackward()
      case .character("u") where key.control: find?.editor.deleteToLineStart()
      default: return []
      }
      let rows = findRows
      let first = rows.firstIndex { $0 >= current.top } ?? 0
      find?.index = first
    }
    showFound()
    return []
  }

  private mutating func showFound() {
    let rows = findRows
    guard !rows.isEmpty, let index = find?.index else { return }
    let wrapped = ((index % rows.count) + rows.count) % rows.count
    find?.index = wrapped
    let row = rows[wrapped]
    if row < current.top || row >= current.top + sheetHeight {
      current.top = row - sheetHeight / 3
      clampTop()
    }
  }
}
