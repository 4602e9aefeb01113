import Foundation
import Testing

/// The Swift and C files below `Sources`, and what the Swift files import.
struct SourceTree {
  struct File {
    /// From `Sources` on: `Terminal/Grid/CellGrid.swift`.
    var path: String
    var lines: [Substring]
    var target: String { String(path.prefix { $0 != "/" }) }
  }

  let files: [File]

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources")
    var found: [File] = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
    where [".swift", ".c", ".h"].contains(where: path.hasSuffix) {
      let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
      found.append(File(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false)))
    }
    files = found
  }

  var swiftFiles: [File] { files.filter { $0.path.hasSuffix(".swift") } }

  /// The modules that each target imports.
  var imports: [String: Set<String>] {
    var out: [String: Set<String>] = [:]
    for file in swiftFiles {
      out[file.target, default: []].formUnion(file.lines.compactMap(SourceTree.importedModule))
    }
    return out
  }

  func importers(of module: String) -> Set<String> {
    Set(imports.filter { $0.value.contains(module) }.keys)
  }

  /// The module that a line imports, if it is an import.
  static func importedModule(_ line: Substring) -> String? {
    var words = line.split { $0 == " " || $0 == ";" }.drop { $0.hasPrefix("@") }
    if let first = words.first, ["public", "package", "internal", "fileprivate", "private"].contains(first) {
      words.removeFirst()
    }
    guard words.first == "import" else { return nil }
    words.removeFirst()
    let kinds = ["struct", "class", "enum", "func", "protocol", "typealias", "let", "var"]
    if let first = words.first, kinds.contains(String(first)) { words.removeFirst() }
    return words.first.map { String($0.prefix { $0 != "." }) }
  }
}

@Suite struct ArchitectureTests {
  /// The C library and the Swift runtime: open to everything that is not a pure value.
  private static let platform: Set<String> = ["Glibc", "Musl", "Darwin", "Dispatch", "Synchronization"]

  private static let allowed: [String: Set<String>] = [
    "TextSafety": [],
    "Terminal": ["TextSafety"],
    "TerminalNcurses": platform.union(["Terminal", "TextSafety", "CNcurses"]),
    "Curriculum": platform.union(["TextSafety", "CCmark", "Yams", "Foundation"]),
    "Corpus": ["Curriculum"],
    "Notebook": platform.union(["TextSafety", "Curriculum", "GRDB", "Foundation"]),
    "CostModel": ["TextSafety", "Yams", "Foundation"],
    "Decision": ["TextSafety", "CostModel", "Serving", "Simulation", "Yams", "Foundation"],
    "Serving": [],
    "Simulation": ["Serving", "CostModel"],
    "Inference": platform.union(["CKernels"]),
    "Training": platform.union(["Inference", "CKernels"]),
    "Engine": platform.union(["Serving", "Inference"]),
    "Experiments": platform.union([
      "TextSafety", "Corpus", "CostModel", "Serving", "Simulation", "Inference", "Engine", "Training",
    ]),
    "Workbench": platform.union([
      "TextSafety", "Terminal", "Curriculum", "Notebook", "CostModel", "Serving", "Simulation", "Decision",
      "Experiments", "Foundation",
    ]),
  ]

  private let tree: SourceTree

  init() throws {
    tree = try SourceTree()
  }

  @Test func `the import arrows go one way`() {
    for (target, modules) in tree.imports where target != "strata" {
      let allowed = ArchitectureTests.allowed[target]
      #expect(allowed != nil, "\(target) has no place in the architecture yet")
      #expect(modules.subtracting(allowed ?? []).sorted() == [], "\(target)")
    }
  }

  @Test func `one target alone knows each outside library, but for YAML and the kernels`() {
    #expect(tree.importers(of: "CNcurses") == ["TerminalNcurses"])
    #expect(tree.importers(of: "CCmark") == ["Curriculum"])
    #expect(tree.importers(of: "GRDB") == ["Notebook"])
    #expect(tree.importers(of: "CKernels") == ["Inference", "Training"])
    #expect(tree.importers(of: "Yams") == ["CostModel", "Curriculum", "Decision", "strata"])
    #expect(tree.importers(of: "ArgumentParser").isSubset(of: ["strata"]))
  }

  @Test func `a source file is a page`() {
    let long = tree.files.filter { $0.lines.count > 401 && !$0.path.hasSuffix("WidthTable.swift") }
    #expect(long.map { "\($0.path): \($0.lines.count - 1) lines" } == [])
  }

  @Test func `no source file stops the program on its own account`() {
    let stops = ["try!", "fatalError("]
    let found = tree.swiftFiles.flatMap { file in
      file.lines.enumerated().filter { line in stops.contains { line.element.contains($0) } }
        .map { "\(file.path):\($0.offset + 1)" }
    }
    #expect(found == [])
  }

  @Test func `the sources are found`() {
    #expect(Set(tree.swiftFiles.map(\.target)).isSuperset(of: ["TextSafety", "Terminal", "Curriculum", "strata"]))
  }

  @Test(arguments: [
    ("import Yams", "Yams"), ("public import TextSafety", "TextSafety"), ("  import Glibc", "Glibc"),
    ("@preconcurrency import Foundation", "Foundation"), ("internal import struct Foundation.URL", "Foundation"),
    ("import class GRDB.DatabaseQueue;", "GRDB"), ("// import Yams", nil), ("let important = 1", nil), ("", nil),
    ("/// We import nothing", nil),
  ])
  func `an import line is told from others`(line: String, module: String?) {
    #expect(SourceTree.importedModule(line[...]) == module)
  }
}
