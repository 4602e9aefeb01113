import CNcurses
import Terminal

/// Makes cells of the C shim from those of a grid.
struct CellEncoder {
  private let depth: ColorDepth
  private let isUTF8: Bool
  private let theme: Theme
  /// Colours of ordinary text and of the ground behind it; -1 for the terminal's own.
  private let text: Int32
  private let ground: Int32

  init(_ capabilities: NcursesScreen.Capabilities, _ colors: Colors) {
    (depth, isUTF8, theme) = (capabilities.depth, capabilities.isUTF8, colors.theme)
    func painted(isText: Bool) -> Int32 {
      let number = colors.theme.paintedNumber(isText: isText, depth: capabilities.depth)
      return colors.isBackgroundPainted ? Int32(number ?? -1) : -1
    }
    (text, ground) = (painted(isText: true), painted(isText: false))
  }

  /// Adds a cell; two where the terminal shows a wide one as two.
  func encode(_ cell: Cell, isWide: Bool, into cells: inout [strata_cell]) {
    var out = styled(cell.style)
    let shown = isUTF8 ? cell.text : ASCIIFallback.text(for: cell.text)
    let scalars = Array(shown.unicodeScalars.prefix(5))
    let base = scalars.first?.value ?? 0x20
    let columns: Int32 = isWide && isUTF8 ? 2 : 1
    if base >= 0x80 && strata_scalar_width(base) != columns {
      // The C library measures it otherwise and ncurses would lose its place: a stand-in of the right width.
      out.scalars.0 = 0x00B7
      cells.append(out)
    } else {
      withUnsafeMutableBytes(of: &out.scalars) { raw in
        for (i, scalar) in scalars.enumerated() {
          raw.storeBytes(of: scalar.value, toByteOffset: 4 * i, as: UInt32.self)
        }
        if scalars.isEmpty { raw.storeBytes(of: 0x20, as: UInt32.self) }
      }
      cells.append(out)
      if !isWide || isUTF8 { return }
    }
    if isWide {
      out.scalars = (0x20, 0, 0, 0, 0)
      cells.append(out)
    }
  }

  /// A cell with a style's colours and attributes, and no text yet.
  private func styled(_ style: Style) -> strata_cell {
    var out = strata_cell()
    out.attributes = UInt32(style.attributes.rawValue)
    out.foreground = theme.number(style.foreground, depth: depth).map(Int32.init) ?? text
    out.background = ground
    guard let role = style.background else { return out }
    if let background = theme.number(role, depth: depth) {
      out.background = Int32(background)
    } else {
      // Without a background colour a selection is shown reversed, a match bold and underlined: links are only that.
      if role == .selection { out.attributes |= UInt32(STRATA_REVERSE.rawValue) }
      if role == .match { out.attributes |= UInt32(STRATA_UNDERLINE.rawValue | STRATA_BOLD.rawValue) }
      if role == .selection { out.foreground = -1 }
    }
    return out
  }
}
