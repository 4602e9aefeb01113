public import Curriculum
public import Terminal
public import TextSafety

/// A Markdown document laid out for a width: styled rows, and the links in them.
public struct DocumentLayout: Equatable, Sendable {
  /// A row and the line of the source that it came from.
  public struct Row: Equatable, Sendable {
    public var line: StyledLine
    public var source: Int
    /// True for headings and the heads of tables: alone at the end of a window they say nothing.
    var isHead: Bool

    public init(_ line: StyledLine, source: Int) {
      self.init(line, source: source, isHead: false)
    }

    init(_ line: StyledLine, source: Int, isHead: Bool) {
      self.line = line
      self.source = source
      self.isHead = isHead
    }
  }

  /// The widest that prose is set; tables and diagrams may be wider.
  public static let measure = 68

  /// The width at which prose is set where so many columns are: a narrow one keeps a column free at its right.
  static func measure(in width: Int) -> Int { min(measure, width - 1) }

  public private(set) var rows: [Row] = []
  /// Destinations, numbered as the spans name them.
  public private(set) var links: [String] = []

  /// Headings of the second level, in their order.
  public private(set) var headings: [SafeText] = []

  /// Lays a document out.
  ///
  /// - Parameters:
  ///   - width: columns that there are.
  ///   - accent: the colour of headings.
  ///   - hasColors: false where code in a sentence needs its marks to be told from the rest.
  public init(_ document: Document, width: Int, accent: Role = .heading, hasColors: Bool = true) {
    var setter = Typesetter(width: max(8, width), accent: accent, hasColors: hasColors)
    setter.blocks(document.blocks, indent: 0)
    rows = setter.rows
    links = setter.links
    headings = document.blocks.compactMap { block in
      if case .heading(2, let inlines) = block.content { SafeText(Inline.plainText(inlines)) } else { nil }
    }
  }
}

/// Sets blocks, one after the other.
struct Typesetter {
  let width: Int
  let accent: Role
  let hasColors: Bool
  var rows: [DocumentLayout.Row] = []
  var links: [String] = []
  private var quoteDepth = 0

  init(width: Int, accent: Role, hasColors: Bool = true) {
    self.width = width
    self.accent = accent
    self.hasColors = hasColors
  }

  private func measure(_ indent: Int) -> Int { max(4, DocumentLayout.measure(in: width) - indent) }

  mutating func blocks(_ blocks: [Document.Block], indent: Int) {
    for (index, block) in blocks.enumerated() {
      if index > 0 { blank(block.line) }
      set(block, indent: indent)
    }
  }

  private mutating func blank(_ source: Int) {
    if rows.last?.line.spans.isEmpty == false { rows.append(DocumentLayout.Row(StyledLine(), source: source)) }
  }

  private mutating func add(_ line: StyledLine, _ indent: Int, _ source: Int, isHead: Bool = false) {
    let lead = indent > 0 ? [Span(SafeText(String(repeating: " ", count: indent)))] : []
    rows.append(DocumentLayout.Row(StyledLine(lead + line.spans), source: source, isHead: isHead))
  }

  private mutating func set(_ block: Document.Block, indent: Int) {
    switch block.content {
    case .heading(let level, let inlines):
      let style = Style(level <= 2 ? accent : .heading, on: nil, .bold)
      for line in Wrapping.wrap(spans(inlines, style), width: measure(indent)) {
        add(line, indent, block.line, isHead: true)
      }
    case .paragraph(let inlines):
      let base = quoteDepth > 0 ? Style(.muted, on: nil, .italic) : .plain
      for part in Typesetter.splitAtBreaks(inlines) {
        for line in Wrapping.wrap(spans(part, base), width: measure(indent)) { add(line, indent, block.line) }
      }
    case .list(let start, let items): list(start, items, indent)
    case .quote(let inner): quote(inner, indent)
    case .code(_, let text):
      let trimmed = text.hasSuffix("\n") ? String(text.dropLast()) : text
      let lines = SafeText.lines(trimmed)
      let widest = lines.map { DisplayWidth.of($0) }.max() ?? 0
      let lead = min(2, max(0, width - 1 - indent - widest))
      for line in lines {
        add(StyledLine(line.fitted(width - indent - lead), Style(.code)), indent + lead, block.line)
      }
    case .table(let header, let rows, let right): table(header, rows, right, indent, block.line)
    case .rule:
      add(StyledLine(SafeText(String(repeating: "─", count: measure(indent))), Style(.frame)), indent, block.line)
    case .raw(let text):
      for line in SafeText.lines(text) { add(StyledLine(line, Style(.muted)), indent, block.line) }
    }
  }

