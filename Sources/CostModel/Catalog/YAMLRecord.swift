import TextSafety
import Yams

/// A mapping in a YAML file, whose scalars are read as fields and whose lists and mappings are records again.
struct YAMLRecord {
  let fields: FieldReader
  private let nodes: [String: Node]

  init(_ mapping: Node.Mapping, file: String, path: String = "", sink: ProblemSink) {
    var cells: [String: FieldReader.Cell] = [:]
    var nodes: [String: Node] = [:]
    for (key, value) in mapping {
      guard let name = key.scalar?.string else { continue }
      if let scalar = value.scalar {
        cells[name] = FieldReader.Cell(text: scalar.string, line: value.mark?.line ?? 1)
      } else {
        nodes[name] = value
      }
    }
    fields = FieldReader(file: file, line: mapping.mark?.line ?? 1, path: path, cells: cells, sink: sink)
    self.nodes = nodes
  }

  /// The mapping that a whole file is; nil when it is none, which is reported.
  static func read(_ text: String, file: String, sink: ProblemSink) -> YAMLRecord? {
    do {
      if case .mapping(let mapping)? = try Yams.compose(yaml: text.withoutByteOrderMark, .basic) {
        return YAMLRecord(mapping, file: file, sink: sink)
      }
      sink.report(CatalogProblem(file: file, line: 1, reason: .other("the file is no mapping")))
    } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _)
    {
      sink.report(CatalogProblem(file: file, line: mark.line, reason: .other("the YAML is broken: \(problem)")))
    } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
      let names = keys.map { String(describing: $0) }.joined(separator: ", ")
      sink.report(
        CatalogProblem(file: file, line: context.mark.line, reason: .other("a key is there twice: \(names)")))
    } catch {
      sink.report(CatalogProblem(file: file, line: 1, reason: .other("the YAML cannot be read")))
    }
    return nil
  }

  /// The mappings of a list; none when the key is not there.
  func records(_ key: String) -> [YAMLRecord] {
    guard let node = nodes[key] else {
      if fields.cells[key] != nil { fields.report(key, fields.cells[key]?.text, .other("must be a list")) }
      return []
    }
    guard case .sequence(let items) = node else {
      fields.report(key, nil, .other("must be a list"))
      return []
    }
    return items.enumerated().compactMap { index, item in
      guard case .mapping(let mapping) = item else {
        fields.report(key, nil, .other("must be a list of mappings"))
        return nil
      }
      let path = "\(fields.path)\(key)[\(index + 1)]."
      return YAMLRecord(mapping, file: fields.file, path: path, sink: fields.sink)
    }
  }

  /// A nested mapping; nil when the key is not there.
  func record(_ key: String) -> YAMLRecord? {
    guard let node = nodes[key] else {
      if fields.cells[key] != nil { fields.report(key, fields.cells[key]?.text, .other("must be a mapping")) }
      return nil
    }
    guard case .mapping(let mapping) = node else {
      fields.report(key, nil, .other("must be a mapping"))
      return nil
    }
    return YAMLRecord(mapping, file: fields.file, path: "\(fields.path)\(key).", sink: fields.sink)
  }

  /// So many numbers in ascending order; one number may stand alone where `orOne` is set.
  func ascending(_ key: String, count: Int, in range: ClosedRange<Double>, orOne: Bool = false) -> [Double]? {
    if orOne, fields.cells[key] != nil {
      return fields.optionalNumber(key, in: range).map { Array(repeating: $0, count: count) }
    }
    guard let node = nodes[key], case .sequence(let items) = node, items.count == count else {
      fields.report(key, fields.cells[key]?.text, .other("must be a list of \(count) numbers"))
      return nil
    }
    var numbers: [Double] = []
    for item in items {
      let text = item.scalar?.string ?? ""
      guard let number = PlainNumber.read(text), range.contains(number) else {
        fields.report(key, text, .outOfRange(allowed: PlainNumber.words(range)))
        return nil
      }
      numbers.append(number)
    }
    guard numbers == numbers.sorted() else {
      fields.report(key, nil, .other("must ascend"))
      return nil
    }
    return numbers
  }

  /// Reports keys that nobody reads.
  func reportUnknown(known: [String]) {
    fields.reportUnknown(known: known)
    for name in nodes.keys.sorted() where !known.contains(name) {
      FieldReader(
        file: fields.file, line: nodes[name]?.mark?.line ?? fields.line, path: fields.path, cells: [:],
        sink: fields.sink
      ).reportUnknown(name, known: known)
    }
  }
}
