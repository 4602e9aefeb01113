public import Terminal

/// Who has a say in the colours, the first to be asked first.
public struct ThemeChoice: Equatable, Sendable {
  /// What `STRATA_THEME` says.
  var forced: Theme?
  /// What the reader chose in the workbench; kept in the notebook.
  var kept: Theme?
  /// What the settings file says.
  let set: Theme?
  /// What fits the terminal's background; dark until the terminal has answered.
  var fitting = Theme.dark

  /// - Parameters:
  ///   - forced: what `STRATA_THEME` says.
  ///   - set: what the settings file says.
  public init(forced: Theme? = nil, set: Theme? = nil) {
    self.forced = forced
    self.set = set
  }

  /// The theme that holds.
  public var theme: Theme { forced ?? kept ?? set ?? fitting }

  /// The colours; a theme that the reader chose paints its own background.
  public var colors: Colors { Colors(theme, isBackgroundPainted: (forced ?? kept ?? set) != nil) }

  /// Chooses the other theme, whoever chose the present one.
  mutating func toggle() {
    (forced, kept) = (nil, theme == .dark ? .light : .dark)
  }
}
