import ArgumentParser
import Inference

/// `strata model tokenize`: the numbers that a text is to a model.
struct ModelTokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize", abstract: "Show the tokens of a text: their numbers and what each stands for.",
    discussion: """
      A file with a vocabulary and no tensors will do. Standard input is taken to the byte, line break at the end \
      included, and need not be UTF-8. In a piece, \\n, \\t and \\r are the characters of these names, and \\xE2 is \
      a byte that is no character by itself.
      """)

  @Argument(help: "A GGUF file.") var file: String
  @Argument(help: "The text; - reads standard input.") var text: String
  @Flag(
    help: "Names of control tokens in the text are these tokens, and those that begin and end a text are added.")
  var special = false
  @Flag(help: "Print JSON.") var json = false

  /// The most that standard input may hold, in bytes.
  private static let mostBytes = 64 << 20

  func run() throws {
    let tokenizer = try ModelFile.tokenizer(ModelFile.open(file), path: file)
    let bytes = text == "-" ? try InputFile.bytes(of: "-", most: ModelTokenizeCommand.mostBytes) : Array(text.utf8)
    let ids = tokenizer.tokens(of: bytes, special: special)
    let pieces = ids.map { ModelTokenizeCommand.shown(tokenizer.piece($0)) }
    if json {
      try (["ids": .list(ids.map { .int(Int($0)) }), "pieces": .texts(pieces)] as JSON).write()
      return
    }
    var out = Printout()
    out.table(zip(ids, pieces).map { ["\($0)", "\"\($1)\""] }, right: [0])
    out.line(Counted.of(ids.count, "token") + " for " + Counted.of(bytes.count, "byte"))
    try out.write()
  }

  /// A piece with names for what can't be seen.
  static func shown(_ piece: [UInt8]) -> String {
    var text = ""
    var rest = piece[...]
    while let first = rest.first {
      // The longest that one character takes is four bytes.
      let length = (1...4).first { $0 <= rest.count && String(validating: rest.prefix($0), as: UTF8.self) != nil }
      switch first {
      case 0x0A: text += "\\n"
      case 0x09: text += "\\t"
      case 0x0D: text += "\\r"
      default:
        if let length {
          text += String(decoding: rest.prefix(length), as: UTF8.self)
        } else {
          let digits = String(first, radix: 16, uppercase: true)
          text += "\\x" + (digits.count == 1 ? "0" : "") + digits
        }
      }
      rest = rest.dropFirst(length ?? 1)
    }
    return text
  }
}
