import CCmark
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

extension Document {
  /// Reads Markdown (CommonMark with tables and strikethrough).
  ///
  /// Any text is a document; HTML stays text.
  ///
  /// - Parameter firstLine: the line of the file on which `text` begins.
  public init(parsing text: String, firstLine: Int = 1) {
    Document.registerOnce
    blocks = []
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return }
    defer { cmark_parser_free(parser) }
    for name in ["table", "strikethrough"] {
      if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
    }
    // cmark keeps which letters an extension marks with in one place for all parsers while one of them works.
    Document.turn.lock()
    cmark_parser_feed(parser, text, text.utf8.count)
    let tree = cmark_parser_finish(parser)
    Document.turn.unlock()
    guard let root = tree else { return }
    defer { cmark_node_free(root) }
    blocks = MarkdownReader(firstLine: firstLine).blocks(of: root, depth: 0)
  }

  private static let turn = NSLock()
  private static let registerOnce: Void = cmark_gfm_core_extensions_ensure_registered()
}

/// Walks cmark's tree.
///
/// Nesting below a fixed depth is dropped, so that hostile input cannot exhaust the stack.
private struct MarkdownReader {
  let firstLine: Int
  private static let depthLimit = 40

  func blocks(of node: OpaquePointer, depth: Int) -> [Document.Block] {
    guard depth < MarkdownReader.depthLimit else { return [] }
    return children(of: node).compactMap { child in
      content(of: child, depth: depth).map { Document.Block(content: $0, line: line(of: child)) }
    }
  }

  /// cmark splits a paragraph from the table that follows it at once, and leaves the paragraph's line with the table.
  private func line(of node: OpaquePointer) -> Int {
    var line = cmark_node_get_start_line(node)
    if line == 0, let next = cmark_node_next(node) { line = cmark_node_get_start_line(next) }
    return Int(max(1, line)) + firstLine - 1
  }

  private func content(of node: OpaquePointer, depth: Int) -> Document.Content? {
    switch typeName(node) {
    case "heading": .heading(Int(cmark_node_get_heading_level(node)), inlines(of: node, depth: 0))
    case "paragraph": .paragraph(inlines(of: node, depth: 0))
    case "list":
      .list(
        start: cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? Int(cmark_node_get_list_start(node)) : nil,
        items: children(of: node).map { blocks(of: $0, depth: depth + 1) })
    case "block_quote": .quote(blocks(of: node, depth: depth + 1))
    case "code_block":
      .code(language: string(cmark_node_get_fence_info(node)), text: string(cmark_node_get_literal(node)))
    case "thematic_break": .rule
    case "html_block": .raw(string(cmark_node_get_literal(node)))
    case "table": table(node)
    default: nil
    }
  }

  private func table(_ node: OpaquePointer) -> Document.Content {
    var rows = children(of: node).map { row in
      children(of: row).map { inlines(of: $0, depth: 0) }
    }
    let header = rows.isEmpty ? [] : rows.removeFirst()
    let count = Int(cmark_gfm_extensions_get_table_columns(node))
    let alignments = cmark_gfm_extensions_get_table_alignments(node)
    let right = (0..<count).filter { alignments?[$0] == UInt8(ascii: "r") }
    return .table(header: header, rows: rows, right: Set(right))
  }

  private func inlines(of node: OpaquePointer, depth: Int) -> [Inline] {
    guard depth < MarkdownReader.depthLimit else { return [] }
    var out: [Inline] = []
    for child in children(of: node) {
      switch typeName(child) {
      case "text", "html_inline": append(string(cmark_node_get_literal(child)), to: &out)
      case "softbreak": append(" ", to: &out)
      case "linebreak": out.append(.lineBreak)
      case "code": out.append(.code(string(cmark_node_get_literal(child))))
      case "emph": out.append(.emphasis(inlines(of: child, depth: depth + 1)))
      case "strong": out.append(.strong(inlines(of: child, depth: depth + 1)))
      case "strikethrough": out.append(.strikethrough(inlines(of: child, depth: depth + 1)))
      case "link":
        out.append(.link(destination: string(cmark_node_get_url(child)), inlines(of: child, depth: depth + 1)))
      default: out.append(contentsOf: inlines(of: child, depth: depth + 1))
      }
    }
    return out
  }

  private func append(_ text: String, to out: inout [Inline]) {
    if case .text(let before)? = out.last {
      out[out.count - 1] = .text(before + text)
    } else {
      out.append(.text(text))
    }
  }

  private func children(of node: OpaquePointer) -> [OpaquePointer] {
    var out: [OpaquePointer] = []
    var next = cmark_node_first_child(node)
    while let child = next {
      out.append(child)
      next = cmark_node_next(child)
    }
    return out
  }

  private func typeName(_ node: OpaquePointer) -> String {
    string(cmark_node_get_type_string(node))
  }

  private func string(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
  }
}
