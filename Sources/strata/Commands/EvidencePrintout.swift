import Curriculum

/// What the course knows of a product, for readers whose own attempt is made.
struct EvidencePrintout {
  var course: Course
  var width: Int

  /// The dated findings.
  func evidence(_ product: Product, indent: Int = 0, into out: inout Printout) {
    out.line("Evidence", indent: indent)
    for item in product.evidence {
      out.wrapped("\(item.date)  \(item.what) (\(item.source))", width: width, indent: indent + 2)
    }
  }

  /// The reference entry: owned and consumed by layer, verdict, dispute.
  func entry(_ product: Product, indent: Int = 0, into out: inout Printout) {
    for layer in Product.layers {
      guard let stake = product.stakes[layer] else { continue }
      let words = course.scale[stake.score].map { ", \($0)" } ?? ""
      out.line("\(layer.title): \(stake.score)\(words) (confidence \(stake.confidence))", indent: indent)
      out.wrapped(stake.answer, width: width, indent: indent + 2)
      out.wrapped("Owns: \(stake.own)", width: width, indent: indent + 2)
      out.wrapped("Consumes: \(stake.consume)", width: width, indent: indent + 2)
    }
    out.line()
    out.wrapped("Commonly said: \(product.label)", width: width, indent: indent)
    out.wrapped("Verdict: \(product.verdict)", width: width, indent: indent)
    out.wrapped("In dispute: \(product.dispute)", width: width, indent: indent)
  }

  /// Own scores beside the reference, a line for each layer; those far apart are marked.
  func comparison(_ cells: [ComparedCell], words: [Int: String], indent: Int = 0, into out: inout Printout) {
    guard !cells.isEmpty else { return }
    func figure(_ value: Double?) -> String {
      guard let value else { return "–" }
      guard let whole = Int(exactly: value) else { return String(value) }
      return "\(whole)" + (words[whole].map { " \($0)" } ?? "")
    }
    out.table(
      [["layer", "yours", "reference", ""]]
        + cells.map { cell in
          var mark = ""
          if cell.isApart, let own = cell.own, let reference = cell.reference {
            let apart = abs(own - reference)
            mark = "≠ " + (Int(exactly: apart).map(String.init) ?? String(apart)) + " apart"
          }
          return [cell.layer.title, figure(cell.own), figure(cell.reference), mark]
        }, indent: indent)
  }
}
