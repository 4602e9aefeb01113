/// A file of an export, before it is written.
public struct ExportedFile: Equatable, Sendable {
  /// Relative to the export's folder, with `/` between its parts.
  public var path: String
  /// Harmless text that ends with a line break.
  public var text: String

  /// A file by its path inside the export.
  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}
