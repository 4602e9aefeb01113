import Foundation
import TextSafety

/// One page of a Markdown export: a file of its own in a folder, a chapter in a single file.
struct ExportPage {
  enum Kind: String {
    case notebook, lab, question, notes, scenarios, measurements
  }

  /// Relative to the export's folder.
  var path: String
  var title: String
  var kind: Kind
  var id: String
  /// When the first and the last of its entries were written; nil for a page without any.
  var created: Date?
  var updated: Date?
  var tags: [String] = []
  /// Lines of Markdown below the title.
  var body: [String]
  /// What the reader wrote on it.
  var texts: [String] = []

  /// Marks a file as an export, so that the next export may replace it.
  static let signature = "exported-by: strata"

  init(path: String, title: String, kind: Kind, id: String, body: [String]) {
    self.path = path
    self.title = SafeText(title).string
    self.kind = kind
    self.id = SafeText(id).string
    self.body = body
  }

  /// Takes dates, tags and texts from the entries that stand on the page.
  mutating func describe(_ entries: [Entry]) {
    created = entries.map(\.createdAt).min()
    updated = entries.map(\.updatedAt).max()
    texts = entries.map(\.text)
    for tag in entries.flatMap(\.tags) where !tags.contains(tag) { tags.append(tag) }
    tags.sort()
  }

  /// YAML between two lines of `---`, for Obsidian and its like.
  var frontMatter: [String] {
    var lines = ["---", "title: " + ExportPage.quoted(title), "kind: " + kind.rawValue, "id: " + ExportPage.quoted(id)]
    if let created { lines.append("created: " + ISOTime.text(created)) }
    if let updated { lines.append("updated: " + ISOTime.text(updated)) }
    if !tags.isEmpty { lines.append("tags: [" + tags.map(ExportPage.quoted).joined(separator: ", ") + "]") }
    return lines + [ExportPage.signature, "---", ""]
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\\" || scalar == "\"" { out += "\\" }
      out.unicodeScalars.append(scalar)
    }
    return out + "\""
  }
}

/// Gives the pages of an export their paths: plain letters, no two alike on any file system.
struct ExportPaths {
  private var taken: Set<String> = []

  mutating func path(in folder: String, _ name: String) -> String {
    let plain = name.utf8.map { byte -> Character in
      let character = Character(Unicode.Scalar(byte))
      let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || "-_.".contains(character))
      return isPlain ? character : "-"
    }
    let stem = String(plain.drop { $0 == "." }.prefix(80))
    var path = folder + "/" + (stem.isEmpty ? "unnamed" : stem)
    let base = path
    var count = 1
    while !taken.insert(path.lowercased()).inserted {
      count += 1
      path = base + "-\(count)"
    }
    return path + ".md"
  }
}
