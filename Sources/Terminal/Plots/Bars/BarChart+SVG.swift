import TextSafety

extension BarChart {
  public func svg() -> String {
    let row = hasSpreads ? 34.0 : 28.0
    let legendRows = segments.count > 1 ? Double(legend.rows(width: 100).count) : 0
    let top = (title.isEmpty ? 14.0 : 42) + (reference == nil ? 0 : 20)
    let height = top + Double(max(1, entries.count)) * row + legendRows * 20 + 18
    var document = SVGDocument(
      width: 760, height: height, title: title.isEmpty ? "Bar chart" : title, summary: summary)
    document.text(title.fitted(100), 14, 24, .heading, isBold: true)
    let names = min(240, entries.map { SVGDocument.width($0.label) + ($0.reasonOut == nil ? 0 : 14) }.max() ?? 0)
    let totals = entries.map { SVGDocument.width(format.text($0.total)) }.max() ?? 0
    let (left, right) = (24 + names, document.width - 24 - totals)
    let scale = (right - left) / greatest
    for (index, entry) in entries.enumerated() {
      draw(entry, y: top + Double(index) * row, left: left, right: right, scale: scale, in: &document)
    }
    if let reference, reference.value.isFinite, reference.value >= 0 {
      let x = left + min(reference.value * scale, right - left)
      document.line(x, top - 4, x, top + Double(entries.count) * row - 6, .focus, dashes: "3 3")
      let text = reference.label + " " + format.text(reference.value)
      let half = SVGDocument.width(text) / 2
      document.text(text, min(max(x, half + 8), document.width - half - 8), top - 8, .focus, anchor: .middle)
    }
    var number = 0
    for (offset, items) in (segments.count > 1 ? legend.rows(width: 100) : []).enumerated() {
      var x = 14.0
      let y = height - legendRows * 20 + Double(offset) * 20
      for item in items {
        document.rect(x, y - 9, 10, 10, item.style.foreground, hatch: number)
        number += 1
        document.text(item.name, x + 16, y, .text)
        x += SVGDocument.width(item.name) + 36
      }
    }
    return document.string
  }

  private func draw(
    _ entry: Entry, y: Double, left: Double, right: Double, scale: Double, in document: inout SVGDocument
  ) {
    let columns = Int((left - 24) / SVGDocument.letterWidth)
    let isOut = entry.reasonOut != nil
    document.text(
      (isOut ? "✗ " + entry.label : entry.label).fitted(columns), 14, y + 13, isOut ? .muted : .text,
      isBold: entry.isEmphasized, isStruck: isOut)
    if let reason = entry.reasonOut {
      let room = Int((document.width - left - 14) / SVGDocument.letterWidth)
      document.text(("out: " + reason).fitted(room), left, y + 13, .bad)
      return
    }
    var x = left
    for (index, part) in parts(of: entry).enumerated() where part > 0 {
      document.rect(x, y, max(0, min(part * scale, right - x) - 0.5), 18, segments[index].role, hatch: index)
      x += part * scale
    }
    document.text(
      format.text(entry.total), document.width - 14, y + 13, .text, anchor: .end, isBold: entry.isEmphasized)
    guard let spread = entry.spread else { return }
    let from = left + min(max(0, spread.lowerBound * scale), right - left)
    let to = left + min(max(0, spread.upperBound * scale), right - left)
    document.line(from, y + 23, to, y + 23, .muted)
    document.line(from, y + 20, from, y + 26, .muted)
    document.line(to, y + 20, to, y + 26, .muted)
  }
}
