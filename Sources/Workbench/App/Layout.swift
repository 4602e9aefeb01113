import Terminal

/// Where everything stands on a screen of a size.
struct Layout: Equatable {
  /// The smallest screen that is drawn.
  static let minimum = Size(30, 8)
  /// The narrowest list beside a sheet: the titles of the stack stand whole in it.
  static let listWidth = 36
  /// The width of a sheet for which the pages' tables and diagrams are made.
  static let sheetWidth = 80
  /// Charts that are kept as text show whole in a sheet of that width.
  static let pinWidth = 72
  /// Below this width the list gives way to the sheet while that has the focus, so that diagrams and tables fit.
  static let readingWidth = listWidth + sheetWidth
  /// Below this width one column shows at a time.
  static let foldWidth = 76
  /// Columns left of a sheet's rows: a blank and the mark of the selected stop.
  static let gutter = 2

  let isTooSmall: Bool
  let bar: Rect
  let footer: Rect
  /// The list's frame; nil when only the sheet shows.
  let list: Rect?
  /// The sheet's frame; nil when only the list shows.
  let sheet: Rect?
  /// The frame of a note that is written beside the page.
  let dock: Rect?
  let isFolded: Bool

  init(_ state: State) {
    let screen = Rect(state.size)
    isTooSmall = screen.width < Layout.minimum.width || screen.height < Layout.minimum.height
    let (bar, rest) = screen.split(top: 1)
    let (body, footer) = rest.split(bottom: 1)
    self.bar = bar
    self.footer = footer
    isFolded = screen.width < Layout.foldWidth
    let isSheet = state.current.isSheetFocused || state.editing != nil
    var sheet: Rect?
    if isFolded {
      list = isSheet ? nil : body
      sheet = isSheet ? body : nil
    } else if isSheet && screen.width < Layout.readingWidth {
      list = nil
      sheet = body
    } else {
      let share = min(screen.width < 160 ? 44 : 58, screen.width * 35 / 100)
      let width = max(Layout.listWidth, min(share, screen.width - Layout.sheetWidth))
      let (left, right) = body.split(left: width)
      list = left
      sheet = right
    }
    if let whole = sheet, state.editing?.isDocked == true {
      let (above, below) = whole.split(bottom: min(12, max(5, whole.height / 3)))
      sheet = above
      dock = below
    } else {
      dock = nil
    }
    self.sheet = sheet
  }

  /// The rows of a frame's inside.
  static func text(in frame: Rect) -> Rect {
    let inside = frame.inset(x: 1, y: frame.height > 20 ? 2 : 1)
    return Rect(inside.x + gutter, inside.y, inside.width - gutter, inside.height)
  }

  /// The sheet's rows as they would be if it showed.
  func sheetText(_ state: State) -> Rect {
    if let sheet { return Layout.text(in: sheet) }
    return Layout.text(in: Rect(0, 1, state.size.width, max(0, state.size.height - 2)))
  }

  /// The rows of the list.
  var listRows: Rect { (list ?? Rect(0, 0, 0, 0)).inset(x: 1, y: 1) }

  /// The text of the dock, under that of the page.
  var dockText: Rect { (dock ?? Rect(0, 0, 0, 0)).inset(x: 1 + Layout.gutter, y: 1) }
}