  private mutating func list(_ start: Int?, _ items: [[Document.Block]], _ indent: Int) {
    let last = (start ?? 1) + items.count - 1
    let markWidth = start == nil ? 2 : String(last).count + 2
    // One item of several paragraphs sets all of them apart; a list inside an item does not.
    let isLoose = items.contains { item in
      item.dropFirst().contains { if case .list = $0.content { false } else { true } }
    }
    for (offset, item) in items.enumerated() {
      let first = rows.count
      if isLoose, offset > 0, let line = item.first?.line { blank(line) }
      let begin = rows.count
      for (index, block) in item.enumerated() {
        if index > 0, case .paragraph = block.content { blank(block.line) }
        set(block, indent: indent + markWidth)
      }
      guard rows.count > begin, first <= begin else { continue }
      let mark = start.map { "\($0 + offset). " } ?? "• "
      let padded = String(repeating: " ", count: max(0, markWidth - mark.count)) + mark
      var spans = rows[begin].line.spans
      if indent + markWidth > 0 && !spans.isEmpty { spans.removeFirst() }
      let lead = indent > 0 ? [Span(SafeText(String(repeating: " ", count: indent)))] : []
      rows[begin].line = StyledLine(lead + [Span(SafeText(padded), Style(.muted))] + spans)
    }
  }

  private mutating func quote(_ inner: [Document.Block], _ indent: Int) {
    let begin = rows.count
    quoteDepth += 1
    blocks(inner, indent: indent + 2)
    quoteDepth -= 1
    for index in begin..<rows.count {
      var spans = rows[index].line.spans
      if !spans.isEmpty { spans.removeFirst() }
      let lead = indent > 0 ? [Span(SafeText(String(repeating: " ", count: indent)))] : []
      rows[index].line = StyledLine(lead + [Span("▎ ", Style(accent))] + spans)
    }
  }

  private mutating func table(
    _ header: [[Inline]], _ body: [[[Inline]]], _ right: Set<Int>, _ indent: Int, _ source: Int
  ) {
    let table = TableLayout(
      header: header.map { spans($0, Style(.heading, on: nil, .bold)) },
      rows: body.map { $0.map { spans($0, .plain) } }, right: right, width: width - indent - 1)
    for line in table.head { add(line, indent, source, isHead: true) }
    for line in table.body { add(line, indent, source) }
  }

  // MARK: Inlines

  /// Marked text as spans; links are numbered on the way.
  mutating func spans(_ inlines: [Inline], _ style: Style, link: Int? = nil) -> [Span] {
    var out: [Span] = []
    for inline in inlines {
      switch inline {
      case .text(let text): out.append(Span(SafeText(text), style, link: link))
      case .code(let text):
        let shown = hasColors ? text : "`\(text)`"
        out.append(Span(SafeText(shown), Style(.code, on: style.background, style.attributes), link: link))
      case .emphasis(let children): out += spans(children, style.adding(.italic), link: link)
      case .strong(let children): out += spans(children, style.adding(.bold), link: link)
      case .strikethrough(let children): out += spans(children, style.adding(.dim), link: link)
      case .lineBreak: out.append(Span(" ", style, link: link))
      case .link(let destination, let children):
        links.append(destination)
        let isTerm = destination.hasPrefix("term:")
        let linked = Style(isTerm ? style.foreground : .link, on: style.background, style.attributes.union(.underline))
        out += spans(children, linked, link: links.count - 1)
      }
    }
    return out
  }

  private static func splitAtBreaks(_ inlines: [Inline]) -> [[Inline]] {
    inlines.split(omittingEmptySubsequences: false) { $0 == .lineBreak }.map(Array.init)
  }
}
