import TextSafety

extension Form {
  /// Takes a key or a paste.
  ///
  /// Up and Down (`k`, `j`) select; Left and Right (`h`, `l`, `-`, `+`) step, with Shift (`H`, `L`) in big steps; Space
  /// and Enter switch; a digit or Enter begins to type, Enter keeps what was typed and Escape gives it up; Backspace
  /// brings the first value back.
  public mutating func handle(_ input: Input) -> Outcome {
    guard count > 0 else { return .ignored }
    switch input {
    case .key(let key): return isTyping ? type(key) : press(key)
    case .paste(let text) where isTyping:
      entry?.insert(text)
      problem = nil
      return .handled
    default: return .ignored
    }
  }

  // MARK: Selecting and stepping

  private mutating func press(_ key: Key) -> Outcome {
    guard !key.control, !key.alt else { return .ignored }
    switch key.base {
    case .up, .character("k"): return move(to: selected - 1)
    case .down, .character("j"): return move(to: selected + 1)
    case .tab: return move(to: selected + (key.shift ? -1 : 1))
    case .pageUp: return move(to: selected - 8)
    case .pageDown: return move(to: selected + 8)
    case .home: return move(to: 0)
    case .end: return move(to: count - 1)
    case .left: return step(-1, isBig: key.shift)
    case .right: return step(1, isBig: key.shift)
    case .character("h"), .character("-"): return step(-1, isBig: false)
    case .character("l"), .character("+"), .character("="): return step(1, isBig: false)
    case .character("H"), .character("_"): return step(-1, isBig: true)
    case .character("L"): return step(1, isBig: true)
    case .enter, .character(" "): return activate(key)
    case .backspace, .delete: return restore()
    case .character(let character): return begin(with: character)
    default: return .ignored
    }
  }

  /// At either end the key goes back to the owner, which may leave the form by it.
  private mutating func move(to number: Int) -> Outcome {
    let before = selected
    select(number)
    return selected == before ? .ignored : .handled
  }

  private mutating func step(_ direction: Int, isBig: Bool) -> Outcome {
    change { kind in
      switch kind {
      case .number(var number):
        number.move(direction, isBig: isBig)
        kind = .number(number)
      case .choice(let names, let chosen):
        guard !names.isEmpty else { return }
        kind = .choice(names, (chosen + direction + names.count) % names.count)
      case .toggle(let isOn): kind = .toggle(!isOn)
      case .text, .fixed: return
      }
    }
  }

  private mutating func activate(_ key: Key) -> Outcome {
    switch current?.kind {
    case .choice, .toggle: return step(1, isBig: false)
    case .number(let number):
      guard key.base == .enter else { return .ignored }
      entry = TextEditor(number.format.text(number.value, significant: 15).string, isSingleLine: true)
      return .handled
    case .text(let text):
      guard key.base == .enter else { return .ignored }
      entry = TextEditor(text, isSingleLine: true)
      return .handled
    case .fixed, nil: return .ignored
    }
  }

  private mutating func restore() -> Outcome {
    guard let field = current, field.isChanged else { return .ignored }
    return change { $0 = field.initial }
  }

  /// A digit on a number replaces it, and so does the first letter of the word for none.
  private mutating func begin(with character: Character) -> Outcome {
    guard let field = current else { return .ignored }
    let isDigit = character.isASCII && (character.isNumber || character == ".")
    switch field.kind {
    case .number where isDigit || character == field.blank?.first: break
    case .text where isDigit && field.blank != nil: break
    default: return .ignored
    }
    entry = TextEditor(String(character), isSingleLine: true)
    return .handled
  }

  // MARK: Typing

  private mutating func type(_ key: Key) -> Outcome {
    switch key.base {
    case .escape:
      entry = nil
      problem = nil
      return .handled
    case .enter: return keep()
    case .up, .down, .tab:
      let outcome = keep()
      guard !isTyping else { return outcome }
      let isBack = key.base == .up || key.shift
      select(selected + (isBack ? -1 : 1))
      return outcome
    default:
      guard edit(key) else { return .ignored }
      problem = nil
      return .handled
    }
  }

  private mutating func edit(_ key: Key) -> Bool {
    switch (key.base, key.control) {
    case (.left, _): entry?.move(key.control ? .wordLeft : .left)
    case (.right, _): entry?.move(key.control ? .wordRight : .right)
    case (.home, _), (.character("a"), true): entry?.move(.lineStart)
    case (.end, _), (.character("e"), true): entry?.move(.lineEnd)
    case (.backspace, _): entry?.deleteBackward()
    case (.delete, _): entry?.deleteForward()
    case (.character("w"), true): entry?.deleteWordBackward()
    case (.character("u"), true): entry?.deleteToLineStart()
    case (.character("k"), true): entry?.deleteToLineEnd()
    case (.character(let character), false) where !key.alt: entry?.insert(String(character))
    default: return false
    }
    return true
  }

  /// Takes the typed value over; with something wrong in it typing goes on.
  private mutating func keep() -> Outcome {
    guard let typed = entry?.text, let field = current else { return .ignored }
    if let blank = field.blank, typed == blank || typed.allSatisfy({ $0 == " " }) {
      entry = nil
      problem = nil
      return change { $0 = .text(blank) }
    }
    if case .number(var number) = field.kind {
      let reading = number.reading(typed)
      guard let value = reading.value else {
        problem = reading.problem
        return .handled
      }
      number.value = value
      entry = nil
      problem = nil
      return change { $0 = .number(number) }
    }
    entry = nil
    problem = nil
    return change { $0 = .text(typed) }
  }
}
