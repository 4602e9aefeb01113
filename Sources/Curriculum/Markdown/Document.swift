/// Markdown as blocks, with the line of the file on which each begins.
public struct Document: Equatable, Sendable {
  /// A block and where it stands.
  public struct Block: Equatable, Sendable {
    public var content: Content
    /// Line of the file, from 1.
    public var line: Int
  }

  /// What a block is.
  public indirect enum Content: Equatable, Sendable {
    case heading(Int, [Inline])
    case paragraph([Inline])
    /// Items of a list; `start` is the first number of an ordered one.
    case list(start: Int?, items: [[Block]])
    case quote([Block])
    case code(language: String, text: String)
    /// Header and rows of cells, and the columns whose cells end, rather than begin, at the same place.
    case table(header: [[Inline]], rows: [[[Inline]]], right: Set<Int>)
    case rule
    /// HTML, kept as text and never interpreted.
    case raw(String)
  }

  public var blocks: [Block]

  public init(blocks: [Block]) {
    self.blocks = blocks
  }

  /// All links with the line of the block that holds them.
  public var links: [(destination: String, line: Int)] {
    var out: [(String, Int)] = []
    func walk(_ inlines: [Inline], _ line: Int) {
      for inline in inlines {
        switch inline {
        case .link(let destination, let children):
          out.append((destination, line))
          walk(children, line)
        case .emphasis(let children), .strong(let children), .strikethrough(let children): walk(children, line)
        case .text, .code, .lineBreak: break
        }
      }
    }
    func walk(_ blocks: [Block]) {
      for block in blocks {
        switch block.content {
        case .heading(_, let inlines), .paragraph(let inlines): walk(inlines, block.line)
        case .list(_, let items): for item in items { walk(item) }
        case .quote(let blocks): walk(blocks)
        case .table(let header, let rows, _):
          for cell in header { walk(cell, block.line) }
          for row in rows { for cell in row { walk(cell, block.line) } }
        case .code, .rule, .raw: break
        }
      }
    }
    walk(blocks)
    return out
  }
}

/// Marked text inside a block.
public indirect enum Inline: Equatable, Sendable {
  case text(String)
  case emphasis([Inline])
  case strong([Inline])
  case strikethrough([Inline])
  case code(String)
  case link(destination: String, [Inline])
  case lineBreak

  /// The text without marks.
  public static func plainText(_ inlines: [Inline]) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text), .code(let text): text
      case .emphasis(let children), .strong(let children), .strikethrough(let children), .link(_, let children):
        plainText(children)
      case .lineBreak: " "
      }
    }.joined()
  }
}

extension Document {
  /// The text without any marks, a line for each block, cell and item.
  public var plainText: String {
    func lines(_ blocks: [Block]) -> [String] {
      blocks.flatMap { block -> [String] in
        switch block.content {
        case .heading(_, let inlines), .paragraph(let inlines): [Inline.plainText(inlines)]
        case .list(_, let items): items.flatMap(lines)
        case .quote(let inner): lines(inner)
        case .code(_, let text): [text]
        case .table(let header, let rows, _): ([header] + rows).flatMap { $0.map(Inline.plainText) }
        case .rule, .raw: []
        }
      }
    }
    return lines(blocks).joined(separator: "\n")
  }
}
