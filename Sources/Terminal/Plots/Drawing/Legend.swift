import TextSafety

/// What the parts of a chart are called, each name behind a sample of its ink.
struct Legend {
  struct Item {
    var swatch: SafeText
    var name: SafeText
    var style: Style

    var line: StyledLine { StyledLine([Span(swatch + " ", style), Span(name, Style(.muted))]) }
    var width: Int { DisplayWidth.of(swatch) + 1 + DisplayWidth.of(name) }
  }

  var items: [Item]
  static let gap = 3

  /// The same with samples of one width, for names that stand below each other.
  var aligned: Legend {
    let width = items.map { DisplayWidth.of($0.swatch) }.max() ?? 0
    return Legend(
      items: items.map { Item(swatch: $0.swatch.padded(width), name: $0.name, style: $0.style) })
  }

  /// The items set in rows of a width; one that is too wide is cut.
  func rows(width: Int) -> [[Item]] {
    var rows: [[Item]] = []
    var used = 0
    for item in items {
      var item = item
      let room = width - DisplayWidth.of(item.swatch) - 1
      guard room > 0 else { continue }
      item.name = item.name.fitted(room)
      if used > 0 && used + Legend.gap + item.width <= width {
        rows[rows.count - 1].append(item)
        used += Legend.gap + item.width
      } else {
        rows.append([item])
        used = item.width
      }
    }
    return rows
  }

  /// Writes as many rows as there is room for, and at their end how many names are missing.
  func draw(in rect: Rect, on sketch: inout Sketch) {
    guard rect.height > 0 else { return }
    let counts = (0..<items.count).lazy.map { items.count - $0 }
    let fitting = counts.map { Legend(items: cut(to: $0)).rows(width: rect.width) }.first { $0.count <= rect.height }
    for (offset, row) in (fitting ?? rows(width: rect.width)).prefix(rect.height).enumerated() {
      var x = rect.x
      for item in row {
        sketch.label(item.line, at: Point(x, rect.y + offset))
        x += item.width + Legend.gap
      }
    }
  }

  private func cut(to count: Int) -> [Item] {
    count == items.count
      ? items
      : items.prefix(count) + [Item(swatch: "…", name: SafeText("\(items.count - count) more"), style: Style(.muted))]
  }
}

/// The roles that parts get in turn, when the caller does not choose: apart from each other in both themes.
public enum PlotPalette {
  public static let roles: [Role] = [.infrastructure, .agents, .model, .application, .rose, .lemon]

  /// The role of the part with that number.
  public static func role(_ index: Int) -> Role { roles[index % roles.count] }

  /// The shade of the part with that number in a bar: darker first, letters' signs when there are more than four.
  static func shade(_ index: Int) -> SafeText { shades[index % shades.count] }

  private static let shades: [SafeText] = ["█", "▓", "▒", "░", "x", "+", "o", "/"]
}
