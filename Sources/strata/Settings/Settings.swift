import Terminal
import Workbench

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the reader has set for the workbench in the settings file.
struct Settings: Equatable {
  /// Nil while the colours follow the terminal.
  var theme: Theme?
  /// The reader's editor, a line for the shell.
  var editor: String?
  var keymap = Keymap.standard

  private static let sizeLimit = 1 << 16

  /// Where the settings file lies: `strata/config.yaml` in `$XDG_CONFIG_HOME` or `~/.config`.
  ///
  /// Nil when there is neither a home nor a setting.
  static func path(_ environment: [String: String]) -> String? {
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return folder + "/strata/config.yaml" }
    return environment["HOME"].flatMap { $0.isEmpty ? nil : $0 + "/.config/strata/config.yaml" }
  }

  /// Reads the settings file; without one all is as it comes.
  static func read(_ environment: [String: String]) throws(SettingsError) -> Settings {
    guard let path = path(environment) else { return Settings() }
    guard let file = fopen(path, "r") else {
      if errno == ENOENT || errno == ENOTDIR { return Settings() }
      throw SettingsError(file: path, problem: .unreadable(String(cString: strerror(errno))))
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: sizeLimit + 1)
    let count = fread(&bytes, 1, bytes.count, file)
    if ferror(file) != 0 {
      throw SettingsError(file: path, problem: .unreadable(String(cString: strerror(errno))))
    }
    guard count <= sizeLimit else {
      throw SettingsError(file: path, problem: .unreadable("it is larger than \(sizeLimit) bytes"))
    }
    guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
      throw SettingsError(file: path, problem: .unreadable("it is not UTF-8"))
    }
    return try SettingsReader(file: path).read(text)
  }
}
