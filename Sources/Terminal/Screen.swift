/// A terminal as the workbench uses it: frames go in, and it can be given away and taken back.
///
/// Noncopyable: one thread owns it.
public protocol Screen: ~Copyable {
  /// The window's size now.
  static var size: Size { get }
  /// Shows a frame; only what differs from the shown one is sent.
  mutating func show(_ grid: CellGrid, colors: Colors)
  /// Takes a new size of the window; the next frame is sent whole.
  mutating func resize(to size: Size)
  /// Forgets what is shown, so that the next frame is sent whole.
  mutating func forget()
  /// Gives the terminal to another program.
  mutating func suspend()
  /// Takes it back; the next frame is sent whole.
  mutating func resume()
  /// Takes mouse events, or leaves the mouse to the terminal.
  mutating func useMouse(_ isOn: Bool)
  /// Puts text on the terminal's clipboard.
  mutating func copy(_ text: String)
  /// Leaves the terminal as it was found.
  consuming func close()
}
